import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../../src/config/transform.ts';
import type { ObjectLine } from '../../../src/transform/line/line-view.ts';
import { createRecordTransform, createStages, type RecordTransform } from '../../../src/transform/record.ts';
import {
  arrivalTimeMs,
  criTime,
  enriched,
  kubernetes,
  streamArn,
  type Environment,
  type Log,
} from '../../support/transformed.ts';

const config = parseTransformConfig({});

function output(records: RecordTransform, line: string): string {
  return Buffer.from(
    records.transform({ data: Buffer.from(line), arrivalTimeMs, streamArn }).data,
  ).toString();
}

test('a function that has met more pods than it remembers', () => {
  const records = createRecordTransform(config);
  const pods = Array.from(
    { length: 60 },
    (_, index) =>
      `${JSON.stringify({ log: 'x', kubernetes: { ...kubernetes, pod_name: `web-${index}`, annotations: { notes: 'x'.repeat(300_000) } } })}\n`,
  );
  for (const line of [...pods, ...pods.slice(0, 3), ...pods.slice(-3)]) {
    expect(output(records, line) === output(createRecordTransform(config), line)).toBe(true);
  }
});

const nameless = { pod_name: 'web-0', container_name: 'web' };
const arn = 'arn:aws:ecs:eu-west-1:111122223333:task/shop/9355824e63ee43d49dfbd3b33edeed7e';
const byLabel = { DD_KUBERNETES_NAMESPACE_LABELS_AS_TAGS: '{"team":"kube_team"}' };
const team = { team: 'a' };

describe('where the metadata of a pod are', () => {
  test.each<[string, Log, readonly string[], readonly string[], Environment?]>([
    ['in a map', { kubernetes: nameless }, ['pod_name:web-0'], ['kube_namespace']],
    [
      'in a map, the namespace beside it',
      { kubernetes: nameless, kubernetes_namespace: { name: 'shop' } },
      ['pod_name:web-0', 'kube_namespace:shop', 'kube_distribution:eks'],
      [],
    ],
    [
      'in a map that names its namespace, too',
      { kubernetes, kubernetes_namespace: { name: 'other' } },
      ['kube_namespace:shop'],
      ['other'],
    ],
    [
      'in a map, labels of the namespace beside it',
      { kubernetes, kubernetes_namespace: { name: 'shop', labels: team } },
      ['kube_namespace:shop', 'kube_team:a', 'container_id:b632'],
      [],
      byLabel,
    ],
    [
      'in a map that says nothing, the namespace beside it',
      { kubernetes: { dummy: 1 }, kubernetes_namespace: { name: 'shop', labels: team } },
      ['kube_namespace:shop', 'kube_team:a', 'kube_distribution:eks'],
      [],
      byLabel,
    ],
    [
      'in a map that says nothing, of a namespace neither',
      { kubernetes: { dummy: 1 }, kubernetes_namespace: {} },
      ['region:eu-west-1'],
      ['kube_namespace'],
    ],
    [
      'at the top level, the namespace beside them',
      {
        k8s_pod_name: 'p-0',
        k8s_namespace_name: 'shop',
        kubernetes_namespace: { name: 'shop', labels: team },
      },
      ['pod_name:p-0', 'kube_namespace:shop', 'kube_team:a', 'kube_distribution:eks'],
      [],
      byLabel,
    ],
    [
      'at the top level, with a namespace',
      { k8s_pod_name: 'p-0', k8s_namespace_name: 'n', kubernetes_namespace: { name: 'shop' } },
      ['kube_namespace:n'],
      ['shop'],
    ],
    ['in the task of ECS', { ecs_task_arn: arn }, [`task_arn:${arn}`], ['kube_']],
    ['in its definition', { ecs_task_definition: 'a:1' }, ['task_family:a'], ['kube_']],
    [
      'nowhere: a task that is none',
      { ecs_task_arn: 7, stream: 'stdout' },
      ['region:eu-west-1'],
      ['kube_', 'task_'],
    ],
    ['in a map, a task beside it', { kubernetes, ecs_task_arn: arn }, ['kube_namespace:shop'], ['task_']],
    [
      'nowhere: a runtime wrote it',
      { log: `${criTime} stdout F x` },
      ['kube_distribution:eks'],
      ['pod_name'],
    ],
    ['nowhere: a parser cut a prefix', { logtag: 'F' }, ['kube_distribution:eks'], ['pod_name']],
    ['nowhere: a stream', { stream: 'stdout' }, ['kube_distribution:eks'], ['pod_name']],
    ['nowhere', { log: 'x' }, ['region:eu-west-1'], ['kube_']],
  ])('%s', (...[, line, has, hasNot, environment]) => {
    const ddtags = String(enriched(line, environment)['ddtags']);
    expect(ddtags.split(',')).toEqual(expect.arrayContaining([...has]));
    for (const text of hasNot) expect(ddtags).not.toContain(text);
  });

  test('a cluster and tags of the settings are for lines of Kubernetes, wherever they came from', () => {
    const environment = { DD_TAGS: 'a:b', DD_CLUSTER_NAME: 'main' };
    for (const line of [
      { kubernetes },
      { stream: 'stdout' },
      { k8s_pod_name: 'p-0', k8s_namespace_name: 'n' },
    ])
      expect(enriched(line, environment)['ddtags']).toMatch(
        /a:b,kube_cluster_name:main,kube_distribution:eks,/u,
      );
    expect(enriched({ ecs_task_arn: arn }, environment)['ddtags']).not.toContain('kube_cluster_name');
  });
});

test('each stream has its account and region, also where no pod is known', () => {
  const records = createRecordTransform(config);
  const data = Buffer.from('{"stream":"stdout"}');
  const unknown = Buffer.from('{"a":1}');
  for (const [arnOfStream, region] of [
    [streamArn, 'eu-west-1'],
    [streamArn.replace('eu-west-1', 'us-east-2'), 'us-east-2'],
  ] as const)
    for (const line of [data, unknown]) {
      const done = records.transform({ data: line, arrivalTimeMs, streamArn: arnOfStream });
      expect(Buffer.from(done.data).toString()).toContain(`region:${region},aws_account:111122223333"`);
    }
});

test('without a stream there is neither', () => {
  const records = createRecordTransform(config);
  const tagsOf = (line: string): unknown => {
    const done = records.transform({ data: Buffer.from(line), arrivalTimeMs, streamArn: undefined });
    return (JSON.parse(Buffer.from(done.data).toString()) as Log)['ddtags'];
  };
  expect(tagsOf('{"a":1}')).toBeUndefined();
  expect(tagsOf('{"stream":"stdout"}')).toBe('kube_distribution:eks');
});

test.each<[string, Log, boolean, boolean]>([
  ['pod_name', { pod_name: 'p-0' }, true, true],
  ['pod_name', { pod_name: 'p-0', namespace_name: 'n' }, true, false],
  ['pod_name,namespace_name,container_name,container_image', { pod_name: 'p-0' }, true, false],
  ['keep', { pod_name: 'p-0' }, true, false],
  ['keep', { dummy: 1 }, false, false],
])(
  'KUBERNETES_ATTRIBUTES=%s and the map %j: metadata %s, left by an earlier pass %s',
  (names, map, has, left) => {
    const { reader, pods } = createStages(parseTransformConfig({ KUBERNETES_ATTRIBUTES: names }));
    const bytes = Buffer.from(JSON.stringify({ kubernetes: map }));
    const text = { bytes, start: 0, end: bytes.length, isPacked: false, isOneLine: true };
    const line = reader.nextLine(text, 0);
    const { metadata, isLeftover } = pods.enrichmentFor(line as ObjectLine);
    expect([metadata !== undefined, isLeftover]).toEqual([has, left]);
  },
);
