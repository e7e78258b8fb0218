import { describe, expect, test } from '@jest/globals';
import { joined, type TestLine } from './batches.ts';

const S = '2024-03-28 13:45:30 ';

describe('partial lines', () => {
  const P = (text: string | Uint8Array, key = 'a'): TestLine => ({ text, key, isPartial: true });
  test.each<[string, readonly TestLine[], readonly string[], readonly string[]]>([
    ['P P F', [P('a'), P('b'), { text: 'c' }], ['abc'], []],
    [
      'interleaved',
      [P('a', 'x'), P('1', 'y'), { text: 'b', key: 'x' }, { text: '2', key: 'y' }],
      ['ab', '12'],
      [],
    ],
    ['P without F', [{ text: 'x' }, P('a')], ['x', 'a'], []],
    ['JSON becomes JSON again', [P('{"a":'), { text: '1}' }], ['{"a":1}'], []],
    [
      'a cut in the middle of a character',
      [P(Uint8Array.of(0xe2, 0x82)), { text: Uint8Array.of(0xac) }],
      ['\xe2\x82\xac'],
      [],
    ],
    [
      'a dated line in parts takes what follows',
      [P(`${S}a`), { text: 'b' }, { text: 'c' }],
      [`${S}ab\nc`],
      [],
    ],
    ['empty parts', [P(''), { text: '' }], [''], []],
  ])('%s', (_, lines, logs) => {
    expect(joined(lines).texts).toEqual(logs);
  });

  test('parts are joined also where detection is off', () => {
    expect(
      joined([
        { ...P('a'), detects: false },
        { text: 'b', detects: false },
      ]).texts,
    ).toEqual(['ab']);
  });

  test.each<[string, readonly TestLine[], readonly string[]]>([
    ['a merged object is no end of it', [P('a'), P('b'), { text: '', isObject: true }], ['ab', '']],
    ['…nor its middle', [P('a'), { text: '', isObject: true }, { text: 'c' }], ['a', '', 'c']],
    ['…nor its beginning', [{ text: '', isObject: true }, { text: 'c' }], ['', 'c']],
  ])('%s', (_, lines, logs) => {
    expect(joined(lines).texts).toEqual(logs);
  });

  test('an object that is a text ends it', () => {
    expect(joined([P('a '), { text: '{"b":1}', isObject: true }]).texts).toEqual(['a {"b":1}']);
  });

  test('a part without its end is tagged', () => {
    expect(joined([P('a'), P('b')])).toMatchObject({ texts: ['ab'], tags: [['truncated:single_line']] });
    expect(joined([P('a')])).toMatchObject({ texts: ['a'], tags: [['truncated:single_line']] });
  });

  test('a line of more than 900 kB comes in two logs with markers', () => {
    const part = 'x'.repeat(300_000);
    const { texts, tags } = joined([P(part), P(part), P(part), { text: 'end' }, { text: 'next' }]);
    expect(texts).toEqual([`${part}${part}...TRUNCATED...`, `...TRUNCATED...${part}end`, 'next']);
    expect(tags).toEqual([['truncated:single_line'], ['truncated:single_line'], []]);
  });

  test('a single part of 900 kB stays whole', () => {
    const part = 'x'.repeat(900_000);
    expect(joined([P(part), { text: 'end' }]).texts).toEqual([
      `${part}...TRUNCATED...`,
      '...TRUNCATED...end',
    ]);
  });
});
