import { credentialsSentence } from '../credentials.ts';
import { StoreError, type StoreFailure } from '../../store/object-store.ts';

export interface S3Request {
  readonly bucket: string;
  readonly key: string;
  /** The IAM actions that the request needs, as a phrase. */
  readonly action: string;
}

/** What an error of the SDK means, as one sentence: what, where, what to do. */
export function s3Failure(error: unknown, request: S3Request): StoreError {
  if (error instanceof StoreError) return error;
  const [failure, sentence] = judge(error, request);
  return new StoreError(failure, sentence, { cause: error });
}

type Judgement = readonly [StoreFailure, string];

function judge(error: unknown, { bucket, key, action }: S3Request): Judgement {
  const code = codeOf(error);
  const status = statusOf(error);
  const place = `s3://${bucket}/${key}`;
  if (code === 'NoSuchBucket')
    return ['refused', `bucket ${bucket} does not exist; check the name and the account`];
  const ofCaller = credentialsSentence(error, process.env['AWS_PROFILE']);
  if (ofCaller !== undefined) return ['refused', ofCaller];
  if (
    /^(?:PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/.test(code) ||
    status === 301
  )
    return ['refused', `bucket ${bucket} is in another region; set it by --region`];
  if (/^(?:InvalidObjectState)$/.test(code))
    return ['archived', `${place} is archived; restore it first: aws s3api restore-object`];
  if (/KMS/.test(code) || /kms:/.test(messageOf(error)))
    return ['refused', `${place} is encrypted by a KMS key; allow kms:Decrypt and kms:GenerateDataKey on it`];
  if (status === 403) return ['refused', `AWS does not allow ${action} on ${place}; add it to the policy`];
  if (status === 404) return ['gone', `${place} is not there any more`];
  if (status === 412 || status === 416) return ['changed', `${place} has changed since it was listed`];
  if (status === 400 && code === 'InvalidBucketName') return ['refused', `${bucket} is no name of a bucket`];
  const cause: unknown = property(error, 'code') ?? code;
  return ['unavailable', `S3 did not answer a request for ${place} (${String(cause)}); run it again`];
}

export function codeOf(error: unknown): string {
  const code: unknown = property(error, 'Code') ?? property(error, 'name');
  return typeof code === 'string' ? code : 'unknown error';
}

export function statusOf(error: unknown): number {
  const status = property(property(error, '$metadata'), 'httpStatusCode');
  return typeof status === 'number' ? status : 0;
}

function messageOf(error: unknown): string {
  const message = property(error, 'message');
  return typeof message === 'string' ? message : '';
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
