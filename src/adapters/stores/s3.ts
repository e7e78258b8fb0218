import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type GetObjectCommandOutput,
  type ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';
import {
  StoreError,
  type ObjectStore,
  type StoredObject,
  type WriteCondition,
} from '../../store/object-store.ts';
import { codeOf, s3Failure, statusOf } from './s3-failure.ts';
import { awsClient, type Patience } from '../aws-client.ts';

export interface S3StoreOptions {
  readonly bucket: string;
  /** The region of the bucket; else that of the environment, and S3 tells where the bucket is. */
  readonly region?: string | undefined;
  /** Another server that speaks S3. */
  readonly endpoint?: string | undefined;
  /** Objects of a page, at most 1000. */
  readonly pageSize?: number;
  readonly patience?: Patience | undefined;
}

const usualPatience: Patience = { connectMs: 5_000, answerMs: 60_000, attempts: 5 };

/** One copy takes no more; larger objects would have to be copied in parts. */
const maxCopyBytes = 5 * 1024 ** 3;

/** How often in a row, without a byte in between, a stream that breaks is taken up again where it broke. */
const maxResumes = 5;

/** Each object that is worked on holds one connection for its content and asks for its ledger on another. */
const agent = { keepAlive: true, maxSockets: 256 };

/** The bucket as a store; another server that speaks S3 is named by the variables of AWS's own tools. */
export function bucketStore(
  bucket: string,
  region: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  patience?: Patience,
): ObjectStore {
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL'] || undefined;
  return s3Store({ bucket, region, endpoint, patience });
}

/**
 * A bucket. Reads ask for the version that was listed, writes use S3's conditional writes, and everything is tried several times by
 * the SDK before it counts as failed.
 */
export function s3Store({
  bucket,
  region,
  endpoint,
  pageSize = 1_000,
  patience = usualPatience,
}: S3StoreOptions): ObjectStore {
  const client = awsClient(S3Client, patience, {
    region,
    agents: { httpAgent: agent, httpsAgent: agent },
    more: {
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      followRegionRedirects: true,
      // Checksums of whole objects cannot be checked where reading stops early or goes on in the middle.
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestChecksumCalculation: 'WHEN_REQUIRED',
    },
  });

  async function asking<T>(action: string, key: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw s3Failure(error, { bucket, key, action });
    }
  }

  async function* list(prefix: string): AsyncGenerator<readonly StoredObject[], void, undefined> {
    let token: string | undefined;
    do {
      const page: ListObjectsV2CommandOutput = await asking('s3:ListBucket', prefix, () =>
        client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            MaxKeys: pageSize,
            EncodingType: 'url',
            ContinuationToken: token,
          }),
        ),
      );
      const decode = page.EncodingType === 'url' ? decodeKey : (key: string) => key;
      yield (page.Contents ?? []).map(({ Key = '', Size = 0, ETag = '', LastModified }) => ({
        key: decode(Key),
        bytes: Size,
        etag: ETag,
        lastModifiedMs: LastModified?.getTime() ?? 0,
      }));
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  function open({ key, etag }: StoredObject, from: number): Promise<GetObjectCommandOutput> {
    const range = from > 0 ? { Range: `bytes=${from}-` } : {};
    return client.send(new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag, ...range }));
  }

  async function* read(object: StoredObject): AsyncGenerator<Uint8Array, void, undefined> {
    let done = 0;
    for (let resumes = 0; done < object.bytes;) {
      try {
        const { Body } = await open(object, done);
        // The SDK's type covers browsers too; under Node it is a stream of buffers.
        for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) {
          done += chunk.length;
          resumes = 0;
          yield chunk;
        }
        if (done < object.bytes) throw new Error('the stream ended early');
      } catch (error) {
        const failure = s3Failure(error, { bucket, key: object.key, action: 's3:GetObject' });
        if (failure.failure !== 'unavailable' || (resumes += 1) > maxResumes) throw failure;
      }
    }
  }

  return {
    list,
    read,
    async find(key) {
      try {
        const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        const { ContentLength = 0, ETag = '', LastModified } = head;
        return { key, bytes: ContentLength, etag: ETag, lastModifiedMs: LastModified?.getTime() ?? 0 };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw s3Failure(error, { bucket, key, action: 's3:GetObject and s3:ListBucket' });
      }
    },
    async get(key) {
      try {
        const { Body, ETag = '' } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return { bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(), etag: ETag };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw s3Failure(error, { bucket, key, action: 's3:GetObject and s3:ListBucket' });
      }
    },
    async put(key, bytes, condition) {
      try {
        const request = { Bucket: bucket, Key: key, Body: bytes, ...conditionOf(condition) };
        const { ETag = '' } = await client.send(new PutObjectCommand(request));
        return { kind: 'written', etag: ETag };
      } catch (error) {
        if (condition !== undefined && isConflict(error)) return { kind: 'conflict' };
        throw s3Failure(error, { bucket, key, action: 's3:PutObject' });
      }
    },
    async copy({ key, etag, bytes }, toKey) {
      if (bytes > maxCopyBytes)
        throw new StoreError(
          'refused',
          `s3://${bucket}/${key} is larger than the 5 GB that S3 copies at once; use --after keep and move it yourself`,
        );
      const source = `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
      await asking('s3:GetObject, s3:GetObjectTagging, s3:PutObject and s3:PutObjectTagging', key, () =>
        client.send(
          new CopyObjectCommand({ Bucket: bucket, Key: toKey, CopySource: source, CopySourceIfMatch: etag }),
        ),
      );
    },
    async delete(key, etag) {
      const condition = etag === undefined ? {} : { IfMatch: etag };
      try {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, ...condition }));
      } catch (error) {
        if (!isMissing(error)) throw s3Failure(error, { bucket, key, action: 's3:DeleteObject' });
      }
    },
  };
}

function conditionOf(condition: WriteCondition | undefined): { IfNoneMatch?: '*'; IfMatch?: string } {
  if (condition === undefined) return {};
  return condition.kind === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.etag };
}

/** 404 is the answer to a condition on an object that is gone. */
function isConflict(error: unknown): boolean {
  return [404, 409, 412].includes(statusOf(error)) && codeOf(error) !== 'NoSuchBucket';
}

function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && codeOf(error) !== 'NoSuchBucket';
}

/** Keys as S3 encodes them for XML, as in the keys of event notifications. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
