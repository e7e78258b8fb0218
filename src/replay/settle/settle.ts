import type { Ledger } from './ledger.ts';
import type { StoredObject } from '../../store/object-store.ts';
import { replayedKey } from './own-keys.ts';
import { parkRecords } from './park.ts';
import type { Replayed } from '../send/object.ts';
import type { JobState } from '../job-state.ts';

/**
 * Puts an object away whose records all have a fate. The order is what makes a crash at any point harmless: what is parked is
 * written first, then the copy, then the source goes, and only then what is known of it.
 */
export async function settleObject(
  object: StoredObject,
  ledger: Ledger,
  total: number,
  { isDamaged }: Pick<Replayed, 'isDamaged'>,
  run: JobState,
): Promise<void> {
  const { store, transform } = run.ports;
  const { after, raw } = run.job;
  await ledger.ensure();
  if (ledger.states.hasParked) await parkRecords(object, ledger.states, { store, transform, raw });
  if (after === 'keep') return ledger.finish(total);
  await ledger.ensure();
  // What could not be read is nowhere else, so a damaged object is kept in any case.
  if (after === 'move' || isDamaged) {
    const there = await store.find(replayedKey(object, false));
    const isOther = there !== undefined && (there.etag !== object.etag || there.bytes !== object.bytes);
    await store.copy(object, replayedKey(object, isOther));
  }
  await store.delete(object.key, object.etag);
  await ledger.remove();
}
