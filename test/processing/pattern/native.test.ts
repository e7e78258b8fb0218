import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { nativeOf } from '../../../src/processing/pattern/native.ts';
import { parseTemplate } from '../../../src/processing/pattern/template.ts';
import { Work } from '../../../src/processing/pattern/work.ts';
import { runs } from '../../support/property.ts';
import { engine } from '../rules/compiled.ts';

test.each([
  ['GET /healthz', 'GET /healthz'],
  [String.raw`kube-probe/\d`, 'kube-probe/1'],
  [String.raw`\b\d{1,3}(?:\.\d{1,3}){3}\b`, '10.0.0.1'],
  ['(?i)secret=(a|b)', 'SECRET=B'],
  [String.raw`^\d{4}-\d\d-\d\dT`, '2026-11-28T'],
  ['[]abc]x', ']x'],
  ['a.c', 'a😀c'],
  ['a{x', 'a{x'],
])('V8 matches %s as it stands', (pattern, text) => {
  const native = nativeOf(pattern, true);
  expect(native.kind).toBe('exact');
  expect(native.kind === 'exact' && native.expression.exec(`x${text}`.slice(1))?.[0]).toBe(text);
});

test.each([
  [String.raw`(password=)\S+`, 'password=x', 'password'],
  [String.raw`(?i)\bdebug\b.*trace`, 'DEBUG', 'dbug'],
  ['abc(?:defgh)+', 'abcdefgh', 'abc defg'],
  ['[a-z.]+@[a-z]+', 'a@b', 'a@'],
  ['(?:GET|HEAD) /health.*ok', 'HEAD /health', 'PUT /health'],
  [String.raw`[[:alpha:]]+ \d{9}`, 'a 123456789', 'a 12345678'],
])('of %s V8 can tell that %s may match and %s not', (pattern, may, not) => {
  const native = nativeOf(pattern, true);
  expect(native.kind).toBe('hint');
  const isHinted = (text: string) => native.kind === 'hint' && native.expression.test(text);
  expect([isHinted(may), isHinted(not)]).toEqual([true, false]);
});

test.each([
  ['.*'],
  ['(abc)*'],
  ['(?:abc|.+)'],
  ['x(?i)hello'],
  [String.raw`\Qabc\E`],
  [String.raw`\x61bcd`],
  ['(?:abc){0,}'],
  ['a?'],
])('of %s it can tell nothing', (pattern) => {
  expect(nativeOf(pattern, true).kind).toBe('none');
});

test.each([['(?:a?){40}a{40}'], ['(a|a){20}b'], ['a{2,1000}'], ['(?:a{1,20}){20}b'], ['(?:ab?){8}a{500}b']])(
  'what could take V8 long, such as %s, stays with Go’s engine',
  (pattern) => {
    expect(nativeOf(pattern, true).kind).not.toBe('exact');
  },
);

const pieces = fc.constantFrom(
  ...'a b ab abc AB k s . ^ $ * + ? *? {2} {0,1} {1,3} {0} {2,} { {, | ( ) (?: (?i) (?i: (?s) (?m) (?P<n>'.split(
    ' ',
  ),
  ...'a+ .* [a-c]+ k*? (?:ab|s)+ .+?k'.split(' '),
  ...'[ ] [^ - , } [a-c] [^b] [s-z] [K] [^k] é 😀 [é-ü] [^😀]'.split(' '),
  ...String.raw`\b \B \d \D \w \W \s \S \. \\ \[ \( \n [\d.] [^\w] [\W] [\]] [[:alpha:]] \Q \E \pL`.split(
    ' ',
  ),
  ' ',
);
const characters = fc.constantFrom(
  ...'a b c ab abc ABC k K \u212a s S \u017f . \\ [ ( 1 12 { ] é ü 😀 _ -'.split(' '),
  '\n',
  ' ',
  '\v',
  '\u00a0',
  '\u2028',
  '\r',
  '\ud83d',
  '\udc80',
);

/** What Go finds, by the plain engine. */
function matchesOfGo(source: string, text: string): string[] {
  const matcher = RE2JS.compile(`(?s)${source}`).matcher(text);
  const found: string[] = [];
  while (matcher.find()) {
    const groups = Array.from({ length: matcher.groupCount() }, (_, index) => matcher.group(index + 1) ?? '');
    found.push([matcher.start(), matcher.end(), ...groups].join());
  }
  return found;
}

test('what V8 finds is what Go finds, and a hint is in all of it', () => {
  const seen = { exact: 0, hint: 0 };
  fc.assert(
    fc.property(
      fc.array(pieces, { minLength: 1, maxLength: 7 }),
      fc.array(characters, { maxLength: 12 }),
      (list, parts) => {
        const source = list.join('');
        const text = parts.join('');
        const pattern = engine.compile(source, { dotAll: true });
        if ('problem' in pattern) return;
        const native = nativeOf(source, true);
        if (native.kind === 'none') return;
        const expected = matchesOfGo(source, text);
        if (expected.length > 0) seen[native.kind] += 1;
        if (native.kind === 'hint') {
          expect([source, text, native.expression.test(text) || expected.length === 0]).toEqual([
            source,
            text,
            true,
          ]);
          return;
        }
        const template = parseTemplate(native.groupNames.map((_, index) => `,\${${index + 1}}`).join(''));
        const found: string[] = [];
        pattern.findAll(
          text,
          (match) => {
            found.push(`${match.start},${match.end}${match.expand(template)}`);
            return 'next';
          },
          new Work(text.length),
        );
        expect([source, text, found, pattern.test(text)]).toEqual([
          source,
          text,
          expected,
          expected.length > 0,
        ]);
      },
    ),
    runs(20),
  );
  // About 800 and 100 of 20,000: far enough from what chance could leave.
  expect(Math.min(seen.exact, seen.hint)).toBeGreaterThan(20);
});
