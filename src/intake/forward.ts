import type { Buffer } from 'node:buffer';
import type { Arena } from '../codec/arena.ts';
import { readLogsResponse } from '../delivery/logs-answer.ts';
import { sendLogs, type LogResult, type LogsApi, type Refusals } from '../delivery/logs.ts';
import type { RetryClock } from '../delivery/retry.ts';
import type { Records } from './records.ts';
import type { FailureName } from './errors.ts';
import { withHost } from '../logs/host.ts';
import type { Progress } from './memory.ts';
import { refusedLog, unreadableRecord, type ParkedRecord } from './park.ts';
import type { RecordItems } from './record-items.ts';
import type { IntakeCounts } from './report.ts';

export interface ForwardOptions extends RetryClock {
  readonly api: LogsApi;
  /** Instant after which nothing is sent. */
  readonly deadlineMs: number;
  /** How long a window of logs may take before the request fails. */
  readonly maxWindowMs: number;
  /** How long Datadog may answer with failures before the request fails: Firehose is the one that tries again. */
  readonly patienceMs: number;
  readonly concurrency: number;
  readonly refusals: Refusals;
  /** Holds the logs until they are sent. */
  readonly arena: Arena;
  /** Of logs that do not say where they come from. */
  readonly host: string | undefined;
}

export type Forwarded =
  /** Datadog has everything but what has to be parked. */
  | { readonly kind: 'done'; readonly toPark: readonly ParkedRecord[] }
  | { readonly kind: 'failed'; readonly failure: FailureName; readonly detail: string };

/** Logs that are held at once; a whole request of usual size. */
const window = { bytes: 16 * 1_000_000, logs: 20_000 } as const;

interface NumberedLog {
  readonly item: number;
  readonly bytes: Buffer;
}

/**
 * Sends all logs of a request that Datadog does not have yet, and notes in `progress` what it accepts. Logs are made a window at a
 * time, so that a request that unpacks to very much is never held as a whole.
 */
export async function forwardRecords(
  records: Records,
  source: RecordItems,
  progress: Progress,
  counts: IntakeCounts,
  options: ForwardOptions,
): Promise<Forwarded> {
  const { arena, host } = options;
  const toPark: ParkedRecord[] = [];
  let held: NumberedLog[] = [];
  let bytes = 0;
  for (const log of newLogs(records, source, progress, counts, toPark)) {
    const kept = arena.copy(host === undefined ? log.bytes : withHost(log.bytes, host));
    held.push({ item: log.item, bytes: kept });
    bytes += kept.length;
    if (bytes < window.bytes && held.length < window.logs) continue;
    const failed = await sendWindow(held, progress, counts, toPark, options);
    arena.reset();
    if (failed !== undefined) return failed;
    held = [];
    bytes = 0;
  }
  const failed = await sendWindow(held, progress, counts, toPark, options);
  arena.reset();
  return failed ?? { kind: 'done', toPark };
}

/** The logs that Datadog does not have yet, each good until the next one is taken. */
function* newLogs(
  records: Records,
  source: RecordItems,
  progress: Progress,
  counts: IntakeCounts,
  toPark: ParkedRecord[],
): Generator<NumberedLog, void, undefined> {
  let number = 0;
  for (const record of records) {
    const first = number;
    for (const item of source.of(record)) {
      const own = number++;
      if (item.kind === 'unreadable') {
        counts.unreadable += 1;
        toPark.push(unreadableRecord(own, item.rawData, item.reason));
        continue;
      }
      counts.joined += item.joinedLines;
      if (item.kind !== 'log') {
        counts[item.kind] += 1;
        continue;
      }
      counts.logs += 1;
      if (item.isMasked) counts.masked += 1;
      if (progress.has(own)) counts.deliveredBefore += 1;
      else yield { item: own, bytes: item.bytes };
    }
    if (number === first) counts.emptyRecords += 1;
  }
}

async function sendWindow(
  held: readonly NumberedLog[],
  progress: Progress,
  counts: IntakeCounts,
  toPark: ParkedRecord[],
  { api, maxWindowMs, patienceMs, ...options }: ForwardOptions,
): Promise<Extract<Forwarded, { kind: 'failed' }> | undefined> {
  let last: Extract<LogResult, { kind: 'retryable' | 'key-refused' }> | undefined;
  const startMs = options.now();
  let isFailing = false;
  const watched: LogsApi = async (...call) => {
    const response = await api(...call);
    isFailing = readLogsResponse(response, options.now()).kind === 'retryable';
    return response;
  };
  await sendLogs(
    held.map(({ bytes }) => bytes),
    watched,
    {
      ...options,
      // A call that is slow has its time; one that failed is not made again when patience is at its end.
      now: () => (isFailing && options.now() >= startMs + patienceMs ? Infinity : options.now()),
      deadlineMs: Math.min(options.deadlineMs, startMs + maxWindowMs),
      onResult(position, result) {
        const { item, bytes } = held[position]!;
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
