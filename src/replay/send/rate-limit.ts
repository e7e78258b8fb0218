export interface RateLimit {
  /** Takes the next free turn for so many bytes; answers how long to wait for it, in ms. */
  waitMs(bytes: number): number;
}

/** Spreads bytes evenly over time: each portion waits until those before it have had their time. Who comes first goes first. */
export function createRateLimit(
  bytesPerSecond: number | undefined,
  { now }: { readonly now: () => number },
): RateLimit {
  let freeAtMs = 0;
  return {
    waitMs(bytes) {
      if (bytesPerSecond === undefined) return 0;
      const startMs = Math.max(now(), freeAtMs);
      freeAtMs = startMs + (bytes / bytesPerSecond) * 1_000;
      return startMs - now();
    },
  };
}
