import { describe, expect, test } from '@jest/globals';
import { compileRules } from '../../../src/processing/rules/compile-rules.ts';
import { parseRules, parseRulesJson } from '../../../src/processing/rules/parse-rules.ts';
import { engine } from './compiled.ts';

const place = 'PLACE';

function problemsOf(list: unknown): string[] {
  return compileRules(parseRules(list, place), engine, place).problems.map(({ sentence }) => sentence);
}

describe('rules that cannot be used', () => {
  test.each<[unknown, string]>([
    [{}, 'PLACE is not an array of rules: nothing of it is used.'],
    [[{ type: 'exclude_at_match', pattern: 'a' }], 'Rule "rule 1" of PLACE has no name.'],
    [[{ name: 'x', pattern: 'a' }], 'Rule "x" of PLACE has no type.'],
    [[{ name: 'x', type: 'exclude' }], 'Rule "x" of PLACE has the type "exclude", which is not known.'],
    [[{ name: 'x', type: 'exclude_at_match' }], 'Rule "x" of PLACE has no pattern.'],
    [[{ name: 'x', type: 'exclude_at_match', pattern: '' }], 'Rule "x" of PLACE has no pattern.'],
    [[{ type: 'exclude_truncated' }], 'Rule "rule 1" of PLACE has no name.'],
    [[null], 'Rule "rule 1" of PLACE has no name.'],
    [
      [{ name: 'x', type: 'mask_sequences', pattern: 'a', replace_placeholder: 1 }],
      'Rule "x" of PLACE has a replace_placeholder that is no text.',
    ],
    [
      [{ name: 'x', type: 'mask_sequences', pattern: 'a', library: 'email' }],
      'Rule "x" of PLACE has both a pattern and a library.',
    ],
    [
      [{ name: 'x', type: 'sample_at_match', pattern: 'a', sample_rate: 101 }],
      'Rule "x" of PLACE needs a sample_rate from 0 (none is kept) to 100 (all are kept).',
    ],
    [
      [{ name: 'x', type: 'exclude_at_match', pattern: '(?=abf)' }],
      'The pattern of rule "x" of PLACE is not one that Go\'s regexp accepts: invalid or unsupported Perl syntax: `(?=`.',
    ],
  ])('%j', (list, sentence) => {
    expect(problemsOf(list)).toEqual([sentence]);
  });

  test('a library that is not known is answered with those there are', () => {
    const list = [{ name: 'x', type: 'mask_sequences', library: 'cards' }];
    expect(problemsOf(list)[0]).toContain('credit_card, iban, email');
  });

  test('text that is no JSON', () => {
    expect(parseRulesJson('[{', place).problems).toEqual([
      { rule: 'all', isMask: true, sentence: 'PLACE is not JSON: nothing of it is used.' },
    ]);
    expect(parseRulesJson(' ', place)).toEqual({ rules: [], problems: [] });
  });

  test.each([
    String.raw`(a)\1`,
    '(?>a)',
    'a++',
    String.raw`a\Z`,
    String.raw`\Ka`,
    String.raw`\u0041`,
    'x{1001}',
    '(x{100}){100}',
    'a(?!b)',
    '(?<=a)b',
    'a**',
    '[z-a]',
    '(',
  ])('Go refuses %s', (pattern) => {
    expect(problemsOf([{ name: 'x', type: 'exclude_at_match', pattern }])).toHaveLength(1);
  });

  test.each([
    '(?i)a(?s).',
    '(?U)a+',
    '(?P<n>a)',
    '[[:alnum:]]{5}',
    String.raw`\pL`,
    String.raw`\x{10FFFF}`,
    String.raw`\Aa\z`,
    String.raw`\Qa.b\E`,
  ])('Go accepts %s', (pattern) => {
    expect(problemsOf([{ name: 'x', type: 'exclude_at_match', pattern }])).toEqual([]);
  });
});

describe('rules as the Agent reads them', () => {
  test('keys in any case, unknown keys and remap_source are ignored', () => {
    const list = [
      { Name: 'x', TYPE: 'exclude_at_match', Pattern: 'a', comment: 'b' },
      { name: 'y', type: 'remap_source', matching: [{ attribute: 'a', value: 'b', new_source: 'c' }] },
    ];
    expect(parseRules(list, place)).toEqual({
      rules: [{ type: 'exclude_at_match', name: 'x', pattern: 'a' }],
      problems: [],
    });
  });

  test('of several multi_line rules the last counts', () => {
    const list = ['a', 'b'].map((pattern) => ({ name: pattern, type: 'multi_line', pattern }));
    expect(compileRules(parseRules(list, place), engine, place).multiLine?.name).toBe('b');
  });

  test('of 10,000 rules 100 are used, and that is said', () => {
    const list = Array.from({ length: 10_000 }, (_, index) => ({
      name: `n${index}`,
      type: 'exclude_at_match',
      pattern: 'a',
    }));
    const { rules, problems } = parseRules(list, place);
    expect(rules).toHaveLength(100);
    expect(problems).toEqual([
      {
        rule: 'too_many',
        isMask: false,
        sentence: 'PLACE has 10000 rules; those behind the first 100 are not used.',
      },
    ]);
  });
});
