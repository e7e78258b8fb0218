import { describe, expect, test } from '@jest/globals';
import { planDates, type DatePlan } from '../../../src/datadog/reading/date-plan.ts';
import { inputOf, type PlainLog } from './logs.ts';

const arrivalMs = Date.parse('2026-11-28T10:01:15Z');
const tenOClock = Date.parse('2026-11-28T10:00:00Z');
const criTimeMs = tenOClock + 123;
const hours = 60 * 60 * 1_000;
const twoDaysAgo = criTimeMs - 48 * hours;

type Known = Parameters<typeof inputOf>[1];
type Row = [name: string, log: PlainLog, known: Known, plan: Partial<DatePlan>];

const rename = (attribute: string, place: 'outer' | 'inner', to: string, inSyslog = false) => ({
  attribute,
  place,
  inSyslog,
  to,
});
const cri = { criTimeMs, arrivalMs };
const unset = { criTimeMs: 1_795_797_075, arrivalMs };

describe('the log’s time', () => {
  test.each<Row>([
    ['nothing but the CRI time', { outer: {} }, cri, { timestampMs: criTimeMs }],
    ['a clock not yet set', { outer: {} }, unset, { timestampMs: arrivalMs }],
    ['nothing but the arrival', { outer: {} }, { arrivalMs }, { timestampMs: arrivalMs }],
    ['nothing at all', { outer: {} }, {}, {}],
    ['a usable date stays', { outer: { timestamp: tenOClock } }, cri, {}],
    ['also inside a JSON message', { outer: {}, inner: { timestamp: '2026-11-28T10:00:00Z' } }, cri, {}],
    ['a date that both orders find', { outer: {}, inner: { date: tenOClock } }, cri, {}],
    [
      'a date that only one order knows',
      { outer: {}, inner: { '@timestamp': '2026-11-28T10:00:00Z' } },
      cri,
      { timestampMs: tenOClock },
    ],
    [
      'a business date behind it, which would win under the other order',
      { outer: {}, inner: { '@timestamp': '2026-11-28T10:00:00Z', date: '2020-01-31' } },
      cri,
      { timestampMs: tenOClock },
    ],
    [
      'seconds, agreeing with the CRI time',
      { outer: {}, inner: { timestamp: 1_795_860_000.123 } },
      cri,
      { timestampMs: criTimeMs, renames: [rename('timestamp', 'inner', 'original_timestamp')] as never },
    ],
    ['a null is no date', { outer: {}, inner: { eventTime: null } }, cri, { timestampMs: criTimeMs }],
    ['a null timestamp', { outer: { timestamp: null } }, cri, { timestampMs: criTimeMs }],
    [
      'a business date does not win over timestamp, and stays',
      { outer: {}, inner: { date: '2020-01-31' } },
      cri,
      { timestampMs: criTimeMs },
    ],
    [
      'a date of today without a time of day is not the log’s time',
      { outer: { date: '2026-11-28' } },
      cri,
      { timestampMs: criTimeMs },
    ],
    [
      'an unusable @timestamp would win',
      { outer: { '@timestamp': 1_795_860_000 } },
      cri,
      { timestampMs: tenOClock, renames: [rename('@timestamp', 'outer', 'original_@timestamp')] as never },
    ],
    [
      'an unusable @timestamp before a good timestamp: nothing is added',
      { outer: { '@timestamp': true, timestamp: tenOClock } },
      cri,
      { renames: [rename('@timestamp', 'outer', 'original_@timestamp')] as never },
    ],
    [
      'a bad date inside hides a good one outside',
      { outer: { timestamp: tenOClock }, inner: { timestamp: 'soon' } },
      cri,
      { renames: [rename('timestamp', 'inner', 'original_timestamp')] as never },
    ],
    [
      'a bad date outside is hidden by a good one inside, and stays',
      { outer: { timestamp: 'soon' }, inner: { timestamp: tenOClock } },
      cri,
      {},
    ],
    [
      'several dates: the usable one before the convertible one',
      { outer: {}, inner: { timestamp: 1_795_850_000, eventTime: '2026-11-28T09:59:59Z' } },
      cri,
      {
        renames: [rename('timestamp', 'inner', 'original_timestamp')] as never,
      },
    ],
    [
      'an app’s original_timestamp is not overwritten',
      { outer: { original_timestamp: 'mine', timestamp: 1_795_860_000 } },
      cri,
      { timestampMs: tenOClock, renames: [rename('timestamp', 'outer', 'original_timestamp_2')] as never },
    ],
    [
      'far ahead',
      { outer: { timestamp: '9999-12-31T23:59:59Z' } },
      cri,
      { timestampMs: criTimeMs, renames: [rename('timestamp', 'outer', 'original_timestamp')] as never },
    ],
    ['two minutes ahead stays', { outer: { timestamp: arrivalMs + 120_000 } }, cri, {}],
    [
      'an old date of a line that is new',
      { outer: { timestamp: '2026-11-26T10:00:00Z' } },
      cri,
      { timestampMs: criTimeMs, renames: [rename('timestamp', 'outer', 'original_timestamp')] as never },
    ],
    [
      'a CRI time ahead of the arrival',
      { outer: {} },
      { criTimeMs: arrivalMs + 3 * hours, arrivalMs },
      { timestampMs: arrivalMs },
    ],
    [
      'syslog.timestamp, which one order lacks',
      { outer: { syslog: { timestamp: tenOClock } } },
      cri,
      { timestampMs: tenOClock },
    ],
  ])('%s', (_name, log, known, plan) => expect(planDates(inputOf(log, known))).toEqual(whole(plan)));
});

describe('a log that is too old for Datadog', () => {
  test.each<Row>([
    [
      'by its CRI time',
      { outer: {} },
      { criTimeMs: twoDaysAgo, arrivalMs },
      { originalTimestampMs: twoDaysAgo },
    ],
    [
      'by its own date, which becomes original_timestamp',
      { outer: {}, inner: { '@timestamp': '2026-11-26T10:00:00Z', date: '2020-01-31' } },
      { criTimeMs: twoDaysAgo, arrivalMs },
      {
        renames: [
          rename('@timestamp', 'inner', 'original_timestamp'),
          rename('date', 'inner', 'original_date'),
        ] as never,
      },
    ],
    [
      'by a converted date',
      { outer: { timestamp: twoDaysAgo / 1_000 } },
      { criTimeMs: twoDaysAgo, arrivalMs },
      {
        originalTimestampMs: twoDaysAgo,
        renames: [rename('timestamp', 'outer', 'original_timestamp_2')] as never,
      },
    ],
    [
      'where nothing else tells the time',
      { outer: { timestamp: '2026-11-26T10:00:00Z' } },
      { arrivalMs },
      { renames: [rename('timestamp', 'outer', 'original_timestamp')] as never },
    ],
    [
      'but not a date of long ago',
      { outer: { timestamp: '2020-01-31T12:00:00Z' } },
      { arrivalMs },
      { timestampMs: arrivalMs, renames: [rename('timestamp', 'outer', 'original_timestamp')] as never },
    ],
    [
      'an original_timestamp of the application’s own gives way',
      { outer: { original_timestamp: tenOClock } },
      { criTimeMs: twoDaysAgo, arrivalMs },
      {
        originalTimestampMs: twoDaysAgo,
        renames: [rename('original_timestamp', 'outer', 'original_timestamp_2')] as never,
      },
    ],
    [
      'inside syslog',
      { outer: { syslog: { timestamp: twoDaysAgo } } },
      { criTimeMs: twoDaysAgo, arrivalMs },
      {
        originalTimestampMs: twoDaysAgo,
        renames: [rename('syslog.timestamp', 'outer', 'original_timestamp', true)] as never,
      },
    ],
    ['judged by an earlier pass', { outer: { original_timestamp: twoDaysAgo } }, { arrivalMs }, {}],
    [
      'the date of a line that is late is the application’s word, where Datadog can use it',
      { outer: { timestamp: tenOClock } },
      { criTimeMs: twoDaysAgo, arrivalMs },
      {},
    ],
  ])('%s', (_name, log, known, plan) => expect(planDates(inputOf(log, known))).toEqual(whole(plan)));
});

describe('where no arrival is known, age is not judged', () => {
  test.each<Row>([
    ['an old CRI time', { outer: {} }, { criTimeMs: twoDaysAgo }, { timestampMs: twoDaysAgo }],
    ['an old date', { outer: { timestamp: '2020-01-31T12:00:00Z' } }, {}, {}],
    [
      'seconds',
      { outer: { timestamp: 1_795_860_000 } },
      {},
      { timestampMs: tenOClock, renames: [rename('timestamp', 'outer', 'original_timestamp')] as never },
    ],
    [
      'a date long before the line was written',
      { outer: { timestamp: '2020-01-31T12:00:00Z' } },
      { criTimeMs },
      { timestampMs: criTimeMs, renames: [rename('timestamp', 'outer', 'original_timestamp')] as never },
    ],
    ['RFC 3164', { outer: { timestamp: 'Nov 28 10:00:00' } }, {}, {}],
    [
      'what is no time goes',
      { outer: { date: '2020-01-31' } },
      {},
      { renames: [rename('date', 'outer', 'original_date')] as never },
    ],
  ])('%s', (_name, log, known, plan) => expect(planDates(inputOf(log, known))).toEqual(whole(plan)));
});

function whole(plan: Partial<DatePlan>): DatePlan {
  return { renames: [], timestampMs: undefined, originalTimestampMs: undefined, ...plan };
}
