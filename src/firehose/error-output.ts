/**
 * Objects of Firehose's S3 error output: NDJSON, one failed record a line.
 * Source: Amazon Data Firehose developer guide, `data-transformation-failure-handling`, `retry`; field order and types as in
 * objects that the service wrote.
 */

/** What `!{firehose:error-output-type}` becomes for the two failures on the way to an HTTP endpoint. */
export type ErrorOutputType = 'processing-failed' | 'http-endpoint-failed';

interface FailedRecordBase {
  /** The first attempt counts. */
  readonly attemptsMade: number;
  /** Epoch ms. */
  readonly arrivalTimestamp: number;
  readonly errorCode: string;
  readonly errorMessage: string;
  /** Epoch ms. */
  readonly attemptEndingTimestamp: number;
  /** Base64 of the record's bytes. */
  readonly rawData: string;
}

/** `rawData` is the record as it was put, before the transformation. Older objects spell the ARN's name `lambdaArn`. */
export interface ProcessingFailedRecord extends FailedRecordBase {
  readonly kind: 'processing-failed';
  readonly lambdaARN: string;
}

/** `rawData` is the record as the transformation returned it. */
export interface HttpEndpointFailedRecord extends FailedRecordBase {
  readonly kind: 'http-endpoint-failed';
  readonly subsequenceNumber: number;
  /** Shaped like a sequence number, then a dot and the subsequence number. */
  readonly dataId: string;
}

export type FailedRecord = ProcessingFailedRecord | HttpEndpointFailedRecord;

/** One line of an error object, with its final newline. `kind` decides the fields and is not written. */
export function formatFailedRecord(record: FailedRecord): string {
  const { attemptsMade, arrivalTimestamp, errorCode, errorMessage, attemptEndingTimestamp, rawData } = record;
  const line =
    record.kind === 'processing-failed'
      ? {
          rawData,
          errorCode,
          errorMessage,
          attemptsMade,
          arrivalTimestamp,
          attemptEndingTimestamp,
          lambdaARN: record.lambdaARN,
        }
      : {
          attemptsMade,
          arrivalTimestamp,
          errorCode,
          errorMessage,
          attemptEndingTimestamp,
          rawData,
          subsequenceNumber: record.subsequenceNumber,
          dataId: record.dataId,
        };
  return `${JSON.stringify(line)}\n`;
}
