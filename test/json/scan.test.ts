import { describe, expect, test } from '@jest/globals';
import { findMembers, findNestedMembers } from '../../src/json/object.ts';
import { malformed, skipValue } from '../../src/json/scan.ts';
import { hexValue } from '../../src/json/string-scan.ts';

function end(text: string): number {
  const bytes = Buffer.from(text, 'latin1');
  return skipValue(bytes, 0, bytes.length);
}

const sound: [string, number][] = [
  ['1', 1],
  ['"a" rest', 3],
  ['"\\u00e9\\"" rest', 10],
  ['12.5e-3,', 7],
  ['1E+2', 4],
  ['-0]', 2],
  ['true}', 4],
  ['false', 5],
  ['null', 4],
  ['{"a":[1,{"b":2}]} ', 17],
  ['[ ]x', 3],
  ['{ }', 3],
  ['"\xed\xa0\x80"', 5],
];
const unsound = [
  '',
  '"',
  '"\\x"',
  '"\\u12g4"',
  '"\n"',
  '01',
  '-',
  '-a',
  '1.',
  '1e',
  '1e+',
  'tru',
  'truu',
  'nul',
  '{',
  '{"a"}',
  '{"a" 1}',
  '{"a",1}',
  '{"a":}',
  '{"a":1,}',
  '{,}',
  '[1,]',
  '[1 2]',
  '{"a":1]',
  '[1}',
  "{'a':1}",
  'NaN',
  '\ufeff{}',
];

describe('where a value ends', () => {
  test.each(sound)('%j', (text, expected) => {
    expect(end(text)).toBe(expected);
    expect(end(text)).not.toBe(malformed);
  });

  test.each(unsound)('%j is no value', (text) => {
    expect(end(text)).toBe(malformed);
  });

  test.each([...sound.map(([text]) => text), ...unsound])('%j, wherever it is cut', (text) => {
    const bytes = Buffer.from(text, 'latin1');
    for (let cut = 0; cut <= bytes.length; cut++) {
      const alone = skipValue(Buffer.from(bytes.subarray(0, cut)), 0, cut);
      for (const behind of [bytes.subarray(cut), ...['"', '0', '.1', 'e1', '}', ']', ' '].map(Buffer.from)])
        expect(skipValue(Buffer.concat([bytes.subarray(0, cut), behind]), 0, cut)).toBe(alone);
    }
  });
});

test('the value of every byte as a hexadecimal digit', () => {
  for (let byte = 0; byte < 256; byte++) {
    const digit = String.fromCharCode(byte);
    expect([digit, hexValue(byte)]).toEqual([digit, /[\da-f]/iu.test(digit) ? Number(`0x${digit}`) : -1]);
  }
});

describe('white space between the tokens of an object inside a string', () => {
  const members = (space: string): number | undefined => {
    const bytes = Buffer.from(`"${['', '{', '\\"a\\"', ':', '1', '}', '"'].join(space)}`);
    return findNestedMembers(bytes, 1, bytes.length)?.members.length;
  };

  test.each([' ', '\\n', '\\r\\t '])('%j is white space', (space) => {
    expect(members(space)).toBe(1);
  });

  test.each(['\n', '\t', '\r', '\0', '\\f', '\\'])('%j is none', (space) => {
    expect(members(space)).toBeUndefined();
  });
});

describe('depth costs a byte a level and no stack', () => {
  const deep = (depth: number): string => `${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`;

  test.each([100_000, 1_000_000])('%i levels', (depth) => {
    const bytes = Buffer.from(deep(depth));
    expect(findMembers(bytes, 0, bytes.length)?.members).toEqual([
      { keyStart: 1, keyEnd: 4, valueStart: 5, valueEnd: bytes.length - 1 },
    ]);
    expect(findMembers(bytes, 0, bytes.length - 1)).toBeUndefined();
  });

  test('100,000 levels inside a string', () => {
    const bytes = Buffer.from(JSON.stringify(deep(100_000)));
    expect(findNestedMembers(bytes, 1, bytes.length)?.members).toHaveLength(1);
  });

  test('no byte is read more often the deeper it lies', () => {
    const reads = (depth: number): number => {
      let count = 0;
      const bytes = new Proxy(Buffer.from(deep(depth)), {
        get(target, key) {
          if (typeof key === 'string' && /^\d+$/u.test(key)) count += 1;
          const value: unknown = Reflect.get(target, key, target);
          return value;
        },
      });
      skipValue(bytes, 0, bytes.length);
      return count / bytes.length;
    };
    expect(reads(4_000)).toBeLessThanOrEqual(reads(400) * 1.01);
  });
});
