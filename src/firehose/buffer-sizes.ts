import { maxRecordsInRequest } from './http-endpoint.ts';
import { maxRecordBytes } from './put-record-batch.ts';

/**
 * How large a delivery stream's buffer may be when a Lambda Function URL is its endpoint. A request above Lambda's limit is answered
 * 413 before any code runs, and for 413 Firehose drops the batch for good, so the buffer must make such a request impossible.
 * Source: Amazon Data Firehose developer guide, `httpdeliveryrequestresponse`, `create-configure-backup`; AWS Lambda guide,
 * `gettingstarted-limits`.
 */

/** Largest event that Lambda takes in a synchronous invocation, in bytes (6 MiB). */
export const maxLambdaRequestBytes = 6_291_456;

const mebibyte = 1_048_576;

/**
 * What the event holds besides the body: method, path, request context, and the headers. The largest are the common attributes: 50
 * of 1,280 characters, of which each quote becomes four when it is escaped in the header and once more in the event.
 */
export const eventWrapperBytes = 288_000;

/** `{"data":""},` with its four quotes escaped, as the body stands in the event as a JSON string. */
const recordOverheadBytes = 16;

/** `{"requestId":"…","timestamp":…,"records":[]}`, escaped. */
const bodyOverheadBytes = 128;

/**
 * Base64 has 65 characters, so that Huffman codes alone bring it to 6.03 of 8 bits, even where nothing repeats; with the codes' own
 * tables and the frame of gzip it stays below this.
 */
const worstGzipRatio = 0.78;

export type ContentEncoding = 'NONE' | 'GZIP';

/**
 * Bytes of the largest event that a buffer of `bufferBytes` (`SizeInMBs`, counted before compression) can lead to. The buffer is a
 * hint: Firehose may go over it by the record that fills it. Records are as many and as incompressible as can be.
 */
export function largestEventBytes(bufferBytes: number, encoding: ContentEncoding): number {
  const rawBytes = bufferBytes + maxRecordBytes;
  // Each record's base64 is padded to a multiple of four: two bytes more at most before the factor.
  const base64Bytes = Math.ceil((4 * (rawBytes + 2 * maxRecordsInRequest)) / 3);
  const bodyBytes = base64Bytes + maxRecordsInRequest * recordOverheadBytes + bodyOverheadBytes;
  // A binary body comes as base64 of itself.
  const inEvent = encoding === 'NONE' ? bodyBytes : Math.ceil(bodyBytes * worstGzipRatio * (4 / 3)) + 4;
  return inEvent + eventWrapperBytes;
}

/** The largest `BufferingHints.SizeInMBs` for a Function URL behind which no request can pass Lambda's limit. */
export function largestSafeBufferMiB(encoding: ContentEncoding): number {
  let size = 1;
  while (largestEventBytes((size + 1) * mebibyte, encoding) <= maxLambdaRequestBytes) size += 1;
  return size;
}

/** Whether a buffer of this size cannot lead to a 413 of AWS's own. */
export function isSafeBuffer(sizeInMiB: number, encoding: ContentEncoding): boolean {
  return largestEventBytes(sizeInMiB * mebibyte, encoding) <= maxLambdaRequestBytes;
}
