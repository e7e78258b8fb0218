import type { Ledger } from './ledger.ts';
import type { StoredObject } from '../../store/object-store.ts';
import { finishedKey } from './own-keys.ts';
import type { JobState } from '../job-state.ts';

/**
 * Puts an object away whose records all have a fate, what is parked of it written already. The order is what makes a crash at any
 * point harmless: first the copy, then the source goes, and only then what is known of it. `hasUnread`: some of it is nowhere else.
 */
export async function settleObject(
  object: StoredObject,
  ledger: Ledger,
  { total, hasUnread }: { readonly total: number; readonly hasUnread: boolean },
  run: JobState,
): Promise<void> {
  const { store } = run.ports;
  const { after } = run.job;
  await ledger.ensure();
  if (after === 'keep') return ledger.finish(total);
  if (after === 'move' || hasUnread) {
    const folder = hasUnread ? 'damaged' : 'replayed';
    const there = await store.find(finishedKey(object, folder, false));
    const isOther = there !== undefined && (there.etag !== object.etag || there.bytes !== object.bytes);
    await store.copy(object, finishedKey(object, folder, isOther));
  }
  await store.delete(object.key, object.etag);
  await ledger.remove();
}
