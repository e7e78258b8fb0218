import { isUtf8 } from 'node:buffer';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteWriter } from '../../../src/codec/byte-writer.ts';
import { nanosecondsAt } from '../../../src/processing/join/nanoseconds.ts';
import type { JoinedLog } from '../../../src/processing/join/joined-log.ts';
import { writeJoined } from '../../../src/processing/join/write-joined.ts';
import { runs } from '../../support/property.ts';

const newline = Buffer.from('\\n');

function written(
  contents: readonly string[],
  isSeparated: (index: number) => boolean,
  more: Partial<JoinedLog> = {},
): string {
  const log: JoinedLog = {
    parts: contents.map((_, line) => ({ line, isSeparated: line > 0 && isSeparated(line) })),
    joiner: 'date',
    startMarker: false,
    endMarker: false,
    tags: [],
    ...more,
  };
  const writer = new ByteWriter();
  const contentOf = (line: number): { bytes: Buffer; start: number; end: number } => {
    const bytes = Buffer.from(`«${contents[line]!}»`);
    return { bytes, start: 2, end: bytes.length - 2 };
  };
  writeJoined(log, contentOf, newline, writer);
  return writer.toBuffer().toString();
}

const lines = (): boolean => true;
const parts = (): boolean => false;

describe('the text of a joined log', () => {
  test.each<[string, readonly string[], (index: number) => boolean, string]>([
    ['lines', ['a', 'b\\"', 'c'], lines, 'a\\nb\\"\\nc'],
    ['parts', ['a', 'b', 'c'], parts, 'abc'],
    ['an empty line between', ['a', '', 'c'], lines, 'a\\n\\nc'],
    ['empty lines at the end', ['a', '', ''], lines, 'a'],
    ['nothing', ['', ''], lines, ''],
  ])('%s', (_, contents, isSeparated, expected) => {
    expect(written(contents, isSeparated)).toBe(expected);
  });

  test('markers', () => {
    expect(written(['a', 'b'], lines, { startMarker: true, endMarker: true })).toBe(
      '...TRUNCATED...a\\nb...TRUNCATED...',
    );
  });
});

describe('a character that the runtime cut', () => {
  test.each([
    ['escaped, as Fluent Bit 5 writes it', ['a\\ue0e2\\ue082', '\\ue0acb'], 'a€b'],
    ['in capital letters', ['a\\uE0E2', '\\uE082\\uE0ACb'], 'a€b'],
    ['not escaped', ['a\ue0e2', '\ue082\ue0acb'], 'a€b'],
    ['of four bytes', ['\\ue0f0\\ue09f', '\\ue098\\ue080'], '😀'],
    ['of four bytes, cut behind the third', ['\\ue0f0\\ue09f\\ue098', '\\ue080'], '😀'],
    ['of two bytes', ['\\ue0c3', '\\ue0a4'], 'ä'],
    ['without its rest', ['a\\ue0e2', 'b'], 'a\\ue0e2b'],
    ['with a rest that does not fit', ['a\\ue0c3', '\\ue0c3b'], 'a\\ue0c3\\ue0c3b'],
    ['a rest without a beginning', ['a', '\\ue0acb'], 'a\\ue0acb'],
    ['text that only looks like it', ['a\\\\ue0c3', '\\ue0a4'], 'a\\\\ue0c3\\ue0a4'],
    ['behind an escaped backslash', ['a\\\\\\ue0c3', '\\ue0a4'], 'a\\\\ä'],
  ])('%s', (_, contents, expected) => {
    expect(written(contents, parts)).toBe(expected);
  });

  test('is no seam between lines', () => {
    expect(written(['\\ue0c3', '\\ue0a4'], lines)).toBe('\\ue0c3\\n\\ue0a4');
  });

  test('wherever a text is cut, however often, it comes out whole', () => {
    const marked = (bytes: Buffer): string => {
      const text = bytes.toString('latin1');
      return JSON.stringify(text).slice(1, -1);
    };
    const part = (bytes: Buffer): string => {
      let result = '';
      for (let at = 0; at < bytes.length;) {
        const length = wholeAt(bytes, at);
        result +=
          length === 0
            ? `\\ue0${bytes[at]!.toString(16)}`
            : JSON.stringify(bytes.toString('utf8', at, at + length)).slice(1, -1);
        at += Math.max(1, length);
      }
      return result;
    };
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, seed) => {
        const bytes = Buffer.from(text);
        const at = bytes.length === 0 ? 0 : seed % bytes.length;
        const joined = written([part(bytes.subarray(0, at)), part(bytes.subarray(at))], parts);
        expect(marked(Buffer.from(JSON.parse(`"${joined}"`) as string))).toBe(marked(bytes));
      }),
      runs(),
    );
  });
});

test.each([
  ['2026-01-02T03:04:05.123456789Z', 456_789],
  ['2026-01-02T03:04:05.1234Z', 400_000],
  ['2026-01-02T03:04:05.000000001+02:00', 1],
  ['2026-01-02T03:04:05.12Z', 0],
  ['2026-01-02T03:04:05Z', 0],
  ['2026', 0],
])('nanoseconds of %s: %d', (time, expected) => {
  const bytes = Buffer.from(time);
  expect(nanosecondsAt(bytes, 0, bytes.length)).toBe(expected);
});

/** Bytes of the whole character at `at`, or 0. */
function wholeAt(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}
