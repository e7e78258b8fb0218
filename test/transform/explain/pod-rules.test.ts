import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { PodRules, type RuledContainer } from '../../../src/transform/explain/pod-rules.ts';
import { streamArn } from '../../support/transformed.ts';
import { arrivalTimeMs, cri, processingOf, rulesOf } from '../process/events.ts';

async function rulesIn(records: readonly (Buffer | string)[]): Promise<PodRules> {
  const processing = await processingOf();
  await processing.load();
  const rules = new PodRules(processing);
  rules.add(records.map((data) => ({ data: Buffer.from(data), arrivalTimeMs, streamArn })));
  return rules;
}

const health = { type: 'exclude_at_match', name: 'health', pattern: 'healthz' };
const web: RuledContainer = {
  podName: 'web-5d8f7c9b6-zz9zz',
  namespaceName: 'shop',
  containerName: 'web',
  problems: [],
};

test('one for each container and annotation, the pod that came first, in the order in which they come', async () => {
  const annotations = rulesOf([health]);
  const other = rulesOf([{ ...health, pattern: 'ready' }]);
  const { containers, showsAnnotations } = await rulesIn([
    gzipSync(`plain\n${cri('a', { annotations })}\n${cri('b', { annotations })}\n`),
    cri('c', { annotations: other }),
    cri('d', { container: 'api', annotations: rulesOf([health], 'api') }),
    cri('e', { annotations }).replace('zz9zz', 'yy8yy'),
  ]);
  expect(containers).toEqual([web, web, { ...web, podName: 'api-5d8f7c9b6-zz9zz', containerName: 'api' }]);
  expect(showsAnnotations).toBe(true);
});

test('in a record of more lines than there is room to keep', async () => {
  const annotations = rulesOf([health]);
  const lines = [
    cri('first', { annotations }),
    cri('last', { container: 'api', annotations: rulesOf([health], 'api') }),
  ];
  const { containers } = await rulesIn([lines.join(`\n${'{}\n'.repeat(50_000)}\n`)]);
  expect(containers.map(({ containerName }) => containerName)).toEqual(['web', 'api']);
});

test('in a record that is one log, printed over many lines', async () => {
  const printed = JSON.stringify(JSON.parse(cri('a', { annotations: rulesOf([health]) })), null, 2);
  expect((await rulesIn([printed])).containers).toEqual([web]);
});

test('what is wrong with a rule', async () => {
  const annotations = rulesOf([{ ...health, name: 'typo', pattern: 'a(?=b)' }]);
  const { containers } = await rulesIn([cri('a', { annotations })]);
  expect(containers).toMatchObject([{ containerName: 'web', problems: [{ rule: 'typo' }] }]);
});

test.each<[string, readonly (Buffer | string)[], boolean]>([
  ['no annotations', [cri('a'), '{"log":"x"}', 'plain', '7'], false],
  ['annotations of others', [cri('a', { annotations: { a: 'b' } })], true],
  ['rules of another container', [cri('a', { annotations: rulesOf([health], 'other') })], true],
  ['an annotation without rules', [cri('a', { annotations: { 'ad.datadoghq.com/web.logs': '[{}]' } })], true],
  ['nothing that can be read', [Buffer.from([0x1f, 0x8b, 8, 0, 1])], false],
])('none in %s', async (_, records, shows) => {
  const rules = await rulesIn(records);
  expect(rules.containers).toEqual([]);
  expect(rules.showsAnnotations).toBe(shows);
});
