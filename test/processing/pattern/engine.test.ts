import { describe, expect, test } from '@jest/globals';
import type { Pattern } from '../../../src/processing/pattern/engine.ts';
import { parseTemplate } from '../../../src/processing/pattern/template.ts';
import { Work } from '../../../src/processing/pattern/work.ts';
import { engine } from '../rules/compiled.ts';

function pattern(source: string): Pattern {
  const compiled = engine.compile(source);
  if ('problem' in compiled) throw new Error(compiled.problem);
  return compiled;
}

function replaced(source: string, template: string, text: string): string {
  const parsed = parseTemplate(template);
  let result = '';
  let last = 0;
  pattern(source).findAll(
    text,
    (match) => {
      result += text.slice(last, match.start) + match.expand(parsed);
      last = match.end;
      return 'next';
    },
    new Work(text.length),
  );
  return result + text.slice(last);
}

describe('as Go does it', () => {
  test.each([
    ['(a)', '$1x', 'ab', 'b'],
    ['(a)', '$$1', 'ab', '$1b'],
    ['(a)', '${9}-', 'ab', '-b'],
    ['(a)', '$', 'ab', '$b'],
    ['(a)', '${1', 'ab', '${1b'],
    ['(a)', '${1}x', 'ab', 'axb'],
    ['(a)|(b)', '[$2]', 'ab', '[][b]'],
    [String.raw`(?P<k>key)=\w+`, '${k}=X', 'key=1', 'key=X'],
    ['(?P<k>k)', '$kk', 'k', ''],
    ['a', '$0$0', 'a', 'aa'],
    ['a', '$__proto__', 'a', ''],
    ['x*', '-', 'abc', '-a-b-c-'],
    ['x*', '-', 'a😀b', '-a-😀-b-'],
    ['a*', '-', 'baaac', '-b-c-'],
    ['^', '> ', 'a\nb', '> a\nb'],
    ['(?m)^', '> ', 'a\nb', '> a\n> b'],
    ['a.c', 'X', 'a\rc a\u2028c a\nc', 'X X a\nc'],
    [String.raw`\s`, '_', 'a\vb\u00a0c d', 'a\vb\u00a0c_d'],
    ['(?i)k', 'X', 'k\u212a', 'XX'],
    ['^.$', 'X', '😀', 'X'],
  ])('%s → %s on %j', (source, template, text, expected) => {
    expect(replaced(source, template, text)).toBe(expected);
  });

  test('matches beyond the first ones, which are counted, are the same', () => {
    const text = 'ab'.repeat(500);
    expect(replaced('a|(b)', '<$1>', text)).toBe('<><b>'.repeat(500));
  });
});

describe('work', () => {
  test('of a pattern that backtracking engines cannot end', () => {
    expect(pattern('(a+)+$').test(`${'a'.repeat(1_000_000)}!`)).toBe(false);
  });

  test.each(['(?s)a.*?b|a', '[a-z]+@x|[a-z]'])(
    'of finding all matches of %s is stopped where it is not linear',
    (source) => {
      let matches = 0;
      const { isExhausted } = pattern(source).findAll(
        'a'.repeat(100_000),
        () => {
          matches++;
          return 'next';
        },
        new Work(100_000),
      );
      expect(isExhausted).toBe(true);
      expect(matches).toBeLessThan(100);
    },
  );

  test.each([
    ['[a-z.]+@[a-z]+', 'mail a.b@example and some more words '],
    [String.raw`\d{1,3}(?:\.\d{1,3}){3}`, '10.0.0.1 '],
    ['x*', 'abc'],
  ])('of ordinary patterns never is: %s', (source, text) => {
    const { isExhausted } = pattern(source).findAll(text.repeat(5_000), () => 'next', new Work(200_000));
    expect(isExhausted).toBe(false);
  });

  test.each([
    ['a'.repeat(100_000), 'has 100000 characters; at most 16384 are allowed'],
    ['(?:a{900}){1,1}b{900}', 'is too large'],
    [`${'('.repeat(2_000)}a${')'.repeat(2_000)}`, 'nests too deeply'],
  ])('of a pattern that is too large is not begun', (source, problem) => {
    expect(engine.compile(source)).toEqual({ problem: expect.stringContaining(problem) as unknown });
  });
});
