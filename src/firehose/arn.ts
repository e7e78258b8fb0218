import { arnParts, isFunctionArn, isStreamArn } from './names.ts';

/** What a delivery stream's ARN says. */
export interface StreamArn {
  readonly region: string;
  readonly accountId: string;
  readonly streamName: string;
}

/** Reads the ARN of a delivery stream (partitions aws, aws-us-gov, aws-cn); anything else is `undefined`. */
export function parseStreamArn(arn: unknown): StreamArn | undefined {
  if (typeof arn !== 'string' || !isStreamArn(arn)) return undefined;
  const { region, accountId, resource } = arnParts(arn);
  return { region, accountId, streamName: resource.slice('deliverystream/'.length) };
}

/**
 * An ARN of a stream in the account and region of a Lambda function, which stands for the stream that the function belongs to: a failed
 * record names its function, and not its stream. `undefined` for what is no ARN of a function.
 */
export function streamArnBeside(functionArn: unknown): string | undefined {
  if (typeof functionArn !== 'string' || !isFunctionArn(functionArn)) return undefined;
  return functionArn.replace(/:lambda:(.+?):function:.*$/, ':firehose:$1:deliverystream/unknown');
}
