import { describe, expect, test } from '@jest/globals';
import type { StartRule } from '../../../src/processing/join/joinable-line.ts';
import { joined, type TestLine } from './batches.ts';

const at = (seconds: number, ns = 0): bigint => 1_700_000_000_000_000_000n + BigInt(seconds * 1e9 + ns);

function startsWith(text: string): StartRule {
  const pattern = Buffer.from(text);
  return {
    name: 'start',
    isStart: (bytes, start, end) =>
      pattern.equals(bytes.subarray(start, Math.min(end, start + pattern.length))),
  };
}

const dated = (text: string): TestLine => ({ text: `2024-03-28 13:45:30 ${text}` });
const S = '2024-03-28 13:45:30 ';

/** The Agent's limits are tested with content of a few bytes, so the markers of the classes have to be as short. */
const start = startsWith('1234');

describe('dated lines', () => {
  test.each<[string, readonly TestLine[], readonly string[]]>([
    [
      'S1 A2 A3 S4 N5',
      [dated('1'), { text: '2' }, { text: '3' }, dated('4'), { text: '{"n":5}' }],
      [`${S}1\n2\n3`, `${S}4`, '{"n":5}'],
    ],
    ['A1 A2 A3', [{ text: '1' }, { text: '2' }, { text: '3' }], ['1', '2', '3']],
    [
      'a trace with a blank line',
      [dated('ERROR boom'), { text: '    at Foo' }, { text: '' }, { text: '    at Bar' }, dated('INFO next')],
      [`${S}ERROR boom\n    at Foo\n\n    at Bar`, `${S}INFO next`],
    ],
    [
      'a frame with a date does not begin a log',
      [dated('boom'), { text: '   at a.B(C.java:10) 2024-01-02T10:00:00' }, { text: '   at a.D(E.java:11)' }],
      [`${S}boom\n   at a.B(C.java:10) 2024-01-02T10:00:00\n   at a.D(E.java:11)`],
    ],
    [
      'a merged object ends a log and stands alone',
      [dated('1'), { text: '', isObject: true }, { text: '2' }],
      [`${S}1`, '', '2'],
    ],
    [
      'containers and streams are apart',
      [
        { ...dated('1'), key: 'pod/x stdout' },
        { text: '2', key: 'pod/x stderr' },
        { text: '3', key: 'other/x stdout' },
        { text: '4', key: 'pod/x stdout' },
      ],
      [`${S}1\n4`, '2', '3'],
    ],
    [
      'without a key nothing is joined',
      [
        { ...dated('1'), key: undefined },
        { text: '2', key: undefined },
      ],
      [`${S}1`, '2'],
    ],
    [
      'switched off',
      [
        { ...dated('1'), detects: false },
        { text: '2', detects: false },
      ],
      [`${S}1`, '2'],
    ],
    [
      'a silence of more than a second ends the log',
      [
        { ...dated('1'), time: at(0) },
        { text: '2', time: at(1) },
        { text: '3', time: at(2, 1_000_000) },
      ],
      [`${S}1\n2`, '3'],
    ],
    [
      'by time, where every line has one',
      [
        { text: '3', time: at(0, 3) },
        { ...dated('1'), time: at(0, 1) },
        { text: '2', time: at(0, 2) },
      ],
      [`${S}1\n2\n3`],
    ],
    [
      'in the order of arrival, where one has no time',
      [{ ...dated('1'), time: at(0, 2) }, { text: '2', time: at(0, 1) }, { text: '3' }],
      [`${S}1\n2\n3`],
    ],
    [
      'equal times keep the order of arrival',
      [
        { ...dated('0'), time: at(0, 9) },
        { ...dated('1'), time: at(0, 1) },
        { text: '2', time: at(0, 1) },
        { text: '3', time: at(0, 1) },
      ],
      [`${S}0`, `${S}1\n2\n3`],
    ],
  ])('%s', (_, lines, logs) => {
    expect(joined(lines).texts).toEqual(logs);
  });

  test('joined logs and what a batch goes on with are tagged', () => {
    const { tags } = joined([{ text: 'tail' }, { text: 'of a log' }, dated('1'), { text: '2' }, dated('3')]);
    expect(tags).toEqual([
      ['multiline:auto_multiline', 'multiline:continued'],
      ['multiline:auto_multiline'],
      [],
    ]);
  });

  test('frames without their exception are one log that goes on another', () => {
    const { texts, tags } = joined([
      { text: '\tat a.B(C.java:1)' },
      { text: '\tat a.D(E.java:2)' },
      { text: 'ready' },
    ]);
    expect(texts).toEqual(['\tat a.B(C.java:1)\n\tat a.D(E.java:2)', 'ready']);
    expect(tags).toEqual([['multiline:auto_multiline', 'multiline:continued'], []]);
  });
});

describe('limits', () => {
  const limit = { maxBytes: S.length + 10 };
  test.each<[string, readonly TestLine[], readonly string[]]>([
    [
      'the Agent’s first vector',
      [dated('1234567890'), { text: 'x'.repeat(S.length + 11) }, { text: '12345' }],
      [
        `${S}1234567890...TRUNCATED...`,
        `...TRUNCATED...${'x'.repeat(S.length + 11)}...TRUNCATED...`,
        '...TRUNCATED...12345',
      ],
    ],
    [
      'the Agent’s second vector',
      [dated('1234'), { text: '56' }, { text: '9012' }, { text: '{"a":0}' }],
      [`${S}1234\n56...TRUNCATED...`, '...TRUNCATED...9012', '{"a":0}'],
    ],
  ])('%s', (_, lines, logs) => {
    const { texts, tags } = joined(lines, limit);
    expect(texts).toEqual(logs);
    expect(tags[0]).toContain('truncated:auto_multiline');
  });

  test('a rule’s event goes on behind the marker', () => {
    const lines = ['1234a', 'b', 'cccc', 'd'].map((text) => ({ text, rule: start }));
    const { texts, tags } = joined(lines, { maxBytes: 10 });
    expect(texts).toEqual(['1234a\nb...TRUNCATED...', '...TRUNCATED...cccc\nd']);
    expect(tags).toEqual([
      ['multiline:multi_line', 'truncated:multiline_regex'],
      ['multiline:multi_line', 'truncated:multiline_regex'],
    ]);
  });

  test('what is joined stays below 900,000 bytes, markers and escapes included', () => {
    const lines = [dated('x'), ...Array.from({ length: 300 }, () => ({ text: '"'.repeat(4_000) }))];
    const { texts } = joined(lines);
    expect(Math.max(...texts.map((text) => JSON.stringify(text).length - 2))).toBeLessThanOrEqual(900_000);
    expect(texts[0]!.endsWith('\n' + '"'.repeat(4_000) + '...TRUNCATED...')).toBe(true);
  });

  test('a trace over 500 lines is one log', () => {
    const frames = Array.from({ length: 600 }, (_, index) => `\tat a.B.c(D.java:${index})`);
    const { texts } = joined(['java.lang.StackOverflowError', ...frames].map((text) => ({ text })));
    expect(texts).toEqual([['java.lang.StackOverflowError', ...frames].join('\n')]);
  });
});

describe('multi_line rules', () => {
  test.each<[string, readonly TestLine[], readonly string[]]>([
    [
      'the Agent’s vector: /1234/, streams apart',
      [
        { text: '1234 hello', rule: start, key: 'stdout' },
        { text: 'world', rule: start, key: 'stdout' },
        { text: '1234 bye', rule: start, key: 'stderr' },
      ],
      ['1234 hello\nworld', '1234 bye'],
    ],
    ['no match at all', ['a', 'b'].map((text) => ({ text, rule: start })), ['a', 'b']],
    [
      'what an earlier batch began',
      ['a', 'b', '1234'].map((text) => ({ text, rule: start })),
      ['a\nb', '1234'],
    ],
    [
      'a rule takes the place of detection',
      [
        { text: '1234', rule: start },
        { ...dated('x'), rule: start },
      ],
      [`1234\n${S}x`],
    ],
    [
      'annotations that change between lines',
      [{ text: '1234', rule: start }, { text: 'a', rule: start }, { text: 'b' }, { text: 'c', rule: start }],
      ['1234\na', 'b', 'c'],
    ],
  ])('%s', (_, lines, logs) => {
    expect(joined(lines).texts).toEqual(logs);
  });
});
