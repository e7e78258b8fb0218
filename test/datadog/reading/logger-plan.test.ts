import { describe, expect, test } from '@jest/globals';
import { planDates } from '../../../src/datadog/reading/date-plan.ts';
import { inputOf, valueOf } from './logs.ts';

const arrivalMs = Date.parse('2026-11-28T10:01:15Z');
const tenOClock = Date.parse('2026-11-28T10:00:00Z');
const criTimeMs = tenOClock + 123;
const cri = { criTimeMs, arrivalMs };

describe('times of loggers', () => {
  test.each([
    ['pino’s', tenOClock, tenOClock],
    ['zap’s', 1_795_860_000.5, tenOClock + 500],
    ['Fluent Bit’s, without a colon in the zone', '2026-11-28T10:00:00+0000', tenOClock],
    ['an event of 2018', '2018-04-05T17:31:00Z', arrivalMs],
    ['a reminder in an hour', '2026-11-28T11:00:00Z', arrivalMs],
    ['a duration', 12, arrivalMs],
    ['a day', '2026-11-28', arrivalMs],
    ['no date', 'noon', arrivalMs],
  ])('%s', (_name, time, timestampMs) => {
    const input = inputOf({ outer: {} }, { arrivalMs, loggerTimes: [valueOf(time)] });
    expect(planDates(input)).toMatchObject({ renames: [], timestampMs, originalTimestampMs: undefined });
  });

  test('the first that is plausible counts, and the CRI time before all', () => {
    const loggerTimes = [valueOf('2018-04-05T17:31:00Z'), valueOf(tenOClock), valueOf(tenOClock + 1)];
    expect(planDates(inputOf({ outer: {} }, { arrivalMs, loggerTimes })).timestampMs).toBe(tenOClock);
    expect(planDates(inputOf({ outer: {} }, { ...cri, loggerTimes })).timestampMs).toBe(criTimeMs);
  });
});

describe('a date without a zone that is local time', () => {
  test.each<[string, string, Parameters<typeof inputOf>[1], number]>([
    ['after the arrival', '2026-11-28 11:00:00', { arrivalMs }, arrivalMs],
    ['…in a form that Datadog reads', 'Nov 28 11:00:00', { arrivalMs }, arrivalMs],
    ['…by no time zone from the CRI time', '2026-11-28 11:07:50', cri, criTimeMs],
    [
      'hours from a logger’s time',
      '2026-11-28 05:00:01',
      { loggerTimes: ['soon', tenOClock].map(valueOf), arrivalMs },
      tenOClock,
    ],
  ])('%s', (_name, timestamp, known, timestampMs) => {
    expect(planDates(inputOf({ outer: { timestamp } }, known))).toMatchObject({
      timestampMs,
      renames: [{ to: 'original_timestamp' }],
    });
  });

  test.each([
    ['a minute after the arrival, since clocks differ', '2026-11-28 10:02:15', arrivalMs + 60_000],
    ['before it, and nothing else tells', '2026-11-28 05:00:00', tenOClock - 5 * 60 * 60 * 1_000],
  ])('is none %s', (_name, timestamp, timestampMs) => {
    expect(planDates(inputOf({ outer: { timestamp } }, { arrivalMs })).timestampMs).toBe(timestampMs);
  });
});
