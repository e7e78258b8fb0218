import type { Buffer } from 'node:buffer';
import { sendLogs, type LogResult, type LogsApi, type Refusals } from '../delivery/logs.ts';
import type { RetryClock } from '../delivery/retry.ts';
import type { Records } from './records.ts';
import type { FailureName } from './errors.ts';
import type { Progress } from './memory.ts';
import { refusedLog, unreadableRecord, type ParkedRecord } from './park.ts';
import type { RecordItems } from './record-items.ts';
import type { IntakeCounts } from './report.ts';

export interface ForwardOptions extends RetryClock {
  readonly api: LogsApi;
  /** Instant after which nothing is sent. */
  readonly deadlineMs: number;
  /** How long Datadog may fail before the request fails: Firehose is the one that tries again. */
  readonly maxOutageMs: number;
  readonly concurrency: number;
  readonly refusals: Refusals;
}

export type Forwarded =
  /** Datadog has everything but what has to be parked. */
  | { readonly kind: 'done'; readonly toPark: readonly ParkedRecord[] }
  | { readonly kind: 'failed'; readonly failure: FailureName; readonly detail: string };

/** Logs that are held at once, in bytes; a whole request of usual size. */
const windowBytes = 16 * 1_000_000;

interface NumberedLog {
  readonly item: number;
  readonly bytes: Buffer;
}

/**
 * Sends all logs of a request that Datadog does not have yet, and notes in `progress` what it accepts. Records are decoded as their
 * logs are sent, so that a request that unpacks to very much is never held as a whole.
 */
export async function forwardRecords(
  records: Records,
  source: RecordItems,
  progress: Progress,
  counts: IntakeCounts,
  options: ForwardOptions,
): Promise<Forwarded> {
  const toPark: ParkedRecord[] = [];
  for (const window of windows(records, source, progress, counts, toPark)) {
    const failed = await sendWindow(window, progress, counts, toPark, options);
    if (failed !== undefined) return failed;
  }
  return { kind: 'done', toPark };
}

function* windows(
  records: Records,
  source: RecordItems,
  progress: Progress,
  counts: IntakeCounts,
  toPark: ParkedRecord[],
): Generator<readonly NumberedLog[], void, undefined> {
  let window: NumberedLog[] = [];
  let bytes = 0;
  let number = 0;
  for (const record of records) {
    const items = source.of(record);
    if (items.length === 0) counts.emptyRecords += 1;
    for (const item of items) {
      const own = number++;
      if (item.kind === 'unreadable') {
        counts.unreadable += 1;
        toPark.push(unreadableRecord(own, item.rawData, item.reason));
        continue;
      }
      counts.logs += 1;
      if (progress.has(own)) {
        counts.deliveredBefore += 1;
        continue;
      }
      window.push({ item: own, bytes: item.bytes });
      bytes += item.bytes.length;
    }
    if (bytes < windowBytes) continue;
    yield window;
    source.release();
    window = [];
    bytes = 0;
  }
  yield window;
  source.release();
}

async function sendWindow(
  window: readonly NumberedLog[],
  progress: Progress,
  counts: IntakeCounts,
  toPark: ParkedRecord[],
  { api, maxOutageMs, ...options }: ForwardOptions,
): Promise<Extract<Forwarded, { kind: 'failed' }> | undefined> {
  let last: Extract<LogResult, { kind: 'retryable' | 'key-refused' }> | undefined;
  await sendLogs(
    window.map(({ bytes }) => bytes),
    api,
    {
      ...options,
      deadlineMs: Math.min(options.deadlineMs, options.now() + maxOutageMs),
      onResult(position, result) {
        const { item, bytes } = window[position]!;
        if (result.kind === 'delivered') {
          progress.add(item);
          counts.delivered += 1;
          if (result.isCut) counts.cut += 1;
          if (result.isRepaired) counts.repaired += 1;
        } else if (result.kind === 'rejected') toPark.push(refusedLog(item, bytes, result.reason));
        else last = result;
      },
    },
  );
  if (options.refusals.isEverything)
    return {
      kind: 'failed',
      failure: 'datadogRefusesEverything',
      detail: `${counts.logs} logs, none was ever accepted`,
    };
  if (last === undefined) return undefined;
  const failure = last.kind === 'key-refused' ? 'datadogKeyRefused' : 'datadogUnavailable';
  return { kind: 'failed', failure, detail: last.reason };
}
