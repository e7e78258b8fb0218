/**
 * `PutRecord` and `PutRecordBatch` as the service speaks them.
 * Source: Amazon Data Firehose API reference and developer guide, `limits`.
 */

/** Most records in one `PutRecordBatch` call. */
export const maxBatchRecords = 500;

/** Largest `PutRecordBatch` call, in bytes (4 MiB). */
export const maxBatchBytes = 4_194_304;

/** Largest record, in bytes before base64 (1,000 KiB). */
export const maxRecordBytes = 1_024_000;

/** The same limit as it arrives: characters of base64. */
export const maxRecordBase64Characters = 1_365_336;

/** Error codes that a later call with the same records cannot cure; every other code is worth another attempt. */
export const permanentErrorCodes: ReadonlySet<string> = new Set([
  'ResourceNotFoundException',
  'AccessDeniedException',
  'InvalidArgumentException',
  'InvalidSourceException',
  'InvalidKMSResourceException',
]);

/** `Data` is base64 on the wire. */
export interface PutRecordBatchRequest {
  readonly DeliveryStreamName: string;
  readonly Records: readonly { readonly Data: string }[];
}

/** One entry per record of the request, in its order. */
export type PutRecordBatchResponseEntry =
  { readonly RecordId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** `FailedPutCount` may be above 0 although the HTTP status is 200. */
export interface PutRecordBatchResponse {
  readonly FailedPutCount: number;
  readonly Encrypted: boolean;
  readonly RequestResponses: readonly PutRecordBatchResponseEntry[];
}

export interface PutRecordResponse {
  readonly RecordId: string;
  readonly Encrypted: boolean;
}

/**
 * What a record of `bytes` bytes adds to the body of a call, in bytes: base64 and the JSON around it.
 *
 * The guide does not say whether the 4 MiB are counted before or after base64. Counted after it, a batch is within the
 * limit in either reading; Fluent Bit counts the same way.
 */
export function putRecordBatchEntryBytes(bytes: number): number {
  return 12 + 4 * Math.ceil(bytes / 3);
}

/** What a call costs besides its records, in bytes, for the longest stream name (64 characters). */
export const putRecordBatchOverheadBytes = 128;
