import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { formatFailedRecord } from '../firehose/error-output.ts';

/** What is kept for a replay because it can never be delivered as it is. */
export interface ParkedRecord {
  /** Base64, or for a record that is not even that, what came. */
  readonly rawData: string;
  /** A code of the intake's own, such as `Intake.InvalidBase64`. */
  readonly errorCode: string;
  readonly errorMessage: string;
}

/**
 * The port: keeps lines of failed records under a name; the same name again replaces them. Throws when they could not be kept.
 */
export type Park = (name: string, lines: readonly string[]) => Promise<void>;

export interface ParkedFrom {
  readonly requestId: string;
  readonly streamName: string;
  readonly arrivalTimeMs: number;
  readonly nowMs: number;
}

/** Parks records of one request. The name comes from the request and what is parked, so that a second time makes no second object. */
export async function parkRecords(
  records: readonly ParkedRecord[],
  { requestId, streamName, arrivalTimeMs, nowMs }: ParkedFrom,
  park: Park,
): Promise<void> {
  const lines = records.map((record, index) =>
    formatFailedRecord({
      kind: 'http-endpoint-failed',
      attemptsMade: 1,
      arrivalTimestamp: arrivalTimeMs,
      attemptEndingTimestamp: nowMs,
      subsequenceNumber: 0,
      dataId: `${requestId}.${index}`,
      ...record,
    }),
  );
  const content = createHash('sha256').update(requestId);
  for (const { rawData } of records) content.update(rawData).update('\n');
  const hour = new Date(arrivalTimeMs).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
  await park(`${hour}/${streamName}-intake-${content.digest('hex').slice(0, 32)}`, lines);
}

/** A log that Datadog refuses, as a record. */
export function refusedLog(log: Uint8Array, reason: string): ParkedRecord {
  return {
    rawData: Buffer.from(log.buffer, log.byteOffset, log.byteLength).toString('base64'),
    errorCode: 'Intake.RefusedByDatadog',
    errorMessage: `${reason} to this log alone`,
  };
}

const unreadableCodes = {
  no_data: { errorCode: 'Intake.NoData', errorMessage: 'The record has no data that is text.' },
  invalid_base64: {
    errorCode: 'Intake.InvalidBase64',
    errorMessage: 'The data of the record is not base64.',
  },
  damaged_compression: {
    errorCode: 'Intake.DamagedCompression',
    errorMessage: 'The record is packed and does not unpack.',
  },
  decompression_cap: {
    errorCode: 'Intake.DecompressionCap',
    errorMessage: 'The record unpacks to more than 32 MiB, or its logs would have more than 128 MiB.',
  },
} as const;

/** A record of which no log can be made. */
export function unreadableRecord(rawData: string, reason: keyof typeof unreadableCodes): ParkedRecord {
  return { rawData, ...unreadableCodes[reason] };
}
