import { expect, test } from '@jest/globals';
import { parseBytesPerSecond, parseDurationMs, parseInstantMs } from '../../src/config/replay-values.ts';

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['30min', 1_800_000],
  ['2h', 7_200_000],
  ['1.5d', 129_600_000],
  ['2 h', 7_200_000],
  ['0s', 0],
  ['2', undefined],
  ['h', undefined],
  ['-2h', undefined],
  ['2w', undefined],
  ['2hh', undefined],
  ['constructor', undefined],
  ['', undefined],
])('the duration %j', (text, expected) => {
  expect(parseDurationMs(text)).toBe(expected);
});

const nowMs = Date.UTC(2026, 10, 21, 12);

test.each([
  ['2h', nowMs - 7_200_000],
  ['2026-11-20', Date.UTC(2026, 10, 20)],
  ['2026-11-20T08:30', Date.UTC(2026, 10, 20, 8, 30)],
  ['2026-11-20T08:30:00Z', Date.UTC(2026, 10, 20, 8, 30)],
  ['2026-11-20T08:30:00.500+02:00', Date.UTC(2026, 10, 20, 6, 30) + 500],
  ['2026-13-20', undefined],
  ['20 November', undefined],
  ['1763625600000', undefined],
  ['yesterday', undefined],
])('the instant %j', (text, expected) => {
  expect(parseInstantMs(text, nowMs)).toBe(expected);
});

test.each([
  ['2MB/s', 2_000_000],
  ['500kB/s', 500_000],
  ['1MiB/s', 1_048_576],
  ['1.5 mb/s', 1_500_000],
  ['100B/s', 100],
  ['2MB', undefined],
  ['0MB/s', undefined],
  ['-1MB/s', undefined],
  ['MB/s', undefined],
  ['2toString/s', undefined],
])('the speed %j', (text, expected) => {
  expect(parseBytesPerSecond(text)).toBe(expected);
});
