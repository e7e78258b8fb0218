import type { RetryClock } from '../delivery/retry.ts';

export interface RateLimit {
  /** Resolves when so many bytes may be sent. Who comes first goes first. */
  take(bytes: number): Promise<void>;
}

/** Spreads bytes evenly over time: each portion waits until those before it have had their time. */
export function createRateLimit(
  bytesPerSecond: number | undefined,
  { now, sleep }: Pick<RetryClock, 'now' | 'sleep'>,
): RateLimit {
  let freeAtMs = 0;
  return {
    async take(bytes) {
      if (bytesPerSecond === undefined) return;
      const startMs = Math.max(now(), freeAtMs);
      freeAtMs = startMs + (bytes / bytesPerSecond) * 1_000;
      if (startMs > now()) await sleep(startMs - now());
    },
  };
}
