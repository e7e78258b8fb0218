/** A delivery stream as `DescribeDeliveryStream` tells, as far as somebody who deploys looks at it. */
export interface StreamDescription {
  readonly name: string;
  readonly arn: string;
  /** `ACTIVE` where it takes records. */
  readonly status: string;
  readonly versionId: string;
  readonly destinationId: string;
  readonly destination: HttpEndpointDestination | OtherDestination;
}

export interface HttpEndpointDestination {
  readonly kind: 'http-endpoint';
  readonly url: string;
  readonly bufferMB: number;
  readonly bufferSeconds: number;
  readonly contentEncoding: 'NONE' | 'GZIP';
  readonly retrySeconds: number;
  readonly commonAttributes: readonly { readonly name: string; readonly value: string }[];
  readonly processing: Processing;
  readonly roleArn: string | undefined;
  /** Of Secrets Manager; `undefined` where the key is part of the stream. */
  readonly secretArn: string | undefined;
  readonly backup: Backup;
}

export interface Backup {
  readonly bucketName: string;
  readonly prefix: string | undefined;
  readonly errorOutputPrefix: string | undefined;
  readonly kmsKeyArn: string | undefined;
  readonly mode: string;
}

/**
 * What the keys of failed records are made of. Without an `ErrorOutputPrefix` they lie behind `Prefix`; with all records beside
 * them that is no place of their own. Source: Amazon Data Firehose developer guide, `s3-prefixes`.
 */
export function errorPrefixOf({ prefix = '', errorOutputPrefix, mode }: Backup): string {
  return errorOutputPrefix ?? (mode === 'AllData' ? '' : prefix);
}

/** A destination that this is not for, by AWS's name for it. */
export interface OtherDestination {
  readonly kind: 'other';
  readonly name: string;
}

export interface Processing {
  readonly enabled: boolean;
  readonly processors: readonly Processor[];
}

export interface Processor {
  /** `Lambda`, `Decompression` … */
  readonly type: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
}

/** The value of a processor's parameter, such as `LambdaArn`. */
export function parameterOf({ parameters }: Processor, name: string): string | undefined {
  return parameters.find((parameter) => parameter.name === name)?.value;
}

/** The stream's Lambda processor; Firehose allows one. */
export function lambdaProcessorOf({ processors }: Processing): Processor | undefined {
  return processors.find(({ type }) => type === 'Lambda');
}

/** Whether two ARNs name the same function, whatever version or alias. */
export function isSameFunction(one: string, other: string): boolean {
  return withoutQualifier(one) === withoutQualifier(other);
}

/** The ARN of the function itself: `arn:aws:lambda:REGION:ACCOUNT:function:NAME`. */
export function withoutQualifier(functionArn: string): string {
  return functionArn.split(':').slice(0, 7).join(':');
}
