import type { ParcelFate, Parcel } from './send/destination.ts';
import type { FailedTries, ObjectOutcome, Progress, ReplayJob, ReplayPorts } from './job.ts';
import { createRateLimit, type RateLimit } from './send/rate-limit.ts';
import type { TurningArena } from '../codec/arena.ts';
import { Refusals } from '../delivery/logs.ts';
import { ReportCounter } from './report-counter.ts';
import type { Stop, StopCause } from './report.ts';

/** Batches in a row that nothing came of, over all objects, after which the destination counts as down. */
const maxFailedBatches = 3;

/** Objects in a row that the store refuses, after which it counts as refusing all. */
export const maxRefusedObjects = 3;

/** Left of a deadline for finishing what is in flight, in ms. */
export const finishMs = 10_000;

const outOfTime = 'the time is used up; what was in flight is finished';

/** What all objects of one job share: the counts, the speed, and whether to go on. */
export class JobState {
  readonly job: ReplayJob;
  readonly ports: ReplayPorts;
  readonly counter = new ReportCounter();
  readonly refusals = new Refusals();
  /** Memory for the logs of an object, to be used for the next one. */
  readonly freeArenas: TurningArena[] = [];
  /** Objects that this job wrote under `parked/`. */
  readonly parkedKeys = new Set<string>();
  readonly #rate: RateLimit;
  #stop: Stop | undefined;
  #failedBatches = 0;
  #refusedObjects = 0;
  #refusal: string | undefined;
  #sourceBytes = 0;
  #objects = 0;

  constructor(job: ReplayJob, ports: ReplayPorts) {
    this.job = job;
    this.ports = ports;
    this.#rate = createRateLimit(job.bytesPerSecond, ports.clock);
  }

  /** Why nothing new may begin, or `undefined`. */
  stopped(): Stop | undefined {
    if (this.#stop === undefined && this.ports.isInterrupted?.() === true)
      this.stop('interrupted', 'interrupted; what was in flight is finished');
    if (this.#stop === undefined && this.#timeLeftMs() <= 0) this.stop('deadline', outOfTime);
    return this.#stop;
  }

  /** The first reason stays. */
  stop(cause: StopCause, sentence: string): void {
    this.#stop ??= { cause, sentence };
  }

  /** One object may have a key or an owner of its own, so it is left; when nothing else comes, the job has no permission. */
  noteOutcome(outcome: ObjectOutcome): void {
    if (outcome.kind === 'left' && outcome.reason === 'store_refused') {
      this.#refusal ??= outcome.sentence;
      this.#refusedObjects += 1;
      if (this.#refusedObjects >= maxRefusedObjects) this.stopIfRefused();
    } else if (outcome.kind === 'settled') this.#refusedObjects = 0;
  }

  /** Makes known what the store refused, where that is not known yet. */
  stopIfRefused(): void {
    if (this.#refusal !== undefined) this.stop('store_refused', this.#refusal);
  }

  /** Waits until so many bytes may be sent; where the time does not last so long, the job stops instead. */
  async throttle(bytes: number): Promise<void> {
    const waitMs = this.#rate.waitMs(bytes);
    if (waitMs > this.#timeLeftMs()) this.stop('deadline', outOfTime);
    else if (waitMs > 0) await this.ports.clock.sleep(waitMs);
  }

  /** Waits before a batch is tried again. */
  async wait(ms: number, tries: FailedTries): Promise<void> {
    this.ports.onWait?.({ ...tries, ms });
    await this.ports.clock.sleep(ms);
  }

  /** What a batch may take, in ms. */
  timeoutMs(): number {
    return Math.max(1_000, Math.min(this.job.retryMs, this.#timeLeftMs()));
  }

  /** Counts what came of parcels, and notices when the destination is down. */
  noteFate(parcels: readonly Parcel[], fate: ParcelFate): void {
    if (fate.kind === 'tried') {
      this.#failedBatches += 1;
      if (this.#failedBatches >= maxFailedBatches)
        this.stop('destination_unavailable', `the destination takes nothing at the moment (${fate.reason})`);
      return;
    }
    this.#failedBatches = 0;
    if (fate.kind !== 'delivered') return;
    const { sent } = this.counter;
    for (const { bytes, restamped, cut, repaired } of parcels) {
      sent.items += 1;
      sent.bytes += bytes.length;
      sent.restamped += restamped ? 1 : 0;
      sent.cut += cut ? 1 : 0;
      sent.repaired += repaired ? 1 : 0;
    }
    this.progress();
  }

  noteSourceBytes(bytes: number): void {
    this.#sourceBytes += bytes;
  }

  noteObject(): void {
    this.#objects += 1;
    this.progress();
  }

  progress(): void {
    const { sent } = this.counter;
    const progress: Progress = {
      objects: this.#objects,
      sourceBytes: this.#sourceBytes,
      sentItems: sent.items,
      sentBytes: sent.bytes,
      report: () => this.counter.report(this.#stop),
    };
    this.ports.onProgress?.(progress);
  }

  #timeLeftMs(): number {
    const { deadlineMs } = this.job;
    return deadlineMs === undefined ? Infinity : deadlineMs - finishMs - this.ports.clock.now();
  }
}
