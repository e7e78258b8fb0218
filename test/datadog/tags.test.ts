import { describe, expect, test } from '@jest/globals';
import { cleanTag, mergeTags, splitTags, tag } from '../../src/datadog/tags.ts';

describe('cleanTag', () => {
  test.each([
    ['env:prod', 'env:prod'],
    ['Env:PROD', 'Env:PROD'],
    ['bare', 'bare'],
    ['url:https://a.b:8080/c', 'url:https://a.b:8080/c'],
    ['key::value', 'key::value'],
    ['  env:prod\n', 'env:prod'],
    ['env : prod', 'env:prod'],
    ['a:b c', 'a:b c'],
    ['a:b,c', 'a:b_c'],
    ['a,b:c', 'a_b:c'],
    ['a:line1\nline2\ttab', 'a:line1_line2_tab'],
    ['a:b\u0000c\u007fd\u0085e\u2028f', 'a:b_c_d_e_f'],
    ['a:\ud800b', 'a:_b'],
    ['a:b\ufffdc', 'a:b_c'],
    ['a:🐨', 'a:🐨'],
    ['繋:がっ', '繋:がっ'],
    ['a:b:', 'a:b'],
    ['a:b: : :', 'a:b'],
    ['a:', undefined],
    ['a: ', undefined],
    ['a:::', undefined],
    [':b', undefined],
    [' : b', undefined],
    [':', undefined],
    ['', undefined],
    [' \n ', undefined],
    ['a:,', 'a:_'],
  ])('%j → %j', (text, clean) => expect(cleanTag(text)).toBe(clean));

  test.each([
    ['a value', `key:${'v'.repeat(1000)}`, `key:${'v'.repeat(196)}`],
    ['a value of astral characters', `key:${'🐨'.repeat(1000)}`, `key:${'🐨'.repeat(196)}`],
    ['a bare tag', 'b'.repeat(201), 'b'.repeat(200)],
    ['exactly 200', `key:${'v'.repeat(196)}`, `key:${'v'.repeat(196)}`],
    ['a colon at the cut', `key:${'v'.repeat(195)}:w`, `key:${'v'.repeat(195)}`],
    ['a blank at the cut', `key:${'v'.repeat(195)} w`, `key:${'v'.repeat(195)}`],
    ['a key that leaves no room', `${'k'.repeat(199)}:v`, undefined],
    ['a key longer than that', `${'k'.repeat(500)}:v`, undefined],
    ['the longest key', `${'k'.repeat(198)}:vw`, `${'k'.repeat(198)}:v`],
  ])('200 characters: %s', (_name, text, clean) => expect(cleanTag(text)).toBe(clean));

  test('long runs of colons and blanks take no quadratic time', () => {
    expect(cleanTag(`a:${': '.repeat(500_000)}`)).toBeUndefined();
    expect(cleanTag(`a:${':'.repeat(1_000_000)}b`)).toBeUndefined();
  });
});

describe('tag', () => {
  test.each([
    ['env', 'prod', 'env:prod'],
    ['env', '', undefined],
    ['env', ' ', undefined],
    ['env', undefined, undefined],
    ['', 'prod', undefined],
    ['team', 'a,b', 'team:a_b'],
  ])('%j, %j → %j', (key, value, made) => expect(tag(key, value)).toBe(made));
});

describe('splitTags', () => {
  test.each([
    ['', []],
    ['env:prod', ['env:prod']],
    ['env:prod,team:a', ['env:prod', 'team:a']],
    [',env:prod, ,team: a,:x,y:,', ['env:prod', 'team:a']],
  ])('%j', (ddtags, tags) => expect(splitTags(ddtags)).toEqual(tags));
});

describe('mergeTags', () => {
  const numbered = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, index) => `t:${from + index}`);

  test('in order, without duplicates', () => {
    expect(mergeTags([['a:1', 'b:2'], [], ['b:2', 'c:3', 'a:1']], [])).toEqual(['a:1', 'b:2', 'c:3']);
    expect(mergeTags([], ['a:1'])).toEqual([]);
  });

  test('100 stay', () => expect(mergeTags([numbered(0, 100)], [])).toEqual(numbered(0, 100)));

  test('of 101 the last goes', () => expect(mergeTags([numbered(0, 101)], [])).toEqual(numbered(0, 100)));

  test('those to keep stay where they are, others go, last first', () => {
    const keep = ['pod_name:a', 'kube_namespace:b'];
    expect(mergeTags([numbered(0, 200), keep, numbered(200, 300)], keep)).toEqual([
      ...numbered(0, 98),
      ...keep,
    ]);
    expect(mergeTags([keep, numbered(0, 200)], keep)).toEqual([...keep, ...numbered(0, 98)]);
  });

  test('those to keep are not added', () => {
    expect(mergeTags([numbered(0, 101)], ['pod_name:a'])).toEqual(numbered(0, 100));
  });

  test('more than 100 to keep', () => {
    expect(mergeTags([numbered(0, 150)], numbered(0, 150))).toEqual(numbered(0, 100));
  });
});
