import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** Time and chance; tests put their own in place of the real ones. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
  uuid(): string;
  /** Calls `run` once, `ms` from now, unless what it returns is called before. */
  schedule(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => wait(ms, undefined, signal && { signal }),
  random: () => Math.random(),
  uuid: () => randomUUID(),
  schedule(ms, run) {
    // A buffer's interval or a function's time-out is no reason to keep the process.
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};
