import { expect, test } from '@jest/globals';
import { parseRetryAfterMs } from '../../src/delivery/retry-after.ts';

const nowMs = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');

test.each([
  ['0', 0],
  ['120', 120_000],
  [' 7 ', 7_000],
  ['Wed, 21 Oct 2026 07:28:30 GMT', 30_000],
  ['Wed, 21 Oct 2026 07:27:00 GMT', 0],
  ['Wednesday, 21-Oct-26 07:28:10 GMT', 10_000],
])('%p', (header, expected) => {
  expect(parseRetryAfterMs(header, nowMs)).toBe(expected);
});

test.each([
  undefined,
  null,
  '',
  '-1',
  '1.5',
  'soon',
  'Wed',
  '9999999999',
  '2026-10-21T07:28:30Z',
  'in Wed, 21 Oct 2026 07:28:30 GMT',
])('%p says nothing', (header) => {
  expect(parseRetryAfterMs(header, nowMs)).toBeUndefined();
});
