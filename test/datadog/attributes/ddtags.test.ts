import { describe, expect, test } from '@jest/globals';
import { readDdtags } from '../../../src/datadog/attributes/ddtags.ts';

describe('readDdtags', () => {
  test.each<[unknown, string[]]>([
    ['', []],
    [' team:a , ,b:,x ', ['team:a', 'x']],
    [
      ['team:a', 'b:c,d:e'],
      ['team:a', 'b:c', 'd:e'],
    ],
    [[], []],
    [{}, []],
    [
      { 'mnd-applicationid': 'app-1', 'mnd-owner': 'team@example.com' },
      ['mnd-applicationid:app-1', 'mnd-owner:team@example.com'],
    ],
    [
      { '+team': 'a', zone: ['x', 'y'], n: 1, on: true, none: null },
      ['team:a', 'zone:x', 'zone:y', 'n:1', 'on:true'],
    ],
    [{ note: 'a,b\nc' }, ['note:a_b_c']],
    [JSON.parse('{"__proto__":"x","constructor":"y"}'), ['__proto__:x', 'constructor:y']],
  ])('%j', (value, tags) => {
    const text = typeof value === 'string' ? value : undefined;
    expect(readDdtags(value)).toEqual({ isReadable: true, text, tags });
  });

  test.each<[unknown, string[]]>([
    [null, []],
    [7, []],
    [true, []],
    [['a:b', 1], ['a:b']],
    [{ team: 'a', owner: { name: 'b' } }, ['team:a']],
    [{ team: 'a', list: ['x', {}] }, ['team:a']],
    [{ team: 'a', empty: '' }, ['team:a']],
  ])('%j says something that is no tag', (value, tags) =>
    expect(readDdtags(value)).toEqual({ isReadable: false, text: undefined, tags }),
  );
});
