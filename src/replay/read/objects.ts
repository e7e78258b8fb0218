import type { ObjectStore, StoredObject } from '../../store/object-store.ts';
import { isOwnKey } from '../settle/own-keys.ts';
import type { Candidate } from '../replay.ts';

export interface Selection {
  readonly prefix: string;
  /** Epoch ms; an object written before holds only records that arrived before. */
  readonly sinceMs?: number | undefined;
  /** Objects younger than this are left for later: while the destination is down, new ones would go round and round. */
  readonly minAgeMs?: number | undefined;
}

/** The objects under a prefix, in the order of their keys, without those that a replay writes itself. */
export async function* sourceObjects(
  store: ObjectStore,
  selection: Selection,
  now: () => number,
): AsyncGenerator<Candidate, void, undefined> {
  for await (const page of store.list(selection.prefix)) {
    for (const object of page)
      if (!isOwnKey(object.key, selection.prefix) && !isFolder(object))
        yield candidate(object, selection, now());
  }
}

/** The same for objects that an event names. `undefined` for a key that is not there any more: somebody has put it away. */
export async function findCandidate(
  store: ObjectStore,
  key: string,
  selection: Selection,
  now: () => number,
): Promise<Candidate | undefined> {
  if (!key.startsWith(selection.prefix) || isOwnKey(key, selection.prefix)) return undefined;
  const object = await store.find(key);
  return object && !isFolder(object) ? candidate(object, selection, now()) : undefined;
}

/** What consoles write to show a prefix as a folder. */
function isFolder({ key, bytes }: StoredObject): boolean {
  return bytes === 0 && key.endsWith('/');
}

function candidate(
  object: StoredObject,
  { sinceMs = -Infinity, minAgeMs = 0 }: Selection,
  nowMs: number,
): Candidate {
  if (object.lastModifiedMs < sinceMs) return { kind: 'left', object, reason: 'before_since' };
  if (object.lastModifiedMs > nowMs - minAgeMs) return { kind: 'left', object, reason: 'too_young' };
  return { kind: 'object', object };
}
