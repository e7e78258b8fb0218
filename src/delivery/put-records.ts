import { batches } from '../batch/batch.ts';
import {
  maxBatchBytes,
  maxBatchRecords,
  maxRecordBytes,
  permanentErrorCodes,
  putRecordBatchEntryBytes,
  putRecordBatchOverheadBytes,
} from '../firehose/put-record-batch.ts';
import { backoffMs, type BackoffOptions } from './backoff.ts';
import type { RetryClock } from './retry.ts';

/** What one `PutRecordBatch` call said of one record. `code` is an AWS error code. */
export type PutEntry = { readonly kind: 'put' } | { readonly kind: 'failed'; readonly code: string };

/**
 * `PutRecordBatch` of one stream: one entry per record, in order. A throw means that the whole call failed; the error's `name` is
 * taken for its code. A call that timed out may have put its records all the same.
 */
export interface PutRecordBatchPort {
  put(records: readonly Uint8Array[]): Promise<readonly PutEntry[]>;
}

/** What became of one record in the end. `reason` is the last error code, or `RecordTooLarge`. */
export type PutResult = { readonly kind: 'put' } | { readonly kind: 'failed'; readonly reason: string };

export interface PutRecordsOptions extends RetryClock {
  /** Instant on the scale of `now` after which no further call starts. */
  readonly deadlineMs: number;
  readonly backoff?: BackoffOptions;
}

/** Throttling lasts for seconds: the quotas are per second, and rise by themselves under sustained load. */
const putBackoff: BackoffOptions = { initialMs: 250, maxMs: 10_000, jitter: 0.5 };

interface Pending {
  readonly index: number;
  readonly record: Uint8Array;
}

/**
 * Puts records on a stream, in calls within the service's three limits. Entries that failed, and only these, are put again after a
 * back-off until the deadline; a code that no retry cures ends it for its record, and thrown by a call, for all records not yet put.
 * The answer has one result per record, in order. It does not throw for what the port does.
 */
export async function putRecords(
  records: readonly Uint8Array[],
  port: PutRecordBatchPort,
  options: PutRecordsOptions,
): Promise<readonly PutResult[]> {
  const { now, sleep, random, deadlineMs, backoff = putBackoff } = options;
  const results: PutResult[] = records.map(() => ({ kind: 'failed', reason: 'DeadlineExceeded' }));
  let pending: readonly Pending[] = records.map((record, index) => ({ index, record }));
  for (let attempt = 1; ; attempt += 1) {
    pending = await putOnce(pending, port, results, () => now() < deadlineMs);
    if (pending.length === 0) return results;
    const waitMs = backoffMs(attempt, backoff, random);
    if (now() + waitMs >= deadlineMs) return results;
    await sleep(waitMs);
  }
}

/** Puts every pending record once, notes what came of it, and answers those that are worth another attempt. */
async function putOnce(
  pending: readonly Pending[],
  port: PutRecordBatchPort,
  results: PutResult[],
  inTime: () => boolean,
): Promise<readonly Pending[]> {
  const limits = { maxItems: maxBatchRecords, maxBytes: maxBatchBytes - putRecordBatchOverheadBytes };
  const again: Pending[] = [];
  let fatal: string | undefined;
  for (const part of batches(pending, limits, entryBytes)) {
    if (part.kind === 'oversize') {
      results[part.item.index] = { kind: 'failed', reason: 'RecordTooLarge' };
    } else if (fatal !== undefined) {
      giveUp(part.items, fatal, results);
    } else if (inTime()) {
      const call = await putBatch(part.items, port);
      fatal = call.fatal;
      note(part.items, call.entries, results, again);
    }
  }
  if (fatal === undefined) return again;
  giveUp(again, fatal, results);
  return [];
}

function entryBytes({ record }: Pending): number {
  return record.length > maxRecordBytes ? Infinity : putRecordBatchEntryBytes(record.length);
}

interface PutCall {
  readonly entries: readonly PutEntry[];
  /** The code of a call that failed as a whole for good. */
  readonly fatal?: string;
}

async function putBatch(items: readonly Pending[], port: PutRecordBatchPort): Promise<PutCall> {
  try {
    const entries = await port.put(items.map(({ record }) => record));
    return { entries };
  } catch (error) {
    const code = error instanceof Error ? error.name : 'Error';
    const entries = items.map((): PutEntry => ({ kind: 'failed', code }));
    return permanentErrorCodes.has(code) ? { entries, fatal: code } : { entries };
  }
}

function note(
  items: readonly Pending[],
  entries: readonly PutEntry[],
  results: PutResult[],
  again: Pending[],
): void {
  for (const [position, item] of items.entries()) {
    // An entry that is missing says nothing; putting the record again can only duplicate it, not lose it.
    const entry = entries[position] ?? { kind: 'failed', code: 'MissingEntry' };
    results[item.index] = entry.kind === 'put' ? entry : { kind: 'failed', reason: entry.code };
    if (entry.kind === 'failed' && !permanentErrorCodes.has(entry.code)) again.push(item);
  }
}

function giveUp(items: readonly Pending[], reason: string, results: PutResult[]): void {
  for (const { index } of items) results[index] = { kind: 'failed', reason };
}
