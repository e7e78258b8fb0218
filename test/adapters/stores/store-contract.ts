import { describe, expect, test } from '@jest/globals';
import { StoreError, type ObjectStore, type StoredObject } from '../../../src/store/object-store.ts';

export interface StoreUnderTest {
  readonly store: ObjectStore;
  /** Writes an object as somebody else would. */
  write(key: string, bytes: Uint8Array): Promise<void>;
}

const keys = [
  'errors/~!@$&()*,;:"<>|^`[]{}#?',
  'errors/a b',
  'errors/a+b',
  'errors/a%2Bb',
  'errors/größe/日本',
  'errors/a=1/x&y',
  "errors/it's (1)",
];

/** What every object store must do. `isConditional`: it tells writes apart that ask for what is there already. */
export function storeContract(
  name: string,
  isConditional: boolean,
  start: () => Promise<StoreUnderTest>,
): void {
  describe(name, () => {
    test.each(keys)('reads, copies and removes the key %j', async (key) => {
      const { store, write } = await start();
      await write(key, Buffer.from('content'));
      const object = await the(store, key);
      expect(object).toMatchObject({ key, bytes: 7 });
      expect(Math.abs(object.lastModifiedMs - Date.now())).toBeLessThan(600_000);
      expect(await textOf(store, object)).toBe('content');
      await store.copy(object, `replayed/${key}`);
      expect(await textOf(store, await the(store, `replayed/${key}`))).toBe('content');
      await store.delete(key, object.etag);
      expect(await listed(store, 'errors/')).toEqual([]);
      expect(await store.find(key)).toBeUndefined();
    });

    test('lists by prefix, in the order of the keys', async () => {
      const { store, write } = await start();
      for (const key of ['b/2', 'a/1', 'a/10/x', 'a/10-1', 'a-b', 'c']) await write(key, Buffer.from(key));
      expect(await listed(store, '')).toEqual(['a-b', 'a/1', 'a/10-1', 'a/10/x', 'b/2', 'c']);
      expect(await listed(store, 'a/')).toEqual(['a/1', 'a/10-1', 'a/10/x']);
      expect(await listed(store, 'a/10')).toEqual(['a/10-1', 'a/10/x']);
      expect(await listed(store, 'nothing/')).toEqual([]);
    });

    test('an object of no bytes is one', async () => {
      const { store, write } = await start();
      await write('errors/empty', Buffer.alloc(0));
      const object = await the(store, 'errors/empty');
      expect(object.bytes).toBe(0);
      expect(await textOf(store, object)).toBe('');
      await store.copy(object, 'replayed/empty');
      expect((await the(store, 'replayed/empty')).bytes).toBe(0);
    });

    test('a large object comes in pieces', async () => {
      const { store, write } = await start();
      const bytes = Buffer.alloc(3_000_000, 'line\n');
      await write('errors/large', bytes);
      const pieces: Uint8Array[] = [];
      for await (const piece of store.read(await the(store, 'errors/large'))) pieces.push(piece);
      expect(pieces.length).toBeGreaterThan(1);
      expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    });

    test('what is gone, or has changed, is not read', async () => {
      const { store, write } = await start();
      await write('errors/a', Buffer.from('one'));
      const object = await the(store, 'errors/a');
      await write('errors/a', Buffer.from('two and more'));
      await expect(textOf(store, object)).rejects.toMatchObject({ failure: 'changed' });
      if (isConditional)
        await expect(store.copy(object, 'replayed/a')).rejects.toMatchObject({ failure: 'changed' });
      await store.delete('errors/a');
      await expect(textOf(store, object)).rejects.toMatchObject({ failure: 'gone' });
      await expect(store.copy(object, 'replayed/a')).rejects.toBeInstanceOf(StoreError);
      await store.delete('errors/a');
    });

    test('a copy replaces what is there', async () => {
      const { store, write } = await start();
      await write('errors/a', Buffer.from('new'));
      await write('replayed/a', Buffer.from('old one'));
      await store.copy(await the(store, 'errors/a'), 'replayed/a');
      expect(await textOf(store, await the(store, 'replayed/a'))).toBe('new');
    });

    test('small objects are written and read whole', async () => {
      const { store } = await start();
      expect(await store.get('ledger/x')).toBeUndefined();
      await store.put('ledger/x', Buffer.from('1'));
      await store.put('ledger/x', Buffer.from('22'));
      expect(text(await store.get('ledger/x'))).toBe('22');
      const { etag = '' } = (await store.get('ledger/x')) ?? {};
      expect(await store.put('ledger/x', Buffer.from('3'), { kind: 'unchanged', etag })).toMatchObject({
        kind: 'written',
      });
      expect(text(await store.get('ledger/x'))).toBe('3');
    });

    test('what was written is removed by the tag of that write', async () => {
      const { store } = await start();
      const written = await store.put('ledger/x', Buffer.from('1'));
      if (written.kind !== 'written') throw new Error(written.kind);
      await store.delete('ledger/x', written.etag);
      expect(await store.get('ledger/x')).toBeUndefined();
      await store.delete('ledger/x', written.etag);
    });

    if (!isConditional) return;

    test('writes only where the condition holds', async () => {
      const { store } = await start();
      const first = await store.put('ledger/x', Buffer.from('1'), { kind: 'absent' });
      expect(first.kind).toBe('written');
      expect(await store.put('ledger/x', Buffer.from('2'), { kind: 'absent' })).toEqual({ kind: 'conflict' });
      const etag = first.kind === 'written' ? first.etag : '';
      expect((await store.put('ledger/x', Buffer.from('3'), { kind: 'unchanged', etag })).kind).toBe(
        'written',
      );
      expect(await store.put('ledger/x', Buffer.from('4'), { kind: 'unchanged', etag })).toEqual({
        kind: 'conflict',
      });
      await store.delete('ledger/x');
      expect(await store.put('ledger/x', Buffer.from('5'), { kind: 'unchanged', etag })).toEqual({
        kind: 'conflict',
      });
      expect(await store.get('ledger/x')).toBeUndefined();
    });

    test('what was written since is not removed', async () => {
      const { store } = await start();
      const written = await store.put('ledger/x', Buffer.from('1'));
      if (written.kind !== 'written') throw new Error(written.kind);
      await store.put('ledger/x', Buffer.from('2'));
      await store.delete('ledger/x', written.etag);
      expect(text(await store.get('ledger/x'))).toBe('2');
    });

    test('of writes at the same time one wins', async () => {
      const { store } = await start();
      const writes = Array.from({ length: 8 }, (_, index) =>
        store.put('ledger/x', Buffer.from(`job ${index}`), { kind: 'absent' }),
      );
      const kinds = (await Promise.all(writes)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'written')).toHaveLength(1);
      expect(text(await store.get('ledger/x'))).toBe(`job ${kinds.indexOf('written')}`);
    });
  });
}

export async function listed(store: ObjectStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const page of store.list(prefix)) found.push(...page.map(({ key }) => key));
  return found;
}

async function the(store: ObjectStore, key: string): Promise<StoredObject> {
  for await (const page of store.list(key)) {
    const object = page.find((each) => each.key === key);
    if (object === undefined) continue;
    expect(await store.find(key)).toMatchObject({ key, bytes: object.bytes, etag: object.etag });
    return object;
  }
  throw new Error(`${key} is not listed`);
}

async function textOf(store: ObjectStore, object: StoredObject): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(object)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function text(found: { readonly bytes: Uint8Array } | undefined): string | undefined {
  return found && Buffer.from(found.bytes).toString();
}
