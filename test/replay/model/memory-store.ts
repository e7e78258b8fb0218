import { createHash } from 'node:crypto';
import { StoreError, type ObjectStore, type StoredObject } from '../../../src/store/object-store.ts';
import { Effects } from './effects.ts';

export interface MemoryObject {
  readonly bytes: Buffer;
  readonly lastModifiedMs: number;
}

export interface MemoryStoreOptions {
  readonly effects?: Effects;
  readonly now: () => number;
  readonly pageSize?: number;
  readonly chunkBytes?: number;
  /** False: conditions of writes are ignored, as some S3-compatible stores do. */
  readonly conditional?: boolean;
}

/** A bucket: what is in it outlives the job, whose effects may go wrong. */
export type Bucket = Map<string, MemoryObject>;

/** A store over a bucket in memory. */
export function memoryStore(
  bucket: Bucket,
  { effects = new Effects(), now, pageSize = 2, chunkBytes = 50, conditional = true }: MemoryStoreOptions,
): ObjectStore {
  const broken = (): never => {
    throw new StoreError('unavailable', 'the store does not answer');
  };
  const current = ({ key, etag }: StoredObject): MemoryObject => {
    const found = bucket.get(key);
    if (found === undefined) throw new StoreError('gone', `${key} is gone`);
    if (etagOf(found) !== etag) throw new StoreError('changed', `${key} has changed`);
    return found;
  };
  return {
    async *list(prefix) {
      const keys = [...bucket.keys()].filter((key) => key.startsWith(prefix)).sort();
      for (let at = 0; at < keys.length || at === 0; at += pageSize) {
        yield await effects.run(
          'list',
          () => keys.slice(at, at + pageSize).flatMap((key) => stored(bucket, key) ?? []),
          broken,
        );
      }
    },
    find: (key) => effects.run('find', () => stored(bucket, key), broken),
    async *read(object) {
      const { bytes } = await effects.run('read', () => current(object), broken);
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
    get: (key) =>
      effects.run(
        'get',
        () => {
          const found = bucket.get(key);
          return found && { bytes: found.bytes, etag: etagOf(found) };
        },
        broken,
      ),
    put: (key, bytes, condition) =>
      effects.run(
        `put ${key.split('/')[0]}`,
        () => {
          const found = bucket.get(key);
          const holds =
            condition === undefined ||
            (condition.kind === 'absent'
              ? found === undefined
              : found !== undefined && etagOf(found) === condition.etag);
          if (conditional && !holds) return { kind: 'conflict' };
          const written = { bytes: Buffer.from(bytes), lastModifiedMs: now() };
          bucket.set(key, written);
          return { kind: 'written', etag: etagOf(written) };
        },
        broken,
      ),
    copy: (object, toKey) =>
      effects.run(
        'copy',
        () => void bucket.set(toKey, { ...current(object), lastModifiedMs: now() }),
        broken,
      ),
    delete: (key, etag) =>
      effects.run(
        'delete',
        () => {
          const found = bucket.get(key);
          if (found !== undefined && (etag === undefined || etagOf(found) === etag)) bucket.delete(key);
        },
        broken,
      ),
  };
}

function stored(bucket: Bucket, key: string): StoredObject | undefined {
  const found = bucket.get(key);
  return (
    found && { key, bytes: found.bytes.length, etag: etagOf(found), lastModifiedMs: found.lastModifiedMs }
  );
}

function etagOf({ bytes }: MemoryObject): string {
  return createHash('md5').update(bytes).digest('hex');
}
