import { describe, expect, test } from '@jest/globals';
import { applyRules, type RuleEvent } from '../../../src/processing/rules/apply-rules.ts';
import { parseTemplate } from '../../../src/processing/pattern/template.ts';
import { Work } from '../../../src/processing/pattern/work.ts';
import { maskText, type Mask } from '../../../src/processing/rules/mask.ts';
import { compiled, engine, exclude, include, mask, outcomeOf, textAfter } from './compiled.ts';

/** The Agent's own cases: `processor_test.go`, `apply_test.go`. */
describe('filters', () => {
  test.each([
    [exclude('world'), 'hello', true],
    [exclude('world'), 'world', false],
    [exclude('world'), 'a brand new world', false],
    [exclude('$world'), 'world', true],
    [exclude('$world'), 'a brand new world', true],
    [include('world'), 'hello', false],
    [include('world'), 'a brand new world', true],
    [exclude('^a.*z$'), 'a\nz', false],
  ])('%j on %j: kept %s', (rule, text, isKept) => {
    expect(textAfter([compiled(rule)], text) !== undefined).toBe(isKept);
  });

  test('include by the global list and by the container’s must both match', () => {
    const lists = [compiled(include('world')), compiled(include('^world'))];
    expect(textAfter(lists, 'a brand new world')).toBeUndefined();
    expect(textAfter(lists, 'world')).toBe('world');
  });

  test.each([
    ['bill@datadoghq.com', true],
    ['bob@datadoghq.com', false],
    ['bob@amail.com', false],
    ['bill@amail.com', false],
  ])('a global exclude and an include of the container: %s', (text, isKept) => {
    const lists = [compiled(exclude('^bob')), compiled(include('.*@datadoghq.com$'))];
    expect(textAfter(lists, text) !== undefined).toBe(isKept);
  });

  test('the name of the rule is told', () => {
    expect(outcomeOf([compiled({ ...exclude('a'), name: 'health' })], 'a')).toEqual({
      kind: 'excluded',
      rule: 'health',
    });
  });

  test('exclude_truncated drops what is marked so', () => {
    const lists = [compiled({ type: 'exclude_truncated' })];
    expect(outcomeOf(lists, 'a', { isTruncated: true }).kind).toBe('excluded');
    expect(outcomeOf(lists, 'a').kind).toBe('kept');
  });
});

describe('masks', () => {
  test.each([
    [mask('world', '[masked_world]'), 'hello world!', 'hello [masked_world]!'],
    [
      mask(String.raw`User=\w+@datadoghq.com`, '[masked_user]'),
      'new test launched by User=beats@datadoghq.com on localhost',
      'new test launched by [masked_user] on localhost',
    ],
    [
      mask(String.raw`([Dd]ata_?values=)\S+`, '${1}[masked_value]'),
      'Datavalues=123456 on prod',
      'Datavalues=[masked_value] on prod',
    ],
    [
      mask(String.raw`([Dd]ata_?values=)\S+`, '${1}[masked_value]'),
      'data_values= on prod',
      'data_values= on prod',
    ],
    [mask('x*', '-'), 'abc', '-a-b-c-'],
    [mask('a*', '-'), 'baaac', '-b-c-'],
    [mask('BEGIN.*END', '*'), 'a BEGIN\nsecret\nEND z', 'a * z'],
    [mask('', ''), 'a', 'a'],
  ])('%j on %j', (rule, text, expected) => {
    if (rule['pattern'] === '') expect(() => compiled(rule)).toThrow('has no pattern');
    else expect(textAfter([compiled(rule)], text)).toBe(expected);
  });

  test('each rule sees what the ones before it left', () => {
    expect(textAfter([compiled(mask('secret', 'x'), exclude('secret'))], 'a secret')).toBe('a x');
    expect(textAfter([compiled(exclude('secret'), mask('secret', 'x'))], 'a secret')).toBeUndefined();
  });

  test('what was masked is counted by rule', () => {
    const lists = [compiled({ ...mask('a', 'b'), name: 'one' }, { ...mask('b', 'c'), name: 'two' })];
    expect(outcomeOf(lists, 'aba')).toEqual({
      kind: 'kept',
      text: 'ccc',
      masked: [
        { rule: 'one', matches: 2, isCut: false },
        { rule: 'two', matches: 3, isCut: false },
      ],
    });
  });

  test('a thousandfold growth is cut, marked and counted', () => {
    const outcome = outcomeOf([compiled(mask('a', 'b'.repeat(1_000)))], 'a'.repeat(10_000));
    if (outcome.kind !== 'kept') throw new Error(outcome.kind);
    expect(outcome.text!.length).toBeLessThanOrEqual(900_000);
    expect(outcome.text!.endsWith('bbb...TRUNCATED...')).toBe(true);
    expect(outcome.masked[0]!.isCut).toBe(true);
  });

  test('a text that was long before keeps its length', () => {
    const long = `${'x'.repeat(950_000)}secret`;
    expect(textAfter([compiled(mask('secret', 'masked'))], long)!.slice(949_999)).toBe('xmasked');
  });
});

describe('the work of masks', () => {
  test('is bounded for one log: where it is used up, all of it is masked', () => {
    const large = mask('secret(?:[ab]*a[ab]{900})?', '$0');
    const outcome = outcomeOf([compiled(large, large, large)], `${'ab'.repeat(5_000)} secret`);
    expect(outcome).toMatchObject({ kind: 'kept', text: '...TRUNCATED...' });
    expect(outcome.kind === 'kept' && outcome.masked.map(({ matches, isCut }) => [matches, isCut])).toEqual([
      [1, false],
      [1, false],
      [1, true],
    ]);
  });

  test('counts, too, where no match was one yet', () => {
    const pattern = engine.compile('(?s)a.*?b|a');
    if ('problem' in pattern) throw new Error(pattern.problem);
    const text = 'a'.repeat(100_000);
    const noMatch: Mask = {
      name: 'm',
      pattern,
      template: parseTemplate('#'),
      hint: undefined,
      validate: () => 0,
    };
    expect(maskText(noMatch, text, new Work(text.length))).toEqual({
      text: '...TRUNCATED...',
      matches: 1,
      isCut: true,
    });
  });
});

describe('sampling', () => {
  const sample = (rate: number): Record<string, unknown> => ({
    type: 'sample_at_match',
    pattern: 'health',
    sample_rate: rate,
  });
  const logs = Array.from({ length: 4_000 }, (_, index) => `GET /health ${index}`);
  const keptOf = (rate: number): number =>
    logs.filter((text) => outcomeOf([compiled(sample(rate))], text).kind === 'kept').length;

  test('rates', () => {
    expect(keptOf(0)).toBe(0);
    expect(keptOf(100)).toBe(logs.length);
    expect(keptOf(25) / logs.length).toBeCloseTo(0.25, 1);
  });

  test('what does not match is kept', () => {
    expect(outcomeOf([compiled(sample(0))], 'order paid').kind).toBe('kept');
    expect(outcomeOf([compiled(sample(0))], 'health')).toEqual({ kind: 'sampled', rule: 'r0' });
  });

  test('container and time count too, and the same log is always treated alike', () => {
    const lists = [compiled(sample(50))];
    const kinds = new Set(
      Array.from({ length: 50 }, (_, time) => outcomeOf(lists, 'health', { time: String(time) }).kind),
    );
    expect(kinds).toEqual(new Set(['kept', 'sampled']));
    for (const text of logs.slice(0, 50)) expect(outcomeOf(lists, text)).toEqual(outcomeOf(lists, text));
  });
});

test('a recorder hears of every rule that had an effect, and of no text', () => {
  const events: RuleEvent[] = [];
  const lists = [compiled(include('a'), mask('secret', 'x'), mask('none', 'x'), exclude('z'))];
  applyRules(lists, { text: 'a secret z', container: 'c', time: 't', isTruncated: false }, (event) =>
    events.push(event),
  );
  expect(events).toEqual([
    { rule: 'r0', type: 'include_at_match', effect: 'included' },
    { rule: 'r1', type: 'mask_sequences', effect: 'masked', matches: 1 },
    { rule: 'r3', type: 'exclude_at_match', effect: 'excluded' },
  ]);
});
