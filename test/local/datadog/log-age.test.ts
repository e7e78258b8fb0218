import { expect, test } from '@jest/globals';
import { isOutsideAgeWindow } from '../../../src/local/datadog/log-age.ts';

const nowMs = Date.parse('2026-01-10T12:00:00Z');
const hoursAgo = (hours: number) => nowMs - hours * 3_600_000;

test.each([
  ['no date', {}, false],
  ['17 hours old', { timestamp: hoursAgo(17) }, false],
  ['19 hours old', { timestamp: hoursAgo(19) }, true],
  ['19 hours old, as text', { date: new Date(hoursAgo(19)).toISOString() }, true],
  ['19 hours old, digits as text', { _timestamp: String(hoursAgo(19)) }, true],
  ['an hour ahead', { timestamp: hoursAgo(-1) }, false],
  ['three hours ahead', { timestamp: hoursAgo(-3) }, true],
  ['an unreadable date', { timestamp: 'yesterday' }, false],
  ['the first name in the order counts', { timestamp: hoursAgo(19), '@timestamp': hoursAgo(1) }, false],
  [
    'a date inside a JSON message comes first',
    { timestamp: nowMs, message: JSON.stringify({ timestamp: hoursAgo(19) }) },
    true,
  ],
  ['a name that is no date', { original_timestamp: hoursAgo(19) }, false],
])('%s', (_name, log, expected) => {
  expect(isOutsideAgeWindow(Buffer.from(JSON.stringify(log)), nowMs)).toBe(expected);
});
