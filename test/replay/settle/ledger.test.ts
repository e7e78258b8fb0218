import { describe, expect, test } from '@jest/globals';
import {
  LeaseLostError,
  LedgerError,
  openLedger,
  peekLedger,
  type Lease,
  type Ledger,
} from '../../../src/replay/settle/ledger.ts';
import type { ObjectStore, StoredObject } from '../../../src/store/object-store.ts';
import { memoryStore, type Bucket } from '../model/memory-store.ts';

const object: StoredObject = { key: 'errors/a', bytes: 10, etag: 'e', lastModifiedMs: 0 };
const leaseMs = 60_000;

describe('a ledger', () => {
  test('keeps what is known, for this very version of the object', async () => {
    const { store, open } = newStore();
    const ledger = await opened(open('one'));
    ledger.states.set([0, 1], 'd');
    await ledger.release();
    expect((await opened(open('one'))).states.runs).toEqual([[2, 'd']]);
    expect((await peekLedger(object, store, false)).runs).toEqual([[2, 'd']]);
    expect((await peekLedger({ ...object, etag: 'other' }, store, false)).isBlank).toBe(true);
    expect((await peekLedger({ ...object, bytes: 11 }, store, false)).isBlank).toBe(true);
  });

  test('is held by one job, until its lease runs out', async () => {
    const { open, advance } = newStore();
    await opened(open('one'));
    expect(await open('two')).toMatchObject({ kind: 'held', lease: { owner: 'one', untilMs: leaseMs } });
    advance(leaseMs - 1);
    expect((await open('two')).kind).toBe('held');
    advance(1);
    expect((await open('two')).kind).toBe('opened');
  });

  test('every write renews the lease', async () => {
    const { open, advance } = newStore();
    const ledger = await opened(open('one'));
    advance(leaseMs - 1);
    await ledger.save();
    advance(leaseMs - 1);
    expect((await open('two')).kind).toBe('held');
  });

  test('is free at once after a release', async () => {
    const { open, bucket } = newStore();
    const ledger = await opened(open('one'));
    await ledger.release();
    expect(bucket.size).toBe(0);
    expect((await open('two')).kind).toBe('opened');
  });

  test('whose lease was taken over writes nothing any more', async () => {
    const { open, advance } = newStore();
    const late = await opened(open('one'));
    advance(leaseMs);
    const other = await opened(open('two'));
    other.states.set([0], 'd');
    await other.save();
    late.states.set([5], 'd');
    await expect(late.save()).rejects.toThrow(LeaseLostError);
    expect(other.states.runs).toEqual([[1, 'd']]);
  });

  test('whose lease was taken over does not remove what the other one wrote', async () => {
    const { open, advance, store } = newStore();
    const late = await opened(open('one'));
    advance(leaseMs);
    const other = await opened(open('two'));
    other.states.set([0], 'd');
    await other.save();
    await late.release();
    expect((await peekLedger(object, store, false)).runs).toEqual([[1, 'd']]);
    other.states.set([1], 'd');
    await other.save();
  });

  test('a lease that was written by a clock that is ahead ends when nothing happens for a whole lease', async () => {
    const { open, store } = newStore();
    await opened(
      openLedger(
        object,
        store,
        options('ahead', () => 1e12),
      ),
    );
    const held = await open('two');
    if (held.kind !== 'held') throw new Error(held.kind);
    const again = (stale: Lease) => openLedger(object, store, { ...options('two'), stale });
    expect((await again({ ...held.lease, untilMs: 5 })).kind).toBe('held');
    expect((await again({ ...held.lease, owner: 'other' })).kind).toBe('held');
    expect((await again(held.lease)).kind).toBe('opened');
  });

  test('of two jobs that begin in the same moment one gets it', async () => {
    const { open } = newStore();
    const both = await Promise.all([open('one'), open('two')]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['held', 'opened']);
  });

  test('a write that is repeated because its answer got lost meets itself', async () => {
    const { store, bucket } = newStore();
    // As an SDK does it: the first write happens, the second one conflicts.
    const twice: ObjectStore = {
      ...store,
      async put(key, bytes, condition) {
        await store.put(key, bytes, condition);
        return store.put(key, bytes, condition);
      },
    };
    const ledger = await opened(openLedger(object, twice, options('one')));
    ledger.states.set([0], 'd');
    await ledger.save();
    ledger.states.set([1], 'd');
    await ledger.save();
    expect(bucket.size).toBe(1);
    expect((await peekLedger(object, store, false)).runs).toEqual([[2, 'd']]);
  });

  test('a finished object is not opened again while objects stay where they are', async () => {
    const { store, open } = newStore();
    const ledger = await opened(open('one'));
    ledger.states.set([0, 1], 'd');
    await ledger.finish(2);
    const again = await openLedger(object, store, { ...options('two'), keeps: true });
    expect(again.kind).toBe('finished');
    expect((await open('two')).kind).toBe('opened');
  });

  test.each([
    ['no JSON', '{"version":1,'],
    ['another version', '{"version":2,"key":"errors/a","units":[]}'],
    ['states of another kind', '{"version":1,"key":"errors/a","units":[["1","d"]]}'],
    ['a state that is not known', '{"version":1,"key":"errors/a","units":[[1,"x"]]}'],
    ['a lease of another kind', '{"version":1,"key":"errors/a","lease":{"owner":1},"units":[]}'],
  ])('that cannot be read is never taken for empty: %s', async (_, text) => {
    const { open, bucket } = newStore();
    const ledger = await opened(open('one'));
    ledger.states.set([0], 'd');
    await ledger.release();
    const [key = ''] = bucket.keys();
    bucket.set(key, { bytes: Buffer.from(text), lastModifiedMs: 0 });
    await expect(open('one')).rejects.toThrow(LedgerError);
    await expect(open('one')).rejects.toThrow(/the ledger of errors\/a, cannot be read; remove it/);
  });

  test('without conditions in the store the second job is told all the same', async () => {
    const bucket: Bucket = new Map();
    const store = memoryStore(bucket, { now: () => 0, conditional: false });
    await opened(openLedger(object, store, options('one')));
    expect((await openLedger(object, store, options('two'))).kind).toBe('held');
  });
});

function options(owner: string, now = () => 0) {
  return { owner, leaseMs, now, keeps: false, raw: false };
}

function newStore() {
  let nowMs = 0;
  const bucket: Bucket = new Map();
  const store = memoryStore(bucket, { now: () => nowMs });
  return {
    store,
    bucket,
    open: (owner: string) =>
      openLedger(
        object,
        store,
        options(owner, () => nowMs),
      ),
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

async function opened(opening: ReturnType<typeof openLedger>): Promise<Ledger> {
  const result = await opening;
  if (result.kind !== 'opened') throw new Error(`the ledger is ${result.kind}`);
  return result.ledger;
}
