import { describe, expect, test } from '@jest/globals';
import { processingConfigOf, type ProcessingConfig } from '../../src/processing/config.ts';
import { createProcessing, type Processing } from '../../src/processing/processing.ts';
import { emptyMetadata } from '../../src/fluent-bit/metadata.ts';
import { applyRules } from '../../src/processing/rules/apply-rules.ts';
import { logsAnnotationOf } from '../../src/datadog/logs-annotation.ts';
import { processingVariables } from '../../src/processing/variables.ts';

type Environment = Readonly<Record<string, string>>;

function configOf(environment: Environment): ProcessingConfig {
  const outcome = processingConfigOf(environment);
  if (outcome.kind === 'problems') throw new Error(JSON.stringify(outcome.problems));
  return outcome.config;
}

async function processingOf(environment: Environment): Promise<Processing> {
  const outcome = await createProcessing(environment);
  if (outcome.kind === 'problems') throw new Error(JSON.stringify(outcome.problems));
  return outcome.processing;
}

const rules = (...list: readonly object[]): string => JSON.stringify([{ log_processing_rules: list }]);

function after(processing: Processing, annotation: string | undefined, text: string): string | undefined {
  const { lists } = processing.containerWith(annotation)!;
  const outcome = applyRules(lists, { text, container: 'c', time: 't', isTruncated: false });
  return outcome.kind === 'kept' ? (outcome.text ?? text) : undefined;
}

describe('the environment', () => {
  test('nothing set', async () => {
    const processing = await processingOf({});
    const container = processing.containerWith(undefined)!;
    expect(container).toMatchObject({
      lists: [],
      join: { detects: true, rule: undefined },
      tags: [],
      heldBy: undefined,
    });
    expect(processing.escapedSeparator).toBe('\\n');
  });

  test.each<[Environment, string, string | undefined]>([
    [
      { REDACT_IP: 'true', REDACT_EMAIL: 'true' },
      'ip_address is 127.0.0.1, email is abc.edf@example.com',
      'ip_address is xxx.xxx.xxx.xxx, email is xxxxx@xxxxx.com',
    ],
    [{ DD_SCRUBBING_RULE: '[^\\u0001-\\u007f]+' }, 'abcdef日本語efgかきくけこhij', 'abcdefxxxxxefgxxxxxhij'],
    [{ DD_SCRUBBING_RULE: '(a)b', DD_SCRUBBING_RULE_REPLACEMENT: '$\\1\\g<1>' }, 'ab', '$aa'],
    [{ DD_SCRUBBING_RULE: 'a', DD_SCRUBBING_RULE_REPLACEMENT: '' }, 'bab', 'bb'],
    [{ INCLUDE_AT_MATCH: '^(START|END)', EXCLUDE_AT_MATCH: '^END' }, 'START x', 'START x'],
    [{ INCLUDE_AT_MATCH: '^(START|END)', EXCLUDE_AT_MATCH: '^END' }, 'END x', undefined],
    [{ INCLUDE_AT_MATCH: '^(START|END)', EXCLUDE_AT_MATCH: '^END' }, 'x', undefined],
    [{ REDACT_IP: 'false' }, '10.0.0.1', '10.0.0.1'],
  ])('%j on %j', async (environment, text, expected) => {
    expect(after(await processingOf(environment), undefined, text)).toBe(expected);
  });

  test('global rules, then those of the pod', async () => {
    const global = JSON.stringify([
      { name: 'g', type: 'mask_sequences', pattern: 'secret', replace_placeholder: 'x' },
    ]);
    const processing = await processingOf({ DD_LOGS_CONFIG_PROCESSING_RULES: global });
    expect(
      after(processing, rules({ name: 'p', type: 'exclude_at_match', pattern: 'secret' }), 'a secret'),
    ).toBe('a x');
    expect(
      after(processing, rules({ name: 'p', type: 'exclude_at_match', pattern: 'a x' }), 'a secret'),
    ).toBeUndefined();
  });

  test.each<[Environment, string, string | undefined]>([
    [
      { DD_LOGS_CONFIG_PROCESSING_RULES: '[{' },
      "a JSON array of the Agent's processing rules",
      'DD_LOGS_CONFIG_PROCESSING_RULES is not JSON: nothing of it is used.',
    ],
    [
      { DD_LOGS_CONFIG_PROCESSING_RULES: '[{"name":"x","type":"exclude_at_match","pattern":"a(?!b)"}]' },
      "a JSON array of the Agent's processing rules",
      'The pattern of rule "x" is not one that Go\'s regexp accepts: invalid or unsupported Perl syntax: `(?!`.',
    ],
    [
      { DD_LOGS_CONFIG_PROCESSING_RULES: '[{"name":"x","type":"multi_line","pattern":"a"}]' },
      "a JSON array of the Agent's processing rules",
      'Rule "x" is a multi_line rule, which only a pod\'s annotation may have: programs differ in how their events begin.',
    ],
    [
      { EXCLUDE_AT_MATCH: 'a++' },
      "an expression in Go's syntax",
      'The pattern of rule "EXCLUDE_AT_MATCH" is not one that Go\'s regexp accepts: invalid nested repetition operator: `++`.',
    ],
    [
      { DD_CONTAINER_EXCLUDE: 'pod:x' },
      "name:…, image:… and kube_namespace:… with expressions in Go's syntax, separated by blanks",
      'The filter "pod:x" does not begin with name:, image: or kube_namespace:.',
    ],
    [{ DD_LOGS_CONFIG_AUTO_MULTI_LINE_DETECTION: 'on' }, 'true or false', undefined],
    [{ DD_LOGS_CONFIG_MULTI_LINE_SEPARATOR: 'x' }, 'newline or literal', undefined],
    [{ REDACT_IP: 'yes' }, 'true or false', undefined],
    [{ ON_BAD_MASK: 'drop' }, 'send or hold', undefined],
  ])('%j is refused', async (environment, allowed, because) => {
    const [[name, value]] = Object.entries(environment) as [[string, string]];
    const problem = because === undefined ? { name, value, allowed } : { name, value, allowed, because };
    expect(await createProcessing(environment)).toEqual({ kind: 'problems', problems: [problem] });
  });

  test('old names of the selection are read', () => {
    expect(configOf({ DD_AC_EXCLUDE: 'name:a', DD_AC_INCLUDE: 'name:b' }).selection).toMatchObject({
      exclude: 'name:a',
      include: 'name:b',
    });
  });

  test('every variable of the document changes something', () => {
    const values: Readonly<Record<keyof typeof processingVariables, string>> = {
      DD_LOGS_CONFIG_PROCESSING_RULES: '[{"name":"x","type":"exclude_truncated"}]',
      DD_LOGS_CONFIG_AUTO_MULTI_LINE_DETECTION: 'false',
      DD_LOGS_CONFIG_MULTI_LINE_SEPARATOR: 'literal',
      DD_CONTAINER_EXCLUDE: 'name:a',
      DD_CONTAINER_INCLUDE: 'name:a',
      DD_CONTAINER_EXCLUDE_LOGS: 'name:a',
      DD_CONTAINER_INCLUDE_LOGS: 'name:a',
      INCLUDE_AT_MATCH: 'a',
      EXCLUDE_AT_MATCH: 'a',
      REDACT_IP: 'true',
      REDACT_EMAIL: 'true',
      DD_SCRUBBING_RULE: 'a',
      DD_SCRUBBING_RULE_REPLACEMENT: 'other',
      ON_BAD_MASK: 'hold',
      FOLD_RETRIES: 'true',
    };
    const base = { DD_SCRUBBING_RULE: 'b' };
    for (const [name, value] of Object.entries(values))
      expect(configOf({ ...base, [name]: value })).not.toEqual(configOf(base));
  });
});

describe('annotations', () => {
  const bad = rules(
    { name: 'm', type: 'mask_sequences', pattern: 'a++' },
    { name: 'e', type: 'exclude_at_match', pattern: 'b' },
  );

  test('with rules they need the engine, once', async () => {
    const processing = await processingOf({});
    expect(processing.containerWith(bad)).toBeUndefined();
    expect(processing.containerWith('[{"source":"x"}]')).toBeDefined();
    await processing.load();
    expect(processing.containerWith(bad)).toBe(processing.containerWith(bad));
  });

  test('a bad rule is left out and tagged, the others hold', async () => {
    const processing = await processingOf({});
    await processing.load();
    const { tags, problems, heldBy } = processing.containerWith(bad)!;
    expect(tags).toEqual(['kubehose_rule_error:m']);
    expect(problems[0]!.sentence).toContain('rule "m" of the annotation ad.datadoghq.com/<container>.logs');
    expect(heldBy).toBeUndefined();
    expect(after(processing, bad, 'b')).toBeUndefined();
  });

  test.each([
    [bad, 'm'],
    [rules({ name: 'e', type: 'exclude_at_match', pattern: '(' }), undefined],
    ['{"log_processing_rules":[{"type":"mask_sequences"', 'annotation'],
    ['not JSON', undefined],
  ])('ON_BAD_MASK=hold: %s is held by %s', async (annotation, heldBy) => {
    const processing = await processingOf({ ON_BAD_MASK: 'hold' });
    await processing.load();
    expect(processing.containerWith(annotation)!.heldBy).toBe(heldBy);
  });

  test.each([
    ['[{"auto_multi_line_detection":false}]', false],
    ['[{"auto_multi_line_detection":true}]', true],
    ['[{"type":"file","auto_multi_line_detection":false},{"source":"x"}]', true],
    ['{"auto_multi_line_detection":false}', true],
  ])('%s: detection %s', async (annotation, detects) => {
    const processing = await processingOf({});
    await processing.load();
    expect(processing.containerWith(annotation)!.join.detects).toBe(detects);
  });

  test('multi_line: the pattern is tried at the start of the line', async () => {
    const processing = await processingOf({});
    await processing.load();
    const { rule } = processing.containerWith(
      rules({ name: 'd', type: 'multi_line', pattern: '\\d{4}' }),
    )!.join;
    const bytes = Buffer.from('x 1234 1234 y');
    expect([rule!.isStart(bytes, 7, 13), rule!.isStart(bytes, 0, 13)]).toEqual([true, false]);
  });

  test('keys may be written in any case', async () => {
    const processing = await processingOf({});
    await processing.load();
    const mask = { Type: 'mask_sequences', Name: 'm', Pattern: 'a', Replace_Placeholder: '*' };
    const container = processing.containerWith(JSON.stringify([{ Log_Processing_Rules: [mask] }]))!;
    expect(container.problems).toEqual([]);
    expect(container.rules).toBeDefined();
    expect(processing.containerWith('[{"Type":"file","log_processing_rules":[{}]}]')!.problems).toEqual([]);
  });

  test.each([
    [{ 'ad.datadoghq.com/a.logs': '1', 'service-discovery.datadoghq.com/a.logs': '2' }, '1'],
    [{ 'service-discovery.datadoghq.com/a.logs': '2' }, '2'],
    [{ 'ad.datadoghq.com/b.logs': '1' }, undefined],
  ])('%j gives %s', (annotations, expected) => {
    const metadata = {
      ...emptyMetadata,
      containerName: 'a',
      annotations: new Map(Object.entries(annotations)),
    };
    expect(logsAnnotationOf(metadata)).toBe(expected);
  });

  test('ever new annotations do not fill the memory', async () => {
    const processing = await processingOf({});
    await processing.load();
    const annotation = (n: number): string => `[{"auto_multi_line_detection":true,"n":${n}}]`;
    const first = processing.containerWith(annotation(0));
    expect(processing.containerWith(annotation(0))).toBe(first);
    for (let index = 1; index <= 1_000; index++) processing.containerWith(annotation(index));
    expect(processing.containerWith(annotation(0))).not.toBe(first);
  });
});
