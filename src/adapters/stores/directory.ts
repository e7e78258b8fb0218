import { createHash, randomUUID } from 'node:crypto';
import {
  open,
  link,
  lstat,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  unlink,
  writeFile,
  copyFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StoreError, type ObjectStore, type StoredObject } from '../../store/object-store.ts';

const pageSize = 1_000;
const readBytes = 256 * 1024;

/**
 * A directory that stands for a bucket: a key is a path below it. Files appear whole or not at all. Names that begin with a dot are
 * not objects, and symbolic links are not followed: what they name lies elsewhere.
 */
export function directoryStore(root: string): ObjectStore {
  const pathOf = (key: string): string => join(root, ...key.split('/'));

  return {
    list: (prefix) => pages(filesUnder(root, '', prefix)),
    find: (key) => describe(pathOf(key), key),
    async *read(object) {
      const path = pathOf(object.key);
      const file = await open(path).catch((error: unknown) => {
        throw failure(error, path);
      });
      try {
        await expectVersion(object, path);
        const pieceBytes = Math.min(object.bytes + 1, readBytes);
        for (;;) {
          const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes);
          if (bytesRead === 0) break;
          yield buffer.subarray(0, bytesRead);
        }
        await expectVersion(object, path);
      } catch (error) {
        throw failure(error, path);
      } finally {
        await file.close();
      }
    },
    async get(key) {
      const bytes = await readFile(pathOf(key)).catch(unlessMissing(pathOf(key)));
      return bytes && { bytes, etag: contentTag(bytes) };
    },
    async put(key, bytes, condition) {
      const path = pathOf(key);
      return withFailure(path, async () => {
        await mkdir(dirname(path), { recursive: true });
        const etag = contentTag(bytes);
        if (condition === undefined) {
          await replaceWith(path, (unfinished) => writeFile(unfinished, bytes));
          return { kind: 'written', etag };
        }
        const isWritten = await locked(path, async () => {
          const present = await readFile(path).catch(unlessMissing(path));
          const wanted = condition.kind === 'absent' ? undefined : condition.etag;
          if ((present && contentTag(present)) !== wanted) return false;
          await replaceWith(path, (unfinished) => writeFile(unfinished, bytes));
          return true;
        });
        return isWritten ? { kind: 'written', etag } : { kind: 'conflict' };
      });
    },
    async copy(object, toKey) {
      const from = pathOf(object.key);
      const to = pathOf(toKey);
      await withFailure(from, async () => {
        await expectVersion(object, from);
        await mkdir(dirname(to), { recursive: true });
        // A second name costs nothing; not every file system has them.
        await replaceWith(to, (unfinished) => link(from, unfinished).catch(() => copyFile(from, unfinished)));
      });
    },
    async delete(key, etag) {
      const path = pathOf(key);
      const remove = () => unlink(path).catch(unlessMissing(path));
      if (etag === undefined) return remove();
      const present = await describe(path, key);
      if (present === undefined) return;
      if (present.etag === etag) return remove();
      // Written by `put`, so named by its content.
      await withFailure(path, () =>
        locked(path, async () => {
          const bytes = await readFile(path).catch(unlessMissing(path));
          if (bytes !== undefined && contentTag(bytes) === etag) await remove();
        }),
      );
    },
  };
}

async function* pages(
  files: AsyncIterable<StoredObject>,
): AsyncGenerator<readonly StoredObject[], void, undefined> {
  let page: StoredObject[] = [];
  for await (const file of files) {
    page.push(file);
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  yield page;
}

/** In the order of keys: a directory sorts with its slash. */
async function* filesUnder(
  root: string,
  folder: string,
  prefix: string,
): AsyncGenerator<StoredObject, void, undefined> {
  const path = join(root, ...folder.split('/'));
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw failure(error, path);
  });
  const keys = entries
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    .sort((one, other) => (one < other ? -1 : 1));
  for (const key of keys) {
    if (key.endsWith('/')) {
      if (key.startsWith(prefix) || prefix.startsWith(key)) yield* filesUnder(root, key, prefix);
    } else if (key.startsWith(prefix)) {
      const file = await describe(join(root, ...key.split('/')), key);
      if (file !== undefined) yield file;
    }
  }
}

async function describe(path: string, key: string): Promise<StoredObject | undefined> {
  const found = await lstat(path, { bigint: true }).catch(unlessMissing(path));
  if (found?.isFile() !== true) return undefined;
  const { size, mtimeNs, mtimeMs } = found;
  return { key, bytes: Number(size), etag: `${mtimeNs}-${size}`, lastModifiedMs: Number(mtimeMs) };
}

async function expectVersion(object: StoredObject, path: string): Promise<void> {
  const present = await describe(path, object.key);
  if (present === undefined) throw new StoreError('gone', `${path} is not there any more`);
  if (present.etag !== object.etag)
    throw new StoreError('changed', `${path} has changed since it was listed`);
}

async function replaceWith(path: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = join(dirname(path), `.${randomUUID()}.unfinished`);
  try {
    await write(unfinished);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** A lock file that old was left behind by a process that was killed; a write takes a moment only. */
const staleLockMs = 2_000;
const lockPollMs = 20;

/** Runs `action` while no other process is at the same file. */
async function locked<T>(path: string, action: () => Promise<T>): Promise<T> {
  const lock = join(dirname(path), `.${createHash('md5').update(path).digest('hex')}.lock`);
  while (!(await take(lock))) {
    const held = await stat(lock).catch(unlessMissing(lock));
    if (held !== undefined && Date.now() - held.mtimeMs > staleLockMs) await rm(lock, { force: true });
    else await wait(lockPollMs);
  }
  try {
    return await action();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, '', { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function contentTag(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

function unlessMissing(path: string): (error: unknown) => undefined {
  return (error) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw failure(error, path);
  };
}

async function withFailure<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw failure(error, path);
  }
}

function failure(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const [kind, sentence] = sentences[code] ?? ['unavailable', `cannot be used at the moment (${code})`];
  return new StoreError(kind, `${path} ${sentence}`, { cause: error });
}

const sentences: Readonly<Record<string, readonly ['gone' | 'refused' | 'unavailable', string]>> = {
  ENOENT: ['gone', 'is not there'],
  EACCES: ['refused', 'may not be read or written; check its permissions'],
  EPERM: ['refused', 'may not be read or written; check its permissions'],
  EROFS: ['refused', 'is on a file system that cannot be written; copy the objects elsewhere'],
  ENOSPC: ['refused', 'does not fit on the disk any more; make room'],
  ENOTDIR: ['refused', 'is no directory'],
};

function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'unknown error';
}
