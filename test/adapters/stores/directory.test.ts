import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../../../src/adapters/stores/directory.ts';
import { listed, storeContract } from './store-contract.ts';

const root = mkdtempSync(join(tmpdir(), 'kubehose-directory-'));
afterAll(() => rmSync(root, { recursive: true }));

let number = 0;

function start() {
  const directory = join(root, String((number += 1)));
  mkdirSync(directory);
  const store = directoryStore(directory);
  const write = (key: string, bytes: Uint8Array): Promise<void> => {
    const path = join(directory, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return Promise.resolve();
  };
  return Promise.resolve({ store, write, directory });
}

storeContract('a directory', true, start);

describe('a directory as a store', () => {
  test('files that begin with a dot are no objects, and none are left behind', async () => {
    const { store, write, directory } = await start();
    await write('errors/.half.unfinished', Buffer.from('x'));
    await write('errors/a', Buffer.from('x'));
    await store.put('ledger/x', Buffer.from('1'), { kind: 'absent' });
    await store.put('ledger/x', Buffer.from('2'), { kind: 'absent' });
    expect(await listed(store, '')).toEqual(['errors/a', 'ledger/x']);
    expect(readdirSync(join(directory, 'ledger'))).toEqual(['x']);
  });

  test('symbolic links are not followed: they are no objects', async () => {
    const { store, write, directory } = await start();
    const elsewhere = join(root, 'elsewhere');
    mkdirSync(elsewhere, { recursive: true });
    writeFileSync(join(elsewhere, 'foreign'), 'x');
    await write('errors/a', Buffer.from('x'));
    symlinkSync(join(elsewhere, 'foreign'), join(directory, 'errors', 'file'));
    symlinkSync(elsewhere, join(directory, 'errors', 'folder'));
    symlinkSync(join(elsewhere, 'missing'), join(directory, 'dangling'));
    expect(await listed(store, '')).toEqual(['errors/a']);
    expect(await store.find('errors/file')).toBeUndefined();
    expect(readFileSync(join(elsewhere, 'foreign'), 'utf8')).toBe('x');
  });

  test('the lock of a process that was killed does not last', async () => {
    const { store, directory } = await start();
    await store.put('ledger/x', Buffer.from('1'), { kind: 'absent' });
    const lock = join(directory, 'ledger', lockName(join(directory, 'ledger', 'x')));
    writeFileSync(lock, '');
    utimesSync(lock, new Date(0), new Date(0));
    const { etag = '' } = (await store.get('ledger/x')) ?? {};
    expect((await store.put('ledger/x', Buffer.from('2'), { kind: 'unchanged', etag })).kind).toBe('written');
  });

  test('a directory that is not there is told', async () => {
    await expect(listed(directoryStore(join(root, 'missing')), '')).rejects.toThrow(/missing is not there/);
  });

  test('a file that changes while it is read is noticed', async () => {
    const { store, write } = await start();
    await write('a', Buffer.alloc(1_000_000, 'x'));
    const object = (await store.find('a'))!;
    const reading = store.read(object)[Symbol.asyncIterator]();
    await reading.next();
    await write('a', Buffer.from('other'));
    await expect(
      (async () => {
        while ((await reading.next()).done !== true);
      })(),
    ).rejects.toMatchObject({ failure: 'changed' });
  });

  test('more objects than a page holds', async () => {
    const { store, directory } = await start();
    mkdirSync(join(directory, 'errors'));
    for (let index = 0; index < 2_500; index += 1)
      writeFileSync(join(directory, 'errors', String(index).padStart(5, '0')), 'x');
    const keys = await listed(store, 'errors/');
    expect(keys).toHaveLength(2_500);
    expect(keys).toEqual([...keys].sort());
  });
});

function lockName(path: string): string {
  return `.${createHash('md5').update(path).digest('hex')}.lock`;
}
