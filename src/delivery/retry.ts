import { backoffMs, defaultBackoff, type BackoffOptions } from './backoff.ts';
import type { Deliver, DeliveryResult } from './delivery.ts';

/** Time and chance, as they come in from the rim. */
export interface RetryClock {
  /** Epoch ms. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}

export interface RetryOptions extends RetryClock {
  readonly backoff?: BackoffOptions;
  /** Longest single attempt; the time that is left shortens it further. */
  readonly attemptTimeoutMs?: number;
}

/**
 * Adds retries to a delivery. The time-out of the decorated call is a deadline for all attempts and waits together: what is
 * `retryable` is sent again after a back-off, or after the destination's `Retry-After` where that is longer, until the next attempt
 * could not start before the deadline; then the last answer is given back. The first attempt is always made.
 */
export function withRetry<Batch>(deliver: Deliver<Batch>, options: RetryOptions): Deliver<Batch> {
  const { now, sleep, random, backoff = defaultBackoff, attemptTimeoutMs = Infinity } = options;

  return async function deliverWithRetry(batch: Batch, timeoutMs: number): Promise<DeliveryResult> {
    const deadline = now() + timeoutMs;
    for (let attempt = 1; ; attempt += 1) {
      const result = await deliver(batch, Math.min(attemptTimeoutMs, deadline - now()));
      if (result.kind !== 'retryable') return result;
      const waitMs = Math.max(backoffMs(attempt, backoff, random), result.retryAfterMs ?? 0);
      if (now() + waitMs >= deadline) return result;
      await sleep(waitMs);
    }
  };
}
