import { createBatcher, type Batched, type Batcher } from '../../batch/batch.ts';
import type { OnFate, Parcel, Prepared } from './destination.ts';
import { takesRecord } from '../filter.ts';
import type { Ledger } from '../settle/ledger.ts';
import type { StoredObject } from '../../store/object-store.ts';
import type { Fate, RecordTally } from '../report.ts';
import type { JobState } from '../job-state.ts';
import { sourceRecords, type SourceRecord } from '../read/records.ts';
import { isSettledState } from '../settle/log-states.ts';

/** What reading an object to its end, or not, has come to. */
export interface Replayed {
  /** Logs in the object; `undefined` when it was not read to its end. */
  readonly total: number | undefined;
  /** Whether some of it could not be read at all. */
  readonly isDamaged: boolean;
  /** Whether something of it was tried in vain, or not tried. */
  readonly isDue: boolean;
}

/**
 * Sends what is due of one object, batch by batch, and writes to the ledger what came of each before the next is sent. Throws the
 * store's errors and `LeaseLostError`; the ledger then says what it last said.
 */
export async function replayRecords(object: StoredObject, ledger: Ledger, run: JobState): Promise<Replayed> {
  const { store, transform } = run.ports;
  const sender = new Sender(ledger, run);
  let total = 0;
  let isDamaged = false;
  const onBytes = (bytes: number): void => run.noteSourceBytes(bytes);
  for await (const records of sourceRecords(object, { store, transform, raw: run.job.raw, onBytes })) {
    for (const record of records) {
      if (run.stopped() !== undefined) return { total: undefined, isDamaged, isDue: true };
      await sender.add(record);
      total = record.firstLogNumber + record.logCount;
      const { content } = record;
      if (content.kind === 'undecodable' && content.reason === 'damaged_object') isDamaged = true;
    }
  }
  await sender.end();
  const { isDue } = sender;
  return { total: run.stopped() === undefined || !isDue ? total : undefined, isDamaged, isDue };
}

/** Turns records into batches, one batch in flight at a time. */
class Sender {
  readonly #ledger: Ledger;
  readonly #run: JobState;
  #batcher: Batcher<Parcel>;
  isDue = false;
  /** How often those in the batch were tried before: they do not mix. */
  #tries = 0;

  constructor(ledger: Ledger, run: JobState) {
    this.#ledger = ledger;
    this.#run = run;
    this.#batcher = batcherFor(0, run);
  }

  async add(record: SourceRecord): Promise<void> {
    const due = this.#dueUnits(record);
    if (due.length === 0) {
      this.#run.counter.settledBefore += 1;
      return;
    }
    const tally = this.#run.counter.found(record.errorCode, due.length);
    for (const prepared of prepare(record, due, this.#run)) {
      if (prepared.kind === 'parcel') await this.#addParcel({ ...prepared.parcel, record: tally });
      else this.#settle(prepared.logNumbers, tally, prepared);
    }
  }

  async end(): Promise<void> {
    await this.#send(this.#batcher.end());
  }

  #dueUnits({ firstLogNumber, logCount }: SourceRecord): readonly number[] {
    const due: number[] = [];
    for (let logNumber = firstLogNumber; logNumber < firstLogNumber + logCount; logNumber++)
      if (!isSettledState(this.#ledger.states.at(logNumber))) due.push(logNumber);
    return due;
  }

  async #addParcel(parcel: Parcel): Promise<void> {
    const tries = this.#ledger.states.triesAt(parcel.logNumbers[0]!);
    if (tries !== this.#tries) {
      await this.end();
      this.#tries = tries;
      this.#batcher = batcherFor(tries, this.#run);
    }
    await this.#send(this.#batcher.add(parcel));
  }

  #settle(logNumbers: readonly number[], record: RecordTally, fate: Fate): void {
    if (fate.kind !== 'skipped') {
      this.#ledger.states.set(logNumbers, fate.kind === 'delivered' ? 'd' : `p:${fate.reason}`);
      this.#ledger.isDirty = true;
    }
    for (const _ of logNumbers) record.resolve(fate);
  }

  async #send(batches: readonly Batched<Parcel>[]): Promise<void> {
    const run = this.#run;
    const { destination, clock } = run.ports;
    for (const batch of batches) {
      const parcels = batch.kind === 'batch' ? batch.items : [batch.item];
      if (batch.bytes > destination.limits.maxBytes) {
        await this.#onFate(parcels, { kind: 'parked', reason: 'too_large' });
        continue;
      }
      await run.throttle(batch.bytes);
      if (run.stopped() === undefined) await this.#ledger.ensure();
      if (run.stopped() !== undefined) {
        this.isDue = true;
        return;
      }
      // Waits of a job that stops end early, so time must be up too: else it would try again without a pause.
      const now = (): number => (run.stopped() === undefined ? clock.now() : Infinity);
      const timing = { ...clock, now, deadlineMs: clock.now() + run.timeoutMs() };
      const refusal = await destination.send(parcels, timing, this.#onFate);
      if (refusal !== undefined) {
        this.isDue = true;
        run.stop('unauthorized', refusal.reason);
      }
    }
  }

  readonly #onFate: OnFate = async (parcels, fate) => {
    this.#run.noteFate(parcels, fate);
    for (const { logNumbers, record } of parcels) {
      if (fate.kind === 'tried') this.#noteTry(logNumbers, record, fate.countsAsAttempt);
      else this.#settle(logNumbers, record, fate);
    }
    await this.#ledger.save();
  };

  #noteTry(logNumbers: readonly number[], record: RecordTally, counts: boolean): void {
    const tries = this.#tries + 1;
    // A batch that was cut short has not had its chance.
    const cause = this.#run.stopped()?.cause;
    const isTry = counts && cause !== 'interrupted' && cause !== 'deadline';
    if (isTry && tries >= this.#run.job.maxAttempts) {
      this.#settle(logNumbers, record, { kind: 'parked', reason: 'attempts_used_up' });
      return;
    }
    if (isTry) this.#ledger.states.set(logNumbers, `t${tries}`);
    this.isDue = true;
  }
}

function prepare(
  record: SourceRecord,
  due: readonly number[],
  { job, ports }: JobState,
): readonly Prepared[] {
  const { content } = record;
  if (content.kind === 'left') return [{ kind: 'skipped', logNumbers: due, reason: content.reason }];
  if (!takesRecord(job.filter, record)) return [{ kind: 'skipped', logNumbers: due, reason: 'filtered' }];
  if (content.kind === 'undecodable') return [{ kind: 'parked', logNumbers: due, reason: content.reason }];
  return ports.destination.prepare(record, due, job, ports.clock.now());
}

/**
 * What was tried before goes in smaller batches each time, in the end alone: so a record that spoils every batch it is in is found,
 * and its neighbours are not parked with it. With a limit on the speed a batch is small enough to be sent while its lease lasts.
 */
function batcherFor(tries: number, { job, ports }: JobState): Batcher<Parcel> {
  const { destination } = ports;
  const { maxItems, maxBytes } = destination.limits;
  const { bytesPerSecond = Infinity, leaseMs, concurrency } = job;
  const inTime = (bytesPerSecond * leaseMs) / 4_000 / concurrency;
  return createBatcher(
    { maxItems: Math.max(1, Math.floor(maxItems / 8 ** tries)), maxBytes: Math.min(maxBytes, inTime) },
    (parcel) => destination.size(parcel),
  );
}
