import { Buffer } from 'node:buffer';
import { StoreError, type ObjectStore, type StoredObject } from '../../store/object-store.ts';
import { ledgerKey } from './own-keys.ts';
import { LogStates, type LogRun } from './log-states.ts';

/** Who works on an object, and until when nobody else may, epoch ms. */
export interface Lease {
  readonly owner: string;
  readonly untilMs: number;
}

interface LedgerDocument {
  readonly version: 1;
  readonly key: string;
  readonly lease?: Lease;
  /** How many logs the object holds, once all of them have a fate. */
  readonly total?: number;
  readonly units: readonly LogRun[];
}

export interface LedgerOptions {
  /** Unlike that of any other job. */
  readonly owner: string;
  readonly leaseMs: number;
  /** Epoch ms. */
  readonly now: () => number;
  /** Objects stay where they are, so one that is finished need not be opened. */
  readonly keeps: boolean;
  /** See `ReplayJob`. */
  readonly raw: boolean;
  /** A lease that was met a whole lease ago. If it is still the same, its job was killed, whatever its clock said. */
  readonly stale?: Lease | undefined;
}

export type OpenedLedger =
  | { readonly kind: 'opened'; readonly ledger: Ledger }
  /** Another job works on the object. */
  | { readonly kind: 'held'; readonly lease: Lease }
  /** An earlier run gave all logs a fate and left the object where it is. */
  | { readonly kind: 'finished' };

/** Another job has taken the object over, since our lease had run out. It goes on from what the ledger says. */
export class LeaseLostError extends Error {
  constructor(key: string) {
    super(`another job has taken over ${key}`);
    this.name = 'LeaseLostError';
  }
}

/** A ledger that cannot be read is never taken for an empty one. The message is a sentence. */
export class LedgerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LedgerError';
  }
}

/** What is known of an object's logs, without taking a lease: for a plan. */
export async function peekLedger(object: StoredObject, store: ObjectStore, raw: boolean): Promise<LogStates> {
  const key = ledgerKey(object, raw);
  const found = await store.get(key);
  return new LogStates(found === undefined ? [] : parse(found.bytes, key, object).units);
}

/**
 * Opens the ledger of this version of an object and takes the lease on it. Where the store writes on conditions, two jobs never
 * hold one lease; where it does not, two that begin in the same moment may, and then records can be sent twice but not lost.
 */
export async function openLedger(
  object: StoredObject,
  store: ObjectStore,
  options: LedgerOptions,
): Promise<OpenedLedger> {
  const key = ledgerKey(object, options.raw);
  const found = await store.get(key);
  const document: LedgerDocument =
    found === undefined ? { version: 1, key: object.key, units: [] } : parse(found.bytes, key, object);
  const { lease, total } = document;
  if (options.keeps && total !== undefined && new LogStates(document.units).isSettled(total))
    return { kind: 'finished' };
  if (lease !== undefined && isHeld(lease, options)) return { kind: 'held', lease };
  const ledger = new Ledger(key, document, found?.etag, store, options);
  try {
    await ledger.save();
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    return { kind: 'held', lease: { owner: 'unknown', untilMs: options.now() + options.leaseMs } };
  }
  return { kind: 'opened', ledger };
}

function isHeld({ owner, untilMs }: Lease, { owner: own, stale, now }: LedgerOptions): boolean {
  if (owner === own || untilMs <= now()) return false;
  return stale === undefined || stale.owner !== owner || stale.untilMs !== untilMs;
}

/** The progress of one object. Every write renews the lease. */
export class Ledger {
  readonly states: LogStates;
  readonly #key: string;
  readonly #sourceKey: string;
  readonly #store: ObjectStore;
  readonly #options: LedgerOptions;
  #etag: string | undefined;
  #total: number | undefined;
  #savedUntilMs = 0;
  /** Whether something is known that is not written yet. */
  isDirty = false;

  constructor(
    key: string,
    document: LedgerDocument,
    etag: string | undefined,
    store: ObjectStore,
    options: LedgerOptions,
  ) {
    this.states = new LogStates(document.units);
    this.#key = key;
    this.#sourceKey = document.key;
    this.#total = document.total;
    this.#etag = etag;
    this.#store = store;
    this.#options = options;
  }

  /** Writes what is known and renews the lease; throws `LeaseLostError` when another job has written meanwhile. */
  async save(): Promise<void> {
    const untilMs = this.#options.now() + this.#options.leaseMs;
    await this.#write({ owner: this.#options.owner, untilMs });
    this.#savedUntilMs = untilMs;
  }

  /** Makes sure that the object is ours for another while, before something is done that cannot be taken back. */
  async ensure(): Promise<void> {
    const left = this.#savedUntilMs - this.#options.now();
    if (this.isDirty || left < this.#options.leaseMs / 2) await this.save();
  }

  /** Gives the object back, its progress kept. */
  async release(): Promise<void> {
    if (this.states.isBlank) await this.remove();
    else await this.#write(undefined);
  }

  /** Notes that all logs have a fate, for an object that stays where it is. */
  async finish(total: number): Promise<void> {
    this.#total = total;
    await this.#write(undefined);
  }

  /** Only what this job wrote: another one that has taken over meanwhile keeps its own. */
  async remove(): Promise<void> {
    try {
      await this.#store.delete(this.#key, this.#etag);
    } catch (error) {
      if (!(error instanceof StoreError && error.failure === 'changed')) throw error;
    }
  }

  async #write(lease: Lease | undefined): Promise<void> {
    const document: LedgerDocument = {
      version: 1,
      key: this.#sourceKey,
      ...(lease && { lease }),
      ...(this.#total !== undefined && { total: this.#total }),
      units: this.states.runs,
    };
    const bytes = Buffer.from(JSON.stringify(document));
    const result = await this.#store.put(
      this.#key,
      bytes,
      this.#etag === undefined ? { kind: 'absent' } : { kind: 'unchanged', etag: this.#etag },
    );
    this.#etag = result.kind === 'written' ? result.etag : await this.#ownEtag(bytes);
    this.isDirty = false;
  }

  /** A write that was repeated because its answer got lost meets itself. */
  async #ownEtag(bytes: Buffer): Promise<string> {
    const found = await this.#store.get(this.#key);
    if (found === undefined || !bytes.equals(found.bytes)) throw new LeaseLostError(this.#sourceKey);
    return found.etag;
  }
}

function parse(bytes: Uint8Array, key: string, object: StoredObject): LedgerDocument {
  try {
    const document: unknown = JSON.parse(Buffer.from(bytes).toString());
    if (isLedger(document)) return document;
  } catch {
    // The sentence below says it.
  }
  throw new LedgerError(
    `${key}, the ledger of ${object.key}, cannot be read; ` +
      'remove it to begin that object anew, or use the version of kubehose that wrote it',
  );
}

function isLedger(value: unknown): value is LedgerDocument {
  if (typeof value !== 'object' || value === null) return false;
  const { version, units, lease, total }: Readonly<Record<string, unknown>> = { ...value };
  const isLease =
    lease === undefined ||
    (typeof lease === 'object' &&
      lease !== null &&
      typeof Reflect.get(lease, 'owner') === 'string' &&
      typeof Reflect.get(lease, 'untilMs') === 'number');
  return (
    version === 1 &&
    isLease &&
    (total === undefined || typeof total === 'number') &&
    Array.isArray(units) &&
    units.every(isRun)
  );
}

function isRun(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const [length, state]: readonly unknown[] = value;
  return Number.isSafeInteger(length) && typeof state === 'string' && /^(?:|d|w|t\d+|p:\w+)$/.test(state);
}
