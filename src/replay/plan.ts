import { maxLogBytes } from '../datadog/limits.ts';
import { splitTags } from '../datadog/tags.ts';
import { ageOf } from './send/dates.ts';
import { takesLog, takesRecord } from './filter.ts';
import type { ReplayJob, ReplayPorts } from './job.ts';
import { outcomeOfError } from './settle/left-in-place.ts';
import { peekLedger } from './settle/ledger.ts';
import { lengthOf, logOf, type Log } from '../logs/log-attributes.ts';
import type { StoredObject } from '../store/object-store.ts';
import type { Candidate } from './replay.ts';
import { maxRefusedObjects } from './job-state.ts';
import type { LeftReason, ParkedReason, SkippedReason } from './report.ts';
import { sourceRecords, type SourceRecord } from './read/records.ts';
import { isSettledState, type LogStates } from './settle/log-states.ts';

/** What a replay would find and do. Reading it changes nothing. */
export interface ReplayPlan {
  objects: number;
  /** Bytes of the objects, packed as they are. */
  objectBytes: number;
  readonly objectsLeft: Partial<Record<LeftReason, number>>;
  /** Keys of the first of those that are somebody else's. */
  readonly notErrorObjects: string[];
  records: number;
  /** Brought back before, from objects that are still there. */
  recordsSettledBefore: number;
  logs: number;
  /** Bytes of the logs that would be sent, before the tags of a replay. */
  logBytes: number;
  /** Arrival of the first and the last record at the stream, epoch ms. */
  firstArrivalMs: number | undefined;
  lastArrivalMs: number | undefined;
  readonly errorCodes: Record<string, number>;
  readonly namespaces: Record<string, number>;
  /** Logs that Datadog would accept and drop for their dates. */
  logsTooOld: number;
  /** Logs above 1 MB. */
  logsTooLarge: number;
  /** Records that would be parked, and left where they are. */
  readonly parked: Partial<Record<ParkedReason, number>>;
  readonly skipped: Partial<Record<SkippedReason, number>>;
  interrupted: boolean;
}

const maxNames = 200;
const maxObjectNames = 10;

/** Reads everything that a replay would read, and sends nothing. */
export async function planReplay(
  candidates: AsyncIterable<Candidate>,
  job: ReplayJob,
  ports: Pick<ReplayPorts, 'store' | 'logs' | 'clock' | 'isInterrupted'>,
  onProgress?: (plan: ReplayPlan) => void,
): Promise<ReplayPlan> {
  const planner = new Planner(job, ports);
  await ports.logs.load();
  const source = candidates[Symbol.asyncIterator]();
  const work = async (): Promise<void> => {
    while (ports.isInterrupted?.() !== true) {
      const { done, value } = await source.next();
      if (done === true) return;
      await planner.add(value);
      onProgress?.(planner.plan);
    }
    planner.plan.interrupted = true;
  };
  await Promise.all(Array.from({ length: job.concurrency }, work));
  return planner.end();
}

class Planner {
  readonly plan: ReplayPlan = {
    objects: 0,
    objectBytes: 0,
    objectsLeft: {},
    notErrorObjects: [],
    records: 0,
    recordsSettledBefore: 0,
    logs: 0,
    logBytes: 0,
    firstArrivalMs: undefined,
    lastArrivalMs: undefined,
    errorCodes: {},
    namespaces: {},
    logsTooOld: 0,
    logsTooLarge: 0,
    parked: {},
    skipped: {},
    interrupted: false,
  };
  #refusedInARow = 0;
  #refusal: unknown;
  readonly #job: ReplayJob;
  readonly #ports: Pick<ReplayPorts, 'store' | 'logs' | 'clock'>;

  constructor(job: ReplayJob, ports: Pick<ReplayPorts, 'store' | 'logs' | 'clock'>) {
    this.#job = job;
    this.#ports = ports;
  }

  async add(candidate: Candidate): Promise<void> {
    const { object } = candidate;
    this.plan.objects += 1;
    this.plan.objectBytes += object.bytes;
    if (candidate.kind === 'left') return add(this.plan.objectsLeft, candidate.reason);
    try {
      await this.#read(object);
      this.#refusedInARow = 0;
    } catch (error) {
      const { reason } = outcomeOfError(error);
      add(this.plan.objectsLeft, reason);
      const { notErrorObjects } = this.plan;
      if (reason === 'not_an_error_object' && notErrorObjects.length < maxObjectNames)
        notErrorObjects.push(object.key);
      if (reason !== 'store_refused') return;
      this.#refusal ??= error;
      if ((this.#refusedInARow += 1) >= maxRefusedObjects) throw this.#refusal;
    }
  }

  /** Nothing but refusals is no plan. */
  end(): ReplayPlan {
    const { objects, objectsLeft } = this.plan;
    if (this.#refusal !== undefined && objectsLeft.store_refused === objects) throw this.#refusal;
    return this.plan;
  }

  async #read(object: StoredObject): Promise<void> {
    const { store, logs } = this.#ports;
    const states = await peekLedger(object, store, this.#job.raw);
    for await (const records of sourceRecords(object, { store, logs, raw: this.#job.raw }))
      for (const record of records) this.#record(record, states);
  }

  #record(record: SourceRecord, states: LogStates): void {
    const { plan } = this;
    const { content, firstLogNumber, arrivalTimeMs } = record;
    const isDue = (index: number): boolean => !isSettledState(states.at(firstLogNumber + index));
    if (!Array.from({ length: record.logCount }, (_, index) => isDue(index)).includes(true)) {
      plan.recordsSettledBefore += 1;
      return;
    }
    plan.records += 1;
    addNamed(plan.errorCodes, record.errorCode);
    if (!takesRecord(this.#job.filter, record)) return add(plan.skipped, 'filtered');
    if (content.kind === 'unreadable') return add(plan.parked, content.reason);
    if (arrivalTimeMs !== undefined) {
      plan.firstArrivalMs = Math.min(plan.firstArrivalMs ?? Infinity, arrivalTimeMs);
      plan.lastArrivalMs = Math.max(plan.lastArrivalMs ?? -Infinity, arrivalTimeMs);
    }
    let isFiltered = false;
    for (const { numbers, log: bytes } of content.logs) {
      if (typeof bytes === 'string' || !numbers.some(isDue)) continue;
      const log = logOf(bytes);
      if (takesLog(this.#job.filter, log)) this.#log(log);
      else isFiltered = true;
    }
    if (isFiltered) add(plan.skipped, 'filtered');
  }

  #log(log: Log): void {
    const { plan } = this;
    const bytes = lengthOf(log);
    plan.logs += 1;
    plan.logBytes += bytes;
    if (bytes > maxLogBytes) plan.logsTooLarge += 1;
    if (ageOf(log, this.#ports.clock.now()) !== 'in-window') plan.logsTooOld += 1;
    const { ddtags } = log.attributes;
    const value: unknown =
      ddtags === undefined ? '' : JSON.parse(log.text.toString('utf8', ddtags.valueStart, ddtags.valueEnd));
    const tags = typeof value === 'string' ? splitTags(value) : [];
    const namespace = tags.find((tag) => tag.startsWith(namespaceTag));
    addNamed(plan.namespaces, namespace?.slice(namespaceTag.length) ?? 'none');
  }
}

const namespaceTag = 'kube_namespace:';

function add<Reason extends string>(counts: Partial<Record<Reason, number>>, reason: Reason): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}

/** Names come from outside: there may be many, and `__proto__` may be one. */
function addNamed(counts: Record<string, number>, name: string): void {
  const isKnown = Object.hasOwn(counts, name);
  const key = isKnown || Object.keys(counts).length < maxNames ? name : 'others';
  const value = (Object.hasOwn(counts, key) ? counts[key]! : 0) + 1;
  Object.defineProperty(counts, key, { value, enumerable: true, configurable: true, writable: true });
}
