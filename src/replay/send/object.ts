import type { Batched, Batcher } from '../../batch/batch.ts';
import { batcherFor } from './batch-sizes.ts';
import { TurningArena } from '../../codec/arena.ts';
import type { OnFate, Parcel, ParcelFate, SendTiming } from './destination.ts';
import { dueCount, prepare } from './prepare.ts';
import type { Ledger } from '../settle/ledger.ts';
import type { StoredObject } from '../../store/object-store.ts';
import type { LineReason } from '../read/failed-record.ts';
import type { Fate } from '../report.ts';
import { Parking } from '../report-counter.ts';
import type { JobState } from '../job-state.ts';
import { sourceRecords, type ReadOptions, type SourceRecord } from '../read/records.ts';
import { parkRecords } from '../settle/park.ts';

/**
 * Sends what is due of one object, batch by batch, and writes to the ledger what came of each before the next is sent. Throws the
 * store's errors, `NotAnErrorObject` and `LeaseLostError`; the ledger then says what it last said.
 */
export class ObjectReplay {
  readonly #object: StoredObject;
  readonly #ledger: Ledger;
  readonly #run: JobState;
  readonly #parking: Parking;
  #batcher: Batcher<Parcel>;
  readonly #arena: TurningArena;
  /** How often those in the batch were tried before: they do not mix. */
  #tries = 0;
  /** Refused before anything was ever accepted: they are not to blame yet. */
  #unsure: Parcel[] = [];
  #isDue = false;
  #total: number | undefined;
  #hasUnread = false;

  constructor(object: StoredObject, ledger: Ledger, run: JobState) {
    this.#object = object;
    this.#ledger = ledger;
    this.#run = run;
    this.#parking = new Parking(run.counter.lines);
    this.#batcher = batcherFor(0, run);
    this.#arena = run.freeArenas.pop() ?? new TurningArena();
  }

  /** Whether something was tried in vain, or not tried. */
  get isDue(): boolean {
    return this.#isDue || this.#unsure.length > 0;
  }

  /** Whether the end has to wait until it is known what the destination thinks of other logs. */
  get isUnsure(): boolean {
    return this.#unsure.length > 0 && !this.#run.refusals.hasAccepted && this.#run.stopped() === undefined;
  }

  /** Whether some of it could not be read at all, so that it is nowhere else. */
  get hasUnread(): boolean {
    return this.#hasUnread;
  }

  /** Logs in the object, once all of them have a fate. */
  get settledTotal(): number | undefined {
    const total = this.#total;
    return total !== undefined && this.#ledger.states.isSettled(total) ? total : undefined;
  }

  async sendAll(): Promise<void> {
    try {
      await this.#sendAll();
    } finally {
      this.#run.freeArenas.push(this.#arena);
    }
  }

  async #sendAll(): Promise<void> {
    const run = this.#run;
    // An earlier run ended before it could write them.
    await this.#park();
    let total = 0;
    const onBytes = (bytes: number): void => run.noteSourceBytes(bytes);
    for await (const records of sourceRecords(this.#object, { ...this.#reading, onBytes })) {
      for (const record of records) {
        if (run.stopped() !== undefined) {
          this.#isDue = true;
          return;
        }
        await this.#add(record);
        total = record.firstLogNumber + record.logCount;
        const { content } = record;
        if (content.kind === 'unreadable' && unread.has(content.reason)) this.#hasUnread = true;
      }
    }
    await this.#send(this.#batcher.end());
    this.#total = total;
  }

  /** Decides about what was refused, and writes what is parked, so that it lies there whatever comes next. */
  async park(): Promise<void> {
    if (this.#run.stopped() === undefined) {
      for (const parcel of this.#unsure.splice(0))
        this.#settle(parcel, { kind: 'parked', reason: 'refused' });
    }
    await this.#park();
    this.#parking.written();
  }

  get #reading(): ReadOptions {
    const { ports, job } = this.#run;
    return { store: ports.store, logs: ports.logs, raw: job.raw };
  }

  async #park(): Promise<void> {
    const { states } = this.#ledger;
    if (!states.isParkingDue) return;
    // What is parked must be known first: written once more after a crash it has the same names.
    await this.#ledger.ensure();
    const keys = await parkRecords(this.#object, states, this.#reading);
    for (const key of keys) this.#run.parkedKeys.add(key);
    states.setParked();
    this.#ledger.isDirty = true;
  }

  async #add(record: SourceRecord): Promise<void> {
    const { states } = this.#ledger;
    const due = dueCount(record, states);
    if (due === 0) {
      this.#run.counter.settledBefore += 1;
      return;
    }
    const tally = this.#run.counter.found(record.errorCode, due, this.#parking);
    for (const prepared of prepare(record, states, this.#arena, this.#run)) {
      if (prepared.kind === 'parcel') await this.#addParcel({ ...prepared.parcel, record: tally });
      else this.#settle({ masked: [], joinedBy: [], ...prepared, record: tally }, prepared);
    }
  }

  async #addParcel(parcel: Parcel): Promise<void> {
    const tries = this.#ledger.states.triesAt(parcel.logNumbers[0]!);
    if (tries !== this.#tries) {
      await this.#send(this.#batcher.end());
      this.#tries = tries;
      this.#batcher = batcherFor(tries, this.#run);
    }
    await this.#send(this.#batcher.add(parcel));
  }

  #settle({ logNumbers, record, joinedBy, masked }: Settled, fate: Fate): void {
    if (fate.kind !== 'skipped') {
      this.#ledger.states.set(logNumbers, fate.kind === 'parked' ? `p:${fate.reason}` : 'd');
      this.#ledger.isDirty = true;
    }
    record.resolve(fate, logNumbers.length, { joinedBy, masked });
  }

  async #send(batches: readonly Batched<Parcel>[]): Promise<void> {
    const run = this.#run;
    const { destination } = run.ports;
    for (const batch of batches) {
      const parcels = batch.kind === 'batch' ? batch.items : [batch.item];
      if (batch.bytes > destination.limits.maxBytes) {
        await this.#onFate(parcels, { kind: 'parked', reason: 'too_large' });
        continue;
      }
      await run.throttle(batch.bytes);
      if (run.stopped() === undefined) await this.#ledger.ensure();
      if (run.stopped() !== undefined) {
        this.#isDue = true;
        return;
      }
      await this.#sendBatch(parcels);
      // The first parcel of the next batch may be made already.
      this.#arena.turn();
    }
  }

  async #sendBatch(parcels: readonly Parcel[]): Promise<void> {
    const run = this.#run;
    const { destination, clock } = run.ports;
    let tries = 0;
    let reason = '';
    const timing: SendTiming = {
      ...clock,
      // Waits of a job that stops end early, so time must be up too: else it would try again without a pause.
      now: () => (run.stopped() === undefined ? clock.now() : Infinity),
      sleep: (ms) => run.wait(ms, { reason, tries }),
      deadlineMs: clock.now() + run.timeoutMs(),
      refusals: run.refusals,
      onFailure(why) {
        tries += 1;
        reason = why;
      },
    };
    const refusal = await destination.send(parcels, timing, async (these, fate) => {
      if (fate.kind === 'tried') run.counter.tries(fate.reason, tries, clock.now());
      await this.#onFate(these, fate);
    });
    if (refusal === undefined) return;
    this.#isDue = true;
    run.counter.tries(refusal.reason, tries, clock.now());
    for (const { record } of parcels) record.tried(refusal.reason);
    run.stop(refusal.cause, refusal.reason);
  }

  readonly #onFate: OnFate = async (parcels, fate) => {
    const { refusals } = this.#run;
    this.#run.noteFate(parcels, fate);
    for (const parcel of parcels) {
      if (fate.kind === 'tried') this.#noteTry(parcel, fate);
      else if (fate.kind === 'parked' && fate.reason === 'refused' && !refusals.hasAccepted)
        this.#unsure.push(parcel);
      else this.#settle(parcel, fate);
    }
    await this.#ledger.save();
  };

  #noteTry(
    parcel: Parcel,
    { reason, countsAsAttempt: counts }: Extract<ParcelFate, { kind: 'tried' }>,
  ): void {
    const tries = this.#tries + 1;
    // A batch that was cut short has not had its chance.
    const cause = this.#run.stopped()?.cause;
    const isTry = counts && cause !== 'interrupted' && cause !== 'deadline';
    if (isTry && tries >= this.#run.job.maxAttempts) {
      this.#settle(parcel, { kind: 'parked', reason: 'attempts_used_up' });
      return;
    }
    if (isTry) this.#ledger.states.set(parcel.logNumbers, `t${tries}`);
    parcel.record.tried(reason);
    this.#isDue = true;
  }
}

/** Lines that share a fate. */
type Settled = Pick<Parcel, 'logNumbers' | 'record' | 'joinedBy' | 'masked'>;

/** Reasons that leave something behind in the object alone. */
const unread: ReadonlySet<LineReason> = new Set(['damaged_object', 'line_too_long']);
