import { describe, expect, test } from '@jest/globals';
import { kubernetes, type Environment, type Log } from '../../support/transformed.ts';
import { explained } from './stages.ts';

const pod = {
  ...kubernetes,
  host: 'node-1',
  labels: { team: 'a', app: 'shop' },
  annotations: { owner: 'b' },
};
const settings = { DD_TAGS: 'a:b' };
const fromMetadata = {
  DD_KUBERNETES_POD_LABELS_AS_TAGS: '{"team":"kube_team"}',
  DD_KUBERNETES_POD_ANNOTATIONS_AS_TAGS: '{"owner":"kube_owner"}',
};

describe('where a tag comes from', () => {
  test.each<[string, Log, Environment, Record<string, string>]>([
    [
      'a row of the mapping',
      { kubernetes: pod },
      {},
      { 'pod_name:web-6c8d9f7b5d-x2lqp': 'kubernetes.pod_name' },
    ],
    ['the settings', { kubernetes: pod }, settings, { 'a:b': 'the settings or the stream' }],
    [
      'a label, an annotation, a field',
      { kubernetes: pod },
      fromMetadata,
      {
        'kube_team:a': 'kubernetes.labels.team',
        'kube_owner:b': 'kubernetes.annotations.owner',
        'container_name:web': 'kubernetes.containerName',
      },
    ],
    [
      'what it must have been made from',
      { kubernetes: pod },
      {},
      { 'display_container_name:web_web-6c8d9f7b5d-x2lqp': 'made from pod name, owner, image or labels' },
    ],
    ['a task of ECS', { ecs_task_definition: 'a:1' }, {}, { 'task_family:a': 'the metadata' }],
    [
      'processing',
      { ddtags: 'multiline:x,truncated:x,kubehose_rule_error:x' },
      {},
      { 'multiline:x': 'processing', 'truncated:x': 'processing', 'kubehose_rule_error:x': 'processing' },
    ],
    [
      'the log',
      { ddtags: 'own:1,my_multiline:1' },
      {},
      { 'own:1': 'ddtags of the log', 'my_multiline:1': 'ddtags of the log' },
    ],
    ['DD_ENV', { a: 1 }, { DD_ENV: 'dev' }, { 'env:dev': 'the log or DD_ENV' }],
  ])('%s', (_, line, environment, expected) => {
    const { tags } = explained(JSON.stringify(line), environment);
    for (const [value, from] of Object.entries(expected)) expect(tags).toContainEqual({ value, from });
  });

  test.each<[Log, Environment]>([
    [{ kubernetes: pod }, { TAGS_AS: 'attributes' }],
    [{ ddtags: '' }, { TAGS_EXCLUDE: '*' }],
    [{ ddtags: 7 }, { TAGS_AS: 'attributes' }],
  ])('%j %j: none', (line, environment) => {
    expect(explained(JSON.stringify(line), environment).tags).toEqual([]);
  });
});

test.each<[Environment, string[]]>([
  [{}, []],
  [{ DD_ENV: 'dev' }, []],
  [{ TAGS_EXCLUDE: 'a', DD_TAGS: 'a:b' }, ['a:b']],
  [{ TAGS_EXCLUDE: 'a,env', DD_TAGS: 'a:b', DD_ENV: 'dev' }, ['a:b', 'env:dev']],
  [{ TAGS_EXCLUDE: 'env', DD_ENV: 'dev', DD_TAGS: 'env:x' }, ['env:x']],
  [{ TAGS_EXCLUDE: 'env,a', DD_ENV: 'dev', DD_TAGS: 'env:x,a:b' }, ['env:x', 'a:b']],
])('%j leaves out %j', (environment, expected) => {
  const { leftOut } = explained('{"a":1}', environment);
  expect(leftOut.map(({ value }) => value)).toEqual(expected);
});

const noPod = (map: string) =>
  `no tags of a pod: ${map}; is the kubernetes filter of Fluent Bit on, and can it reach the API?`;
const noLabels = 'no tags from labels: the map has none (Labels On)';
const noAnnotations = 'no tags or rules from annotations: the map has none (Annotations On)';

test.each<[string, Log, string[]]>([
  ['nothing', { kubernetes: pod }, []],
  ['a map', { a: 1 }, [noPod('no kubernetes map')]],
  ['what a map should hold', { kubernetes: { dummy: 1 } }, [noPod('a kubernetes map without pod data')]],
  ['labels and annotations', { kubernetes }, [noLabels, noAnnotations]],
  ['labels', { kubernetes: { ...pod, labels: {} } }, [noLabels]],
  ['annotations', { kubernetes: { ...pod, annotations: {} } }, [noAnnotations]],
  [
    'a container',
    { kubernetes: { ...pod, container_name: 7 } },
    ['no container name, so no annotation of a container counts'],
  ],
])('what could not be said without %s', (_, line, expected) => {
  expect(explained(JSON.stringify(line)).missing).toEqual(expected);
});
