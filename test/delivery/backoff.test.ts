import { describe, expect, test } from '@jest/globals';
import { backoffMs } from '../../src/delivery/backoff.ts';

const options = { initialMs: 1_000, maxMs: 120_000, jitter: 0.15 };

describe('backoffMs', () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [7, 64_000],
    [8, 120_000],
    [2_000, 120_000],
  ])('attempt %i waits %i ms in the middle of its jitter', (attempt, expected) => {
    expect(backoffMs(attempt, options, () => 0.5)).toBeCloseTo(expected, 6);
  });

  test('jitter spreads from 85 % to 115 %', () => {
    expect(backoffMs(1, options, () => 0)).toBeCloseTo(850, 6);
    expect(backoffMs(1, options, () => 0.999_999)).toBeCloseTo(1_150, 2);
  });
});
