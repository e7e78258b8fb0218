import { arnParts, isStreamArn } from './names.ts';

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
