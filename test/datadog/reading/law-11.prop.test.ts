import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { datesStay, planDates } from '../../../src/datadog/reading/date-plan.ts';
import { readLog, type DatadogLog } from '../../../src/datadog/reading/read-log.ts';
import { findAttribute } from '../../../src/datadog/reserved.ts';
import { runs } from '../../support/property.ts';
import { applied, asSent, inputOf, orders, valueOf } from './logs.ts';
import { arrivalMs, datedLogs as log, dateValues as value, hours, times as time } from './dated-logs.ts';

const known = fc.record({
  criTimeMs: fc.option(time, { nil: undefined }),
  arrivalMs: fc.constant(arrivalMs),
  loggerTimes: fc.array(
    value.map((each) => valueOf(each)),
    { maxLength: 2 },
  ),
});

test('law 11: a date that Datadog can use, or original_timestamp and none that is refused', () => {
  fc.assert(
    fc.property(log, known, (before, rest) => {
      const after = asSent(applied(before, planDates(inputOf(before, rest))));
      for (const order of orders) {
        const read = readLog(after, arrivalMs, order)!;
        expect(['date', 'arrival']).toContain(read.date.kind);
        if (read.date.kind === 'arrival') expect(read.attributes).toHaveProperty('original_timestamp');
      }
    }),
    runs(),
  );
});

test('what Datadog reads right under both orders is not touched', () => {
  fc.assert(
    fc.property(log, known, (before, rest) => {
      const isRight = orders.every((order) => isUsable(readLog(asSent(before), arrivalMs, order)!));
      fc.pre(isRight);
      const { timestampMs, originalTimestampMs } = planDates(inputOf(before, rest));
      expect({ timestampMs, originalTimestampMs }).toEqual({});
    }),
    { ...runs(0.1), maxSkipsPerRun: 1_000 },
  );
});

test('a day without a time of day, or in no form that Datadog reads, is never the official date', () => {
  fc.assert(
    fc.property(log, known, (before, rest) => {
      const after = asSent(applied(before, planDates(inputOf(before, rest))));
      for (const order of orders) {
        const read = readLog(after, arrivalMs, order)!;
        if (read.date.kind === 'date') expect(isUsable(read)).toBe(true);
      }
    }),
    runs(),
  );
});

test('law 5: a second pass, whatever it is told of the CRI time, changes nothing', () => {
  fc.assert(
    fc.property(log, known, (before, rest) => {
      const after = applied(before, planDates(inputOf(before, rest)));
      // The prefix was cut.
      expect(planDates(inputOf(after, { ...rest, criTimeMs: undefined }))).toEqual(datesStay);
    }),
    runs(),
  );
});

test('law 3: no value is lost or changed', () => {
  fc.assert(
    fc.property(log, known, (before, rest) => {
      const plan = planDates(inputOf(before, rest));
      const after = applied(before, plan);
      const added = [plan.timestampMs, plan.originalTimestampMs].filter((ms) => ms !== undefined).length;
      const left = Object.entries(before.outer).filter(
        ([name, each]) => !(name.endsWith('timestamp') && each === null),
      );
      expect(Object.keys(after.outer).length).toBeGreaterThanOrEqual(left.length + added);
      expect(Object.values(after.inner ?? {})).toHaveLength(Object.keys(before.inner ?? {}).length);
    }),
    runs(),
  );
});

/** Well within the window, and with a time of day. */
function isUsable({ date, attributes: read }: DatadogLog): boolean {
  if (date.kind !== 'date' || date.ms < arrivalMs - 17.5 * hours || date.ms > arrivalMs + (11 / 6) * hours)
    return false;
  return String(findAttribute(read, [date.attribute])?.value).length > '2026-11-28'.length;
}
