import { expect, test } from '@jest/globals';
import { formatBytes, formatCount, formatDuration, formatItems } from '../../../src/cli/output/numbers.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1,000'],
  [1_234_567, '1,234,567'],
])('count %d', (count, expected) => {
  expect(formatCount(count)).toBe(expected);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [1_540, '1.5 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [2_000_000_000, '2.0 GB'],
  [3e15, '3000.0 TB'],
])('%d bytes', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [59_940, '59.9 s'],
  [59_990, '1 min 0 s'],
  [119_800, '2 min 0 s'],
  [125_000, '2 min 5 s'],
])('%d ms', (ms, expected) => {
  expect(formatDuration(ms)).toBe(expected);
});

test.each([
  [0, '0 objects'],
  [1, '1 object'],
  [1_234, '1,234 objects'],
])('%d things are counted as one says it', (count, text) => {
  expect(formatItems(count, 'object')).toBe(text);
  expect(formatItems(count, 'try', 'tries')).toBe(text.replace('objects', 'tries').replace('object', 'try'));
});
