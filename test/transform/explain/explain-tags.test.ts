import { expect, test } from '@jest/globals';
import { kubernetes, type Environment, type Log } from '../../support/transformed.ts';
import { explained } from './stages.ts';

/** Many values are the same, so that none tells by itself where it comes from. */
const alike: Log = {
  log: 'x',
  ddtags: 'own:1',
  kubernetes: {
    pod_name: 'api-7d9f8b6c5d-abcde',
    namespace_name: 'shop',
    container_name: 'api',
    docker_id: 'b632',
    container_image: 'registry/api:1.2.3',
    labels: {
      'app.kubernetes.io/name': 'api',
      'pod-template-hash': '7d9f8b6c5d',
      'tags.datadoghq.com/service': 'api',
      'tags.datadoghq.com/version': '1.2.3',
      team: 'api',
    },
    annotations: {
      'ad.datadoghq.com/api.tags': '{"annotated":"api"}',
      'autoscaling.datadoghq.com/autoscaler-id': '1',
    },
  },
  kubernetes_namespace: { name: 'shop', labels: { unit: 'api' } },
};
const settings: Environment = {
  DD_TAGS: 'cost:api',
  DD_CLUSTER_NAME: 'api',
  DD_ENV: 'api',
  DD_KUBERNETES_POD_LABELS_AS_TAGS: '{"team":"team"}',
  DD_KUBERNETES_NAMESPACE_LABELS_AS_TAGS: '{"unit":"unit"}',
  TAG_MAPPING: 'kubernetes.pod_name:pod_name,kubernetes.labels.team:crew',
};
const label = 'kubernetes.labels.';

test.each([
  ['own:1', 'ddtags of the log'],
  ['pod_name:api-7d9f8b6c5d-abcde', 'kubernetes.pod_name'],
  ['crew:api', `${label}team`],
  ['container_name:api', 'kubernetes.container_name'],
  ['display_container_name:api_api-7d9f8b6c5d-abcde', 'kubernetes.pod_name, kubernetes.container_name'],
  ['kube_deployment:api', `kubernetes.pod_name, ${label}pod-template-hash`],
  ['kube_ownerref_kind:replicaset', `kubernetes.pod_name, ${label}pod-template-hash`],
  ['image_name:registry/api', 'kubernetes.container_image'],
  ['short_image:api', 'kubernetes.container_image'],
  ['image_tag:1.2.3', 'kubernetes.container_image'],
  ['service:api', `${label}tags.datadoghq.com/service`],
  ['version:1.2.3', `${label}tags.datadoghq.com/version`],
  ['kube_app_name:api', `${label}app.kubernetes.io/name`],
  ['team:api', `${label}team`],
  ['annotated:api', 'kubernetes.container_name, kubernetes.annotations.ad.datadoghq.com/api.tags'],
  [
    'kube_autoscaler_kind:datadogpodautoscaler',
    'kubernetes.annotations.autoscaling.datadoghq.com/autoscaler-id',
  ],
  ['unit:api', 'kubernetes_namespace'],
  ['cost:api', 'DD_TAGS'],
  ['kube_cluster_name:api', 'DD_CLUSTER_NAME'],
  ['kube_distribution:eks', 'something in the line says Kubernetes'],
  ['env:api', 'DD_ENV'],
])('%s comes from %s', (value, from) => {
  expect(explained(JSON.stringify(alike), settings).tags).toContainEqual({ value, from });
});

test.each<[name: string, line: Log, tag: string, from: string]>([
  ['the JSON message', { log: '{"ddtags":"a:1"}' }, 'a:1', 'ddtags of the JSON message'],
  ['an array', { message: 'x', ddtags: ['a:1', 'b:2'] }, 'b:2', 'ddtags of the log'],
  ['the log before DD_ENV', { message: 'x', ddtags: 'env:api' }, 'env:api', 'ddtags of the log'],
  [
    'two that say the same',
    {
      kubernetes: {
        ...kubernetes,
        annotations: { 'ad.datadoghq.com/tags': '{"a":1}', 'ad.datadoghq.com/web.tags': '{"a":1}' },
      },
    },
    'a:1',
    'several fields of the kubernetes map',
  ],
  [
    'an image, whose name the digest has, too',
    { kubernetes: { ...kubernetes, container_image: 'a/b:1', container_hash: 'a/b@sha256:c' } },
    'image_name:a/b',
    'kubernetes.container_image',
  ],
  [
    'an owner',
    {
      kubernetes: { ...kubernetes, ownerReferences: [{ kind: 'Job', name: 'j', controller: true }] },
    },
    'kube_job:j',
    'kubernetes.ownerReferences',
  ],
  [
    'FireLens',
    { log: 'x', ecs_cluster: 'arn:aws:ecs:a:1:cluster/c', ecs_task_arn: 'arn:aws:ecs:a:1:task/c/d' },
    'ecs_cluster_name:c',
    'ecs_cluster, without its ARN',
  ],
  [
    'own words that look like processing',
    { ddtags: 'my_multiline:1' },
    'my_multiline:1',
    'ddtags of the log',
  ],
  ['joining', { ddtags: 'multiline:x' }, 'multiline:x', 'processing'],
  ['cutting', { ddtags: 'truncated:x' }, 'truncated:x', 'processing'],
  ['a rule that cannot be used', { ddtags: 'kubehose_rule_error:x' }, 'kubehose_rule_error:x', 'processing'],
])('%s', (_, line, value, from) => {
  expect(explained(JSON.stringify(line), { DD_ENV: 'api' }).tags).toContainEqual({ value, from });
});

const pod = {
  ...kubernetes,
  host: 'node-1',
  labels: { team: 'a', app: 'shop' },
  annotations: { owner: 'b' },
};

test.each<[Log, Environment]>([
  [{ kubernetes: pod }, { TAGS_AS: 'attributes' }],
  [{ ddtags: '' }, { TAGS_EXCLUDE: '*' }],
  [{ ddtags: 7 }, { TAGS_AS: 'attributes' }],
])('%j %j: none', (line, environment) => {
  expect(explained(JSON.stringify(line), environment).tags).toEqual([]);
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
