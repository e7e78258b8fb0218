import { expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../../src/config/transform.ts';
import { Retries } from '../../../src/transform/process/retries.ts';
import { fixedKeys } from '../../../src/transform/line/attributes.ts';
import { LineReader } from '../../../src/transform/line/read-line.ts';
import { PodCache } from '../../../src/transform/pod/pod-cache.ts';

const reader = new LineReader(fixedKeys, new PodCache(parseTransformConfig({})));
const bytes = Buffer.from('{"log":"same"}');
const line = reader.readObject(bytes, 0, bytes.length)!;
const time = { ms: 1_000, ns: 5 };
type Given = Parameters<Retries['rowOf']>;

const first: Given = [0, line, 8, 12, time, 7];

test.each<[string, Given, number | undefined]>([
  ['the same line', [0, line, 8, 12, time, 9], 7],
  ['another source', [1, line, 8, 12, time, 9], undefined],
  ['a source that is not known', [-1, line, 8, 12, time, 9], undefined],
  ['another text', [0, line, 8, 11, time, 9], undefined],
  ['another millisecond', [0, line, 8, 12, { ms: 1_001, ns: 5 }, 9], undefined],
  ['another nanosecond', [0, line, 8, 12, { ms: 1_000, ns: 6 }, 9], undefined],
])('after a line, %s', (_, given, expected) => {
  const retries = new Retries();
  expect(retries.rowOf(...first)).toBeUndefined();
  expect(retries.rowOf(...given)).toBe(expected);
});

test.each<[string, Given]>([
  ['without a time', [0, line, 8, 12, { ms: undefined, ns: 0 }, 1]],
  ['of a source that is not known', [-1, line, 8, 12, time, 1]],
])('two lines %s may just say the same', (_, given) => {
  const retries = new Retries();
  expect([retries.rowOf(...given), retries.rowOf(...given)]).toEqual([undefined, undefined]);
});

test('a third is told from the first, and the next batch begins anew', () => {
  const retries = new Retries();
  const rows = [1, 2, 3].map((row) => retries.rowOf(0, line, 8, 12, time, row));
  retries.reset();
  expect([...rows, retries.rowOf(...first)]).toEqual([undefined, 1, 1, undefined]);
});
