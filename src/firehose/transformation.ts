/**
 * The data-transformation contract between Amazon Data Firehose and a Lambda function.
 * Source: Amazon Data Firehose developer guide, `data-transformation` and `data-transformation-status-model`.
 */

/** Largest request that Lambda accepts synchronously, in bytes (the limit in Lambda's own error text). */
export const maxRequestBytes = 6_291_456;

/** Largest response that Lambda hands back, in bytes of the serialised JSON (the limit in Lambda's own error text). */
export const maxResponseBytes = 6_291_556;

/** A record as it arrives; `data` is base64. `approximateArrivalTimestamp` is epoch ms, an ISO string in old samples. */
export interface TransformationRecord {
  readonly recordId: string;
  readonly data: string;
  readonly approximateArrivalTimestamp?: number | string;
}

export interface TransformationEvent {
  readonly invocationId: string;
  readonly deliveryStreamArn: string;
  readonly region: string;
  readonly sourceKinesisStreamArn?: string;
  readonly records: readonly TransformationRecord[];
}

/** `Ok` must carry data; the others leave it out. `Ok` and `Dropped` both count as processed. */
export type TransformationResponseRecord =
  | { readonly recordId: string; readonly result: 'Ok'; readonly data: string }
  | { readonly recordId: string; readonly result: 'Dropped' | 'ProcessingFailed' };

export interface TransformationResponse {
  readonly records: readonly TransformationResponseRecord[];
}
