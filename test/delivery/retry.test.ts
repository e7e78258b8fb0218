import { describe, expect, test } from '@jest/globals';
import type { Deliver, DeliveryResult } from '../../src/delivery/delivery.ts';
import { withRetry } from '../../src/delivery/retry.ts';
import { fakeClock, type FakeClock } from '../support/clock.ts';

const backoff = { initialMs: 100, maxMs: 1_000, jitter: 0 };
const delivered: DeliveryResult = { kind: 'delivered' };
const busy: DeliveryResult = { kind: 'retryable', reason: 'HTTP 503' };
const refused: DeliveryResult = { kind: 'rejected', cause: 'invalid', reason: 'HTTP 400' };

/** Answers the given results in turn, the last one for ever; each attempt takes `attemptMs`. */
function scripted(clock: FakeClock, results: readonly DeliveryResult[], attemptMs = 0) {
  const timeouts: number[] = [];
  const deliver: Deliver<string> = (_batch, timeoutMs) => {
    timeouts.push(timeoutMs);
    clock.advance(attemptMs);
    return Promise.resolve(results[Math.min(timeouts.length, results.length) - 1] ?? delivered);
  };
  return { deliver, timeouts };
}

describe('withRetry', () => {
  test.each([
    ['delivered', delivered],
    ['rejected', refused],
  ])('%s is final', async (_name, result) => {
    const clock = fakeClock();
    const { deliver, timeouts } = scripted(clock, [result]);
    await expect(withRetry(deliver, { ...clock, backoff })('a', 1_000)).resolves.toEqual(result);
    expect(timeouts).toHaveLength(1);
  });

  test('waits double until it works', async () => {
    const clock = fakeClock();
    const { deliver } = scripted(clock, [busy, busy, busy, delivered]);
    await expect(withRetry(deliver, { ...clock, backoff })('a', 10_000)).resolves.toEqual(delivered);
    expect(clock.sleeps).toEqual([100, 200, 400]);
  });

  test('Retry-After lengthens a wait and never shortens it', async () => {
    const clock = fakeClock();
    const { deliver } = scripted(clock, [
      { ...busy, retryAfterMs: 700 },
      { ...busy, retryAfterMs: 1 },
      delivered,
    ]);
    await withRetry(deliver, { ...clock, backoff })('a', 10_000);
    expect(clock.sleeps).toEqual([700, 200]);
  });

  test('the deadline holds for attempts and waits together; the last answer is given back', async () => {
    const clock = fakeClock(5_000);
    const { deliver, timeouts } = scripted(clock, [busy], 50);
    await expect(withRetry(deliver, { ...clock, backoff })('a', 1_000)).resolves.toEqual(busy);
    expect(timeouts).toEqual([1_000, 850, 600, 150]);
    expect(clock.now()).toBeLessThanOrEqual(6_000);
  });

  test('a Retry-After beyond the deadline ends it without waiting', async () => {
    const clock = fakeClock();
    const { deliver } = scripted(clock, [{ ...busy, retryAfterMs: 60_000 }]);
    await withRetry(deliver, { ...clock, backoff })('a', 1_000);
    expect(clock.sleeps).toEqual([]);
  });

  test('a wait that would end at the deadline is not begun', async () => {
    const clock = fakeClock();
    const { deliver, timeouts } = scripted(clock, [busy]);
    await withRetry(deliver, { ...clock, backoff })('a', 300);
    expect([timeouts, clock.sleeps]).toEqual([[300, 200], [100]]);
  });

  test('a single attempt may be given less than what is left', async () => {
    const clock = fakeClock();
    const { deliver, timeouts } = scripted(clock, [busy, delivered]);
    await withRetry(deliver, { ...clock, backoff, attemptTimeoutMs: 30 })('a', 1_000);
    expect(timeouts).toEqual([30, 30]);
  });

  test('without any time left one attempt is made all the same', async () => {
    const clock = fakeClock();
    const { deliver, timeouts } = scripted(clock, [busy]);
    await withRetry(deliver, { ...clock, backoff })('a', 0);
    expect(timeouts).toHaveLength(1);
  });

  test('a throw is a defect and is not retried', async () => {
    const clock = fakeClock();
    const deliver: Deliver<string> = () => Promise.reject(new TypeError('defect'));
    await expect(withRetry(deliver, { ...clock, backoff })('a', 1_000)).rejects.toThrow('defect');
  });
});
