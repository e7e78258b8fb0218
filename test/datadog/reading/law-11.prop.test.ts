import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dateOrders } from '../../../src/datadog/reading/date-attributes.ts';
import { datesStay, planDates } from '../../../src/datadog/reading/date-plan.ts';
import { readLog, type DatadogLog } from '../../../src/datadog/reading/read-log.ts';
import { findAttribute } from '../../../src/datadog/reserved.ts';
import { runs } from '../../support/property.ts';
import { applied, asSent, inputOf, orders, valueOf, type Attributes, type PlainLog } from './logs.ts';

const arrivalMs = Date.parse('2026-11-28T10:01:15Z');
const hours = 60 * 60 * 1_000;

/** Around the arrival, around the ends of the window, and anywhere. */
const time = fc.oneof(
  fc.integer({ min: arrivalMs - 20 * hours, max: arrivalMs + 3 * hours }),
  fc.integer({ min: arrivalMs - 10 * 24 * hours, max: arrivalMs + 24 * hours }),
  fc.integer({ min: 0, max: 253_402_300_799_999 }),
);

const text = (ms: number): string => new Date(ms).toISOString();
const forms: readonly ((ms: number) => unknown)[] = [
  (ms) => ms,
  (ms) => String(ms),
  (ms) => ms / 1_000,
  (ms) => Math.floor(ms / 1_000),
  (ms) => ms * 1_000,
  (ms) => text(ms),
  (ms) => text(ms).replace('Z', '+0000'),
  (ms) => text(ms).replace('Z', '').replace('T', ' '),
  (ms) => text(ms).slice(0, 10),
  (ms) => text(ms).slice(11, 19),
];
const junk = fc.constantFrom<unknown>(null, '', true, {}, [], -1, 0, 'soon', '2026-02-30T10:00:00Z', 1e300);
const value = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(time, fc.constantFrom(...forms)).map(([ms, form]) => form(ms)) },
  { weight: 1, arbitrary: junk },
);
const key = fc.constantFrom(...dateOrders.preprocessing, '__proto__', 'constructor', 'original_timestamp');
const attributes = fc
  .tuple(fc.dictionary(key, value, { maxKeys: 4 }), fc.option(value, { nil: undefined }))
  .map(([flat, inSyslog]) => withSyslog(flat, inSyslog));
const log: fc.Arbitrary<PlainLog> = fc.record({
  outer: attributes,
  inner: fc.option(attributes, { nil: undefined }),
});
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

function withSyslog(flat: Attributes, timestamp: unknown): Attributes {
  return timestamp === undefined ? flat : { ...flat, syslog: { timestamp } };
}

/** Well within the window, and with a time of day. */
function isUsable({ date, attributes: read }: DatadogLog): boolean {
  if (date.kind !== 'date' || date.ms < arrivalMs - 17.5 * hours || date.ms > arrivalMs + (11 / 6) * hours)
    return false;
  return String(findAttribute(read, [date.attribute])?.value).length > '2026-11-28'.length;
}
