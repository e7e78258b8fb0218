import { maxFutureMs, maxPastMs } from '../limits.ts';

const minuteMs = 60_000;

/**
 * A log counts as too old half an hour before Datadog would refuse it: it may wait in a buffer, and clocks differ.
 */
export const actAtAgeMs = maxPastMs - 30 * minuteMs;

/** The same for a date that is ahead. */
export const actAheadMs = maxFutureMs - 10 * minuteMs;

export const dayMs = 24 * 60 * minuteMs;

export type Age = 'in-window' | 'late' | 'ahead';

/** Where a time lies in Datadog's window at `nowMs`; with an unknown `nowMs` age is not judged. */
export function ageAt(timeMs: number, nowMs: number | undefined): Age {
  if (nowMs === undefined) return 'in-window';
  if (timeMs < nowMs - actAtAgeMs) return 'late';
  return timeMs > nowMs + actAheadMs ? 'ahead' : 'in-window';
}
