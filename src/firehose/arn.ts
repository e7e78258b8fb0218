/** What a delivery stream's ARN says. */
export interface StreamArn {
  readonly region: string;
  readonly accountId: string;
  readonly streamName: string;
}

const pattern =
  /^arn:aws(?:-us-gov|-cn)?:firehose:([a-z0-9-]{1,32}):([0-9]{12}):deliverystream\/([a-zA-Z0-9_.-]{1,64})$/;

/**
 * Reads the ARN of a delivery stream (partitions aws, aws-us-gov, aws-cn); anything else is `undefined`.
 * Source: Amazon Data Firehose API reference, `DeliveryStreamDescription`.
 */
export function parseStreamArn(arn: unknown): StreamArn | undefined {
  if (typeof arn !== 'string') return undefined;
  const [, region, accountId, streamName] = pattern.exec(arn) ?? [];
  if (region === undefined || accountId === undefined || streamName === undefined) return undefined;
  return { region, accountId, streamName };
}
