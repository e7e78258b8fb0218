import { expect, test } from '@jest/globals';
import { byteCaptures, measureBytes } from '../../../bench/bytes.ts';
import { bytesTable } from '../../../scripts/docs/cost.ts';

const { received, sent } = measureBytes();

test('what comes in is the records themselves', () => {
  // By hand: zcat test/captures/labels-annotations-off.jsonl.gz, the lengths of `data` up to 4,096 bytes.
  expect(received['labels-annotations-off']).toBe(640);
});

test('every setting makes logs smaller than the defaults, in every capture', () => {
  const [defaults, ...others] = sent;
  expect(others.length).toBeGreaterThan(4);
  for (const { bytes } of others)
    for (const name of byteCaptures) expect(bytes[name]).toBeLessThan(defaults!.bytes[name]);
});

test('the document has a row for each, with what it costs', () => {
  const rows = bytesTable()
    .split('\n')
    .filter((line) => line.startsWith('| '));
  expect(rows).toHaveLength(sent.length + 2);
  for (const row of rows.slice(2)) expect(row).toMatch(/ \d\.\d\d TB, \$\d+(?:\.\d\d)? \|$/u);
});
