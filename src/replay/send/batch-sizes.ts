import { createBatcher, type Batcher } from '../../batch/batch.ts';
import type { JobState } from '../job-state.ts';
import type { Parcel } from './destination.ts';

/**
 * What was tried before goes in smaller batches each time, in the end alone: so a record that spoils every batch it is in is found,
 * and its neighbours are not parked with it. With a limit on the speed a batch is small enough to be sent while its lease lasts.
 */
export function batcherFor(tries: number, { job, ports }: JobState): Batcher<Parcel> {
  const { destination } = ports;
  const { maxItems, maxBytes } = destination.limits;
  const { bytesPerSecond = Infinity, leaseMs, concurrency } = job;
  const inTime = (bytesPerSecond * leaseMs) / 4_000 / concurrency;
  return createBatcher(
    { maxItems: Math.max(1, Math.floor(maxItems / 8 ** tries)), maxBytes: Math.min(maxBytes, inTime) },
    (parcel) => destination.size(parcel),
  );
}
