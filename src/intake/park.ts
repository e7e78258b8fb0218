import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { maxRecordLines } from '../transform/read-record.ts';
import { maxUnpackedBytes } from '../transform/unpack-record.ts';
import { formatFailedRecord } from '../firehose/error-output.ts';

/** What is kept for a replay because it can never be delivered as it is. */
export interface ParkedRecord {
  /** Its number among all logs and unreadable records of the request. */
  readonly item: number;
  /** Base64, or for a record that is not even that, what came. */
  readonly rawData: string;
  /** A code of the intake's own, such as `Intake.InvalidBase64`. */
  readonly errorCode: string;
  readonly errorMessage: string;
}

/**
 * The port: keeps lines of failed records under a name; the same name again replaces them. Throws when they could not be kept within
 * `timeoutMs`; they may be there all the same.
 */
export type Park = (name: string, lines: readonly string[], timeoutMs: number) => Promise<void>;

export interface ParkedFrom {
  readonly requestId: string;
  /** Tells the content of the request. */
  readonly fingerprint: string;
  readonly streamName: string;
  readonly arrivalTimeMs: number;
  readonly nowMs: number;
  readonly timeoutMs: number;
}

/**
 * Parks records of one request. The name comes from the request and from which of its items are parked, in whatever order they were
 * refused, so that a second time makes no second object.
 */
export async function parkRecords(
  records: readonly ParkedRecord[],
  { requestId, fingerprint, streamName, arrivalTimeMs, nowMs, timeoutMs }: ParkedFrom,
  park: Park,
): Promise<void> {
  const inOrder = records.toSorted((one, other) => one.item - other.item);
  const lines = inOrder.map(({ item: _item, ...record }, index) =>
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
  const content = createHash('sha256').update(`${requestId}\n${fingerprint}`);
  for (const { item } of inOrder) content.update(`\n${item}`);
  const hour = new Date(arrivalTimeMs).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
  await park(`${hour}/${streamName}-intake-${content.digest('hex').slice(0, 32)}`, lines, timeoutMs);
}

/** A log that Datadog refuses, as a record. */
export function refusedLog(item: number, log: Uint8Array, reason: string): ParkedRecord {
  return {
    item,
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
    errorMessage: `The record unpacks to more than ${maxUnpackedBytes / 1_048_576} MiB.`,
  },
  too_many_lines: {
    errorCode: 'Intake.TooManyLines',
    errorMessage: `The record holds more than ${maxRecordLines} lines, or the request is too large when it is unpacked.`,
  },
  bad_mask: {
    errorCode: 'Intake.BadMask',
    errorMessage: 'A pod of the record asks for a mask that cannot be used (ON_BAD_MASK=hold).',
  },
} as const;

/** A record of which no log can be made. */
export function unreadableRecord(
  item: number,
  rawData: string,
  reason: keyof typeof unreadableCodes,
): ParkedRecord {
  return { item, rawData, ...unreadableCodes[reason] };
}
