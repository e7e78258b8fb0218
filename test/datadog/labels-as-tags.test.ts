import { describe, expect, test } from '@jest/globals';
import { noTagRules, parseTagRules, tagsByRules, type TagRules } from '../../src/datadog/labels-as-tags.ts';

function rules(value: object): TagRules {
  const parsed = parseTagRules(JSON.stringify(value));
  if (!('value' in parsed)) throw new Error(parsed.because);
  return parsed.value;
}

const tagsOf = (rule: object, labels: Record<string, string>): readonly string[] =>
  tagsByRules(rules(rule), new Map(Object.entries(labels)));

describe('tagsByRules', () => {
  test.each<[string, object, Record<string, string>, string[]]>([
    ['a name', { team: 'team' }, { team: 'a', other: 'b' }, ['team:a']],
    ['another tag name', { 'app.kubernetes.io/name': 'app' }, { 'app.kubernetes.io/name': 'a' }, ['app:a']],
    ['lower-cased on both sides', { TEAM: 'Team' }, { tEAM: 'A' }, ['Team:A']],
    ['several tag names', { team: 'team, squad ,+group' }, { team: 'a' }, ['team:a', 'squad:a', 'group:a']],
    [
      'a glob',
      { 'app.*': 'x_%%label%%' },
      { 'App.a': '1', 'app.b': '2', appc: '3' },
      ['x_App.a:1', 'x_app.b:2'],
    ],
    ['catch-all with prefix', { '*': 'l_%%label%%' }, { a: '1', 'b/c': '2' }, ['l_a:1', 'l_b/c:2']],
    ['annotation variable', { '*': '%%annotation%%' }, { a: '1' }, ['a:1']],
    ['an unknown variable becomes nothing', { a: 'x%%y%%z', b: '%%y%%' }, { a: '1', b: '2' }, ['xz:1']],
    ['several rules for one label', { 'a*': 'x', '*b': 'y', ab: 'z' }, { ab: '1' }, ['x:1', 'y:1', 'z:1']],
    ['empty value', { a: 'x' }, { a: '' }, []],
    ['value to be cleaned', { a: 'x' }, { a: 'b,c\n' }, ['x:b_c']],
    [
      'reserved names by template',
      { '*': '%%label%%' },
      { env: 'a', Service: 'b', host: 'c', team: 'd' },
      ['team:d'],
    ],
    [
      'names of the Agent’s tags by template',
      { '*': '%%label%%' },
      { pod_name: 'evil', kube_namespace: 'evil' },
      [],
    ],
    ['the same with a +', { '*': '+%%label%%' }, { pod_name: 'evil' }, []],
    ['the same in front of a colon', { '*': '%%label%%' }, { 'pod_name:evil': 'x', ' POD_NAME ': 'y' }, []],
    [
      'reserved names by configuration',
      { a: 'env', b: 'service' },
      { a: '1', b: '2' },
      ['env:1', 'service:2'],
    ],
    ['__proto__', { ['__proto__']: 'x' }, JSON.parse('{"__proto__":"1"}') as Record<string, string>, ['x:1']],
    ['? is literal without *', { 'te?m': 'x' }, { team: '1', 'te?m': '2' }, ['x:2']],
    ['? in a glob', { 'te?m*': 'x' }, { team: '1' }, ['x:1']],
    ['replace_dots', { 'a.b/c': 'x', 'd.e/*': 'y' }, { 'a_b/c': '1', 'd_e/f': '2' }, ['x:1', 'y:2']],
    ['an underscore is no dot while there are dots', { 'a.b': 'x' }, { a_b: '1', 'c.d': '2' }, []],
  ])('%s', (_name, rule, labels, tags) => expect(tagsOf(rule, labels)).toEqual(tags));

  test('no rules', () => expect(tagsByRules(noTagRules, new Map([['a', 'b']]))).toEqual([]));

  test('of two rules that differ in case only, the last counts', () => {
    expect(tagsOf({ team: 'a', TEAM: 'b' }, { team: '1' })).toEqual(['b:1']);
  });

  test('patterns are no regular expressions', () => {
    expect(tagsOf({ '(a+)+$*': 'x', 'a|b': 'y' }, { [`${'a'.repeat(40)}!`]: '1', a: '2' })).toEqual([]);
  });
});

describe('parseTagRules', () => {
  test('an empty object is no rules', () => expect(parseTagRules('{}')).toEqual({ value: noTagRules }));

  test.each([
    ['', /has to be a JSON object/],
    ['team:team', /has to be a JSON object/],
    ['[]', /has to be a JSON object/],
    ['null', /has to be a JSON object/],
    ['"team"', /has to be a JSON object/],
    ['{"":"team"}', /name in it is empty/],
    ['{"team":1}', /"team" has to be a tag name/],
    ['{"team":""}', /"team" has to be a tag name/],
    ['{"pods":{"team":"team"}}', /"pods" has to be a tag name/],
    ['{"a[bc]*":"x"}', /"a\[bc\]\*" can hold \* and \? only/],
    ['{"{a,b}*":"x"}', /can hold \* and \? only/],
  ])('%s', (json, problem) =>
    expect(parseTagRules(json)).toEqual({ because: expect.stringMatching(problem) }),
  );
});
