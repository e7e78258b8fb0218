import { describe, expect, test } from '@jest/globals';
import { readCriPrefix, type CriPrefix } from '../../src/fluent-bit/cri.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function prefixOf(text: string): CriPrefix | undefined {
  const encoded = bytes(text);
  return readCriPrefix(encoded, 0, encoded.length);
}

/** [line, time, stream, partial, content] */
const prefixed: readonly [string, string, 'stdout' | 'stderr', boolean, string][] = [
  ['2026-01-02T03:04:05.000000001Z stdout F hello', '2026-01-02T03:04:05.000Z', 'stdout', false, 'hello'],
  ['2023-01-27T16:53:43.117267589Z stderr F dropped', '2023-01-27T16:53:43.117Z', 'stderr', false, 'dropped'],
  ['2023-01-27T16:53:43.117267589Z stdout P part', '2023-01-27T16:53:43.117Z', 'stdout', true, 'part'],
  ['2023-01-27T16:53:43Z stdout F no fraction', '2023-01-27T16:53:43.000Z', 'stdout', false, 'no fraction'],
  ['2023-01-27T18:53:43.5+02:00 stdout F east', '2023-01-27T16:53:43.500Z', 'stdout', false, 'east'],
  ['2023-01-27T09:23:43.999999999-07:30 stdout F west', '2023-01-27T16:53:43.999Z', 'stdout', false, 'west'],
  ['2023-01-27T16:53:43Z stdout F ', '2023-01-27T16:53:43.000Z', 'stdout', false, ''],
  ['2023-01-27T16:53:43Z stdout F', '2023-01-27T16:53:43.000Z', 'stdout', false, ''],
  ['2023-01-27T16:53:43Z stdout P', '2023-01-27T16:53:43.000Z', 'stdout', true, ''],
  ['2023-01-27T16:53:43Z stdout F  two blanks', '2023-01-27T16:53:43.000Z', 'stdout', false, ' two blanks'],
  ['2023-01-27T16:53:43Z stdout F:x tagged', '2023-01-27T16:53:43.000Z', 'stdout', false, 'tagged'],
  ['2023-01-27T16:53:43Z stdout P:x:y tagged', '2023-01-27T16:53:43.000Z', 'stdout', true, 'tagged'],
  ['2023-01-27T16:53:43Z stdout F:P', '2023-01-27T16:53:43.000Z', 'stdout', false, ''],
  ['2023-01-27T16:53:43Z stdout F ünï {"a":1}', '2023-01-27T16:53:43.000Z', 'stdout', false, 'ünï {"a":1}'],
  [
    String.raw`2023-01-27T16:53:43Z stdout F \"a\"`,
    '2023-01-27T16:53:43.000Z',
    'stdout',
    false,
    String.raw`\"a\"`,
  ],
];

const notPrefixed: readonly string[] = [
  '',
  ' ',
  'hello',
  'hello stdout F hello',
  '2023-01-27T16:53:43Z',
  '2023-01-27T16:53:43Z ',
  '2023-01-27T16:53:43Z stdout',
  '2023-01-27T16:53:43Z stdout ',
  '2023-01-27T16:53:43Z stdlog F x',
  '2023-01-27T16:53:43Z stdxyz F x',
  '2023-01-27T16:53:43Z stdouts F x',
  '2023-01-27T16:53:43Z stdout-F x',
  '2023-01-27T16:53:43Z STDOUT F x',
  '2023-01-27T16:53:43Z stdout X x',
  '2023-01-27T16:53:43Z stdout f x',
  '2023-01-27T16:53:43Z stdout FF x',
  '2023-01-27T16:53:43Z stdout Full x',
  '2023-01-27T16:53:43Z stdout X:F x',
  String.raw`2023-01-27T16:53:43Z stdout F\n`,
  String.raw`2023-01-27T16:53:43Z stdout F:\" x`,
  '2023-01-27T16:53:43Z stdout F:é x',
  '2023-01-27T16:53:43Z  stdout F x',
  ' 2023-01-27T16:53:43Z stdout F x',
  '2023-13-27T16:53:43Z stdout F x',
  '2023-02-30T16:53:43Z stdout F x',
  '2023-01-27T24:00:00Z stdout F x',
  '2023-01-27T16:53:43 stdout F x',
  '2023-01-27 16:53:43Z stdout F x',
  '2023-01-27T16:53:43.1234567890Z stdout F x',
];

describe('readCriPrefix', () => {
  test.each(prefixed)('%j', (line, time, stream, partial, content) => {
    const length = bytes(line).length - bytes(content).length;
    expect(prefixOf(line)).toEqual({ length, timeMs: Date.parse(time), stream, partial });
  });

  test.each(notPrefixed)('no prefix: %j', (line) => expect(prefixOf(line)).toBeUndefined());

  test('reads within start and end only', () => {
    const text = bytes('"2023-01-27T16:53:43Z stdout F hello"');
    expect(readCriPrefix(text, 1, text.length - 1)?.length).toBe(30);
    expect(readCriPrefix(text, 1, 30)).toMatchObject({ length: 29 });
    expect(readCriPrefix(text, 1, 28)).toBeUndefined();
    expect(readCriPrefix(text, 0, text.length)).toBeUndefined();
  });
});
