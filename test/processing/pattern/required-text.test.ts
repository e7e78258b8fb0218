import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hintOf, requiredText } from '../../../src/processing/pattern/required-text.ts';
import { runs } from '../../support/property.ts';
import { engine } from '../rules/compiled.ts';

test.each([
  ['GET /healthz', 'GET /healthz'],
  [String.raw`kube-probe/\d`, 'kube-probe/'],
  [String.raw`(password=)\S+`, 'password='],
  [String.raw`(?i)\bdebug\b.*trace`, 'debug'],
  [String.raw`a\.b\.c`, 'a.b.c'],
  ['abcd?', 'abc'],
  ['abc(?:defgh)+', 'defgh'],
  ['(?P<x>hello)', 'hello'],
  ['[hello]abc', 'abc'],
  ['[]abcdef]xyz', 'xyz'],
  ['abc{2}def', 'def'],
])('%s requires %s', (pattern, text) => {
  expect(requiredText(pattern)?.text).toBe(text);
});

test.each([
  'abc|def',
  '(?:abc|def)',
  '(abc)?',
  '(abc)*',
  'ab',
  String.raw`\d{4}`,
  '(?i)kiss',
  'x(?i)hello',
  String.raw`\Qabc\E`,
  String.raw`\x61bcd`,
  '(?:abc){0,3}',
])('%s requires nothing that is known', (pattern) => {
  expect(requiredText(pattern)).toBeUndefined();
});

const pieces = fc.constantFrom(
  ...'a b ab abc AB k s . ^ $ * + ? {2} {0,1} {0} | ( ) (?: (?i) (?i: (?P<n> [ ] [^ - , { }'.split(' '),
  ...String.raw`\b \d \. \\ \[ \( [[:alpha:]] \Q \E`.split(' '),
  ' ',
);
const texts = fc.array(
  fc.constantFrom(
    'a',
    'b',
    'c',
    'ab',
    'abc',
    'ABC',
    'K',
    '\u212a',
    '\u017f',
    's',
    ' ',
    '.',
    '\\',
    '[',
    '(',
    '1',
    '\n',
    '{',
    ']',
  ),
  {
    maxLength: 12,
  },
);

test('a text that the pattern matches always has it', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), texts, (list, characters) => {
      const source = list.join('');
      const text = characters.join('');
      const required = requiredText(source);
      if (required === undefined) return;
      const pattern = engine.compile(source, { dotAll: true });
      if ('problem' in pattern || !pattern.test(text)) return;
      found += 1;
      expect([source, text, hintOf(required)(text)]).toEqual([source, text, true]);
    }),
    runs(20),
  );
  expect(found).toBeGreaterThan(10);
});
