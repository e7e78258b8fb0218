import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Where V8 stops letting the space for new objects grow, in bytes: both halves. */
const enoughBytes = 8 * 1024 * 1024;

let isBound = false;

/**
 * Keeps the space for new objects small. V8 lets it grow to over 100 MB on a large machine while a stream of short-lived objects
 * passes through it, which makes it hardly faster; to be called every now and then while that goes on.
 */
export function boundYoungGeneration(): void {
  if (isBound) return;
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  if (space === undefined || space.space_size < enoughBytes) return;
  isBound = true;
  setFlagsFromString('--semi-space-growth-factor=1');
}
