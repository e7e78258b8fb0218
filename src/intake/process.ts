import type { IntakeConfig } from '../config/intake.ts';
import { Arena } from '../codec/arena.ts';
import { createCircuitBreaker } from '../delivery/circuit-breaker.ts';
import { Refusals, type LogsApi } from '../delivery/logs.ts';
import type { RetryClock } from '../delivery/retry.ts';
import type { Body } from './body.ts';
import { forwardRecords } from './forward.ts';
import { createMemory, type MemoryLimits, type Progress } from './memory.ts';
import { parkRecords, type Park, type ParkedRecord } from './park.ts';
import type { Head } from './receive.ts';
import { RecordItems } from './record-items.ts';
import type { IntakeCounts } from './report.ts';
import type { Outcome } from './respond.ts';
import { createStreamLogs } from './stream-logs.ts';
import type { Processing } from '../processing/processing.ts';
import { serializeByKey } from './semaphore.ts';

export interface ProcessPorts extends RetryClock {
  readonly logsApi: LogsApi;
  /** `undefined` where nothing can be parked. */
  readonly park: Park | undefined;
  /** Selects, joins, filters and masks; without it every line goes out by itself. */
  readonly processing?: Processing | undefined;
  /** Told what is wrong inside: a defect, a store that fails. */
  readonly onError: (error: unknown) => void;
}

export interface ReceivedRequest {
  readonly requestId: string;
  readonly streamName: string;
  readonly head: Head;
  readonly body: Body;
  readonly counts: IntakeCounts;
  /** Instant at which the answer must be out. */
  readonly deadlineMs: number;
}

export type Processed = Outcome & { readonly isRepeated?: true };

/** Calls of the Logs API at the same time, for one request. */
const callsAtOnce = 4;

/** How long a slow Datadog may hold a request; the answer is then out within 20 s. */
const maxWindowMs = 18_000;

/**
 * How long one that fails may: the less, the more requests in a row it has failed, since each holds an instance of the function. The one
 * that finds out whether it is back is not tried again at all.
 */
const patienceMs = 4_000;

/** Of the time that is left, what parking may need. */
const parkingMs = 10_000;

/** Bounds of the time that is waited for the store. */
const minParkMs = 1_000;
const maxParkMs = 8_000;

const memoryLimits: MemoryLimits = { maxRequests: 1_000, maxBytes: 16 * 1_048_576 };

/**
 * Makes the part between request and response: forwards what Datadog does not have yet, parks what it refuses, and says `done` only
 * when nothing is left. A request that comes again meanwhile waits for the first.
 */
export function createProcess(
  config: IntakeConfig,
  ports: ProcessPorts,
): (request: ReceivedRequest) => Promise<Processed> {
  const memory = createMemory(memoryLimits);
  const logsOf = createStreamLogs(config.transform, ports.processing);
  const inOrder = serializeByKey();
  const free: Arena[] = [];
  const breaker = createCircuitBreaker({ maxFailures: 3, openMs: 15_000, now: ports.now });
  let failuresInARow = 0;
  /** Whether Datadog ever took a log of this instance. */
  let hasAccepted = false;

  async function process(request: ReceivedRequest): Promise<Processed> {
    const progress = memory.progressOf(request.requestId, request.body.fingerprint);
    if (progress.isComplete) return { kind: 'done', isRepeated: true };
    const passage = breaker.enter();
    if (passage === 'open') return { kind: 'failed', failure: 'datadogDown' };
    try {
      const patience = passage === 'probe' ? 0 : patienceMs / 2 ** failuresInARow;
      const outcome = await forward(request, progress, patience);
      const said = sayOf(outcome);
      if (said !== 'neither') failuresInARow = said === 'failure' ? failuresInARow + 1 : 0;
      breaker.settle(passage, said);
      return outcome;
    } catch (error) {
      breaker.settle(passage, 'neither');
      throw error;
    }
  }

  async function forward(request: ReceivedRequest, progress: Progress, patience: number): Promise<Processed> {
    const { body, head, counts, deadlineMs } = request;
    const nowMs = ports.now();
    const refusals = new Refusals(hasAccepted);
    const { streamArn, attributes, attributesHeader } = head;
    const reader = logsOf(streamArn, attributesHeader, attributes);
    await reader.load();
    const arena = free.pop() ?? new Arena();
    const source = new RecordItems(reader, { arrivalTimeMs: body.timestampMs, streamArn });
    const forwarded = await forwardRecords(body.records, source, progress, counts, {
      ...ports,
      api: ports.logsApi,
      concurrency: callsAtOnce,
      maxWindowMs,
      patienceMs: patience,
      refusals,
      arena,
      host: attributes.host,
      deadlineMs: deadlineMs - Math.min(parkingMs, (deadlineMs - nowMs) / 5),
    });
    hasAccepted ||= refusals.hasAccepted;
    free.push(arena);
    if (forwarded.kind === 'failed') return forwarded;
    progress.arrivalTimeMs ??= body.timestampMs ?? nowMs;
    const outcome = await parkAll(forwarded.toPark, request, progress.arrivalTimeMs, ports);
    if (outcome.kind === 'done') progress.complete();
    return outcome;
  }

  return (request) => inOrder(request.requestId, () => process(request));
}

/** What an outcome says about Datadog. */
function sayOf(outcome: Processed): 'success' | 'failure' | 'neither' {
  if (outcome.kind === 'done') return 'success';
  return outcome.failure === 'datadogUnavailable' ? 'failure' : 'neither';
}

async function parkAll(
  records: readonly ParkedRecord[],
  { requestId, streamName, body, counts, deadlineMs }: ReceivedRequest,
  arrivalTimeMs: number,
  { park, now, onError }: ProcessPorts,
): Promise<Outcome> {
  if (records.length === 0) return { kind: 'done' };
  const detail = `${records.length} of ${counts.records} records or their logs`;
  if (park === undefined) return { kind: 'failed', failure: 'parkingMissing', detail };
  const nowMs = now();
  try {
    const timeoutMs = Math.min(Math.max(deadlineMs - nowMs, minParkMs), maxParkMs);
    const { fingerprint } = body;
    await parkRecords(records, { requestId, fingerprint, streamName, nowMs, arrivalTimeMs, timeoutMs }, park);
  } catch (error) {
    onError(error);
    return { kind: 'failed', failure: 'parkingFailed', detail };
  }
  counts.parked = records.length;
  return { kind: 'done' };
}
