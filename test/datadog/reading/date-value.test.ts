import { Buffer } from 'node:buffer';
import { describe, expect, test } from '@jest/globals';
import { readDateValue } from '../../../src/datadog/reading/date-value.ts';

const nearMs = Date.parse('2026-11-28T10:01:15Z');
const tenOClock = Date.parse('2026-11-28T10:00:00Z');
const read = (json: string) => readDateValue(Buffer.from(json), 0, Buffer.byteLength(json), nearMs);
const datadogs = (timeMs: number, hasTimeOfDay = true) => ({
  kind: 'date',
  timeMs,
  converted: false,
  hasTimeOfDay,
});
const converted = (timeMs: number, hasTimeOfDay = true) => ({
  kind: 'date',
  timeMs,
  converted: true,
  hasTimeOfDay,
});
/** Without a zone: read as UTC. */
const zoneless = <T extends object>(date: T) => ({ ...date, lacksZone: true });

describe('dates that Datadog reads itself', () => {
  test.each([
    ['"2026-11-28T10:00:00Z"', datadogs(tenOClock)],
    ['"2026-11-28T10:00:00.123456789Z"', datadogs(tenOClock + 123)],
    ['"2026-11-28T12:00:00.5+02:00"', datadogs(tenOClock + 500)],
    ['"2026-11-28"', datadogs(Date.parse('2026-11-28'), false)],
    ['"9999-12-31T23:59:59Z"', datadogs(Date.parse('9999-12-31T23:59:59Z'))],
    ['1795860000123', datadogs(1_795_860_000_123)],
    ['"Nov 28 10:00:00"', zoneless(datadogs(tenOClock))],
    ['"Nov  8 04:05:06"', zoneless(datadogs(Date.parse('2026-11-08T04:05:06Z')))],
    ['"Dec 31 23:59:59"', zoneless(datadogs(Date.parse('2026-12-31T23:59:59Z')))],
  ])('%s', (json, value) => expect(read(json)).toEqual(value));
});

describe('dates that have to be converted', () => {
  test.each([
    ['1795860000', converted(tenOClock)],
    ['1795860000.1235', converted(tenOClock + 123)],
    ['1795860000.5', converted(tenOClock + 500)],
    ['1.795860000123e12', converted(tenOClock + 123)],
    ['1795860000123.75', converted(tenOClock + 123)],
    ['1795860000123456', converted(tenOClock + 123)],
    // Beyond 2^53: the last digits would be lost in a JavaScript number, and a rounded one would be a millisecond later.
    ['1795860000123999999', converted(tenOClock + 123)],
    ['"1795860000123"', converted(tenOClock + 123)],
    ['"1795860000.123"', converted(tenOClock + 123)],
    ['"2026-11-28T10:00:00+0000"', converted(tenOClock)],
    ['"2026-11-28T12:00:00+02"', converted(tenOClock)],
    ['"2026-11-28T10:00:00"', zoneless(converted(tenOClock))],
    ['"2026-11-28T10:00"', zoneless(converted(tenOClock))],
    ['"2026-11-28 10:00:00.123"', zoneless(converted(tenOClock + 123))],
    ['"2026-11-28 10:00:00,123"', zoneless(converted(tenOClock + 123))],
    ['"2026-11-28 10:00:00.123456 +0000 UTC"', converted(tenOClock + 123)],
    ['"2026-11-28 10:00:00 UTC"', converted(tenOClock)],
    ['"2026-11-28T10:00:00Z[UTC]"', converted(tenOClock)],
    ['"2026-11-28T10:00:00.123456789012Z"', converted(tenOClock + 123)],
    ['"2026/11/28 10:00:00"', zoneless(converted(tenOClock))],
    [String.raw`"2026\/11\/28 10:00:00"`, zoneless(converted(tenOClock))],
    ['"20261128T100000Z"', converted(tenOClock)],
    ['"20261128100000"', zoneless(converted(tenOClock))],
    ['"Sat, 28 Nov 2026 10:00:00 GMT"', converted(tenOClock)],
    ['"28/Nov/2026:10:00:00 +0000"', converted(tenOClock)],
    ['"20261128"', converted(Date.parse('2026-11-28'), false)],
    ['0', converted(0)],
  ])('%s', (json, value) => expect(read(json)).toEqual(value));
});

describe('no dates', () => {
  test.each([
    ['null', 'null'],
    ...[
      '""',
      '" "',
      'true',
      'false',
      '{}',
      '{"$date":"2026-11-28T10:00:00Z"}',
      '[1795860000123]',
      '1e400',
      '1e21',
      '-1795860000123',
      '123456789012345678901',
      '"10:00:00"',
      '"2026-02-30T10:00:00Z"',
      '"2026-02-30"',
      '"2026-13-01 10:00:00"',
      '"2026-11-28T24:00:00Z"',
      '"2026-11-28T10:60:00Z"',
      '"Feb 30 10:00:00"',
      '"2026-11-28 10:00:00 CET"',
      '"yesterday"',
      `"${'1'.repeat(200)}"`,
      String.raw`"\u0000"`,
    ].map((json) => [json, 'unreadable'] as const),
  ])('%s', (json, kind) => expect(read(json)).toEqual({ kind }));
});

test.each([
  [String.raw`\"2026-11-28T10:00:00Z\"`, datadogs(tenOClock)],
  [String.raw`\"2026-11-28 10:00:00\"`, zoneless(converted(tenOClock))],
  [String.raw`\"2026\\/11\\/28 10:00:00\"`, zoneless(converted(tenOClock))],
])('inside a JSON message: %s', (json, value) => expect(read(json)).toEqual(value));

test('the year of an RFC 3164 date is unknown where nothing tells it', () => {
  const text = Buffer.from('"Nov 28 10:00:00"');
  expect(readDateValue(text, 0, text.length)).toEqual(zoneless(datadogs(NaN)));
});
