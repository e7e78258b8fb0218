import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { StoredObject } from '../../store/object-store.ts';

/**
 * Where a replay keeps its books, what it has brought back, and what it never can; `damaged` objects hold something that is nowhere
 * else, so they lie where nothing expires. All stand beside the source, in its bucket.
 */
export const ownFolders = {
  ledger: 'kubehose-ledger/',
  replayed: 'replayed/',
  damaged: 'parked/damaged-objects/',
  parked: 'parked/',
} as const;

/** What the listing of a bucket passes over; a folder stands before the one that it lies in. */
const placesOfObjects = [ownFolders.replayed, ownFolders.damaged, ownFolders.parked] as const;

const maxKeyBytes = 1_024;

/**
 * Whether a key is of our own writing, so that a listing of `prefix` passes it over. Who names such a folder means it, but not what
 * this very replay writes: from `replayed/` objects move to `replayed/replayed/`. Damaged objects are not among what is parked: what
 * could be read of them has arrived.
 */
export function isOwnKey(key: string, prefix: string): boolean {
  if (key.startsWith(ownFolders.ledger)) return true;
  const folder = placesOfObjects.find((each) => key.startsWith(each));
  if (folder === undefined) return false;
  return !prefix.startsWith(folder) || isOwnKey(key.slice(folder.length), prefix.slice(folder.length));
}

/** Names this very version of an object. */
export function objectId({ key, etag, bytes }: StoredObject): string {
  return createHash('sha256')
    .update(JSON.stringify([key, etag, bytes]))
    .digest('hex')
    .slice(0, 40);
}

/** Read as records themselves (`raw`), the same bytes hold other logs, which are counted in a ledger of their own. */
export function ledgerKey(object: StoredObject, raw: boolean): string {
  return `${ownFolders.ledger}${objectId(object)}${raw ? '-raw' : ''}.json`;
}

/** Where an object goes when all its records have a fate. With `distinct` the name is its own, whatever lay there before. */
export function finishedKey(object: StoredObject, folder: 'replayed' | 'damaged', distinct: boolean): string {
  const name = distinct ? `${object.key}-${objectId(object).slice(0, 12)}` : object.key;
  return fitting(`${ownFolders[folder]}${name}`, `${ownFolders[folder]}${objectId(object)}`);
}

/**
 * Named by its content and where in its object that begins (`place`): written twice it is one object, and no later one overwrites it,
 * not even with the same lines.
 */
export function parkedKey(object: StoredObject, content: Uint8Array, place: string): string {
  const source = object.key
    .replace(/^parked\/(?:damaged-objects\/)?/, '')
    .replace(/-parked-[0-9a-f]{24}$/, '');
  const hash = createHash('sha256')
    .update(`${objectId(object)} ${place} `)
    .update(content)
    .digest('hex')
    .slice(0, 24);
  const suffix = `-parked-${hash}`;
  return fitting(
    `${ownFolders.parked}${source}${suffix}`,
    `${ownFolders.parked}${objectId(object)}${suffix}`,
  );
}

function fitting(key: string, short: string): string {
  return Buffer.byteLength(key) <= maxKeyBytes ? key : short;
}
