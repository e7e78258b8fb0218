import { describe, expect, test } from '@jest/globals';
import { isLiftedField, readLiftedMetadata, type KubernetesMetadata } from '../../src/fluent-bit/metadata.ts';
import {
  containerId,
  image,
  imageId,
  kubernetesMaps,
  liftedAndRenamed,
  node,
  podId,
} from '../support/kubernetes-maps.ts';

const read = (record: object): KubernetesMetadata | undefined =>
  readLiftedMetadata(new Map(Object.entries(record)));

const all = {
  podName: 'checkout-7d9c5b6f4c-x2lqp',
  namespaceName: 'shop',
  podId,
  host: node,
  podIp: '10.0.1.2',
  containerName: 'api',
  dockerId: containerId,
  containerHash: imageId,
  containerImage: image,
};

function prefixed(prefix: string): Record<string, unknown> {
  const fields = Object.entries(kubernetesMaps['C plugin, 5.1.1']);
  return Object.fromEntries(fields.map(([key, value]) => [prefix + key, value]));
}

describe('readLiftedMetadata', () => {
  test.each(['', 'kubernetes_', 'kubernetes.', 'k8s_', 'k8s.', 'kube_', 'my-', 'meta.kubernetes.'])(
    'all fields, prefix %j',
    (prefix) => {
      const metadata = read({ log: 'x', ...prefixed(prefix) });
      expect(metadata).toMatchObject(all);
      expect(metadata?.labels.get('app.kubernetes.io/name')).toBe('checkout');
      expect(metadata?.annotations.get('Logging')).toBe('LoggingEnabled');
    },
  );

  test('lifted and renamed by modify', () => {
    const metadata = read(liftedAndRenamed);
    expect(metadata).toMatchObject(all);
    expect(metadata?.labels.get('pod-template-hash')).toBe('7d9c5b6f4c');
  });

  test.each<[string, object]>([
    ['docker_id', { pod_name: 'a', docker_id: containerId }],
    ['pod_id', { pod_name: 'a', pod_id: podId }],
    ['namespace_name', { pod_name: 'a', namespace_name: 'n' }],
    ['prefixed namespace_name', { k8s_pod_name: 'a', k8s_namespace_name: 'n' }],
    ['bare evidence beside a renamed pod name', { 'kubernetes.pod_name': 'a', docker_id: containerId }],
    ['an unknown prefix with its own evidence', { x_pod_name: 'a', x_pod_id: podId }],
  ])('evidence: %s', (_name, record) => expect(read(record)?.podName).toBe('a'));

  test.each<[string, object]>([
    ['nothing', {}],
    ['an application’s own pod_name', { pod_name: 'a', host: 'h', labels: { a: 'b' } }],
    [
      'our own flattened output',
      { pod_name: 'a', kube_namespace: 'n', kube_container_name: 'c', container_id: containerId, host: 'h' },
    ],
    ['docker_id that is no container id', { pod_name: 'a', docker_id: 'abc' }],
    ['docker_id in capitals', { pod_name: 'a', docker_id: containerId.toUpperCase() }],
    ['pod_id that is no UUID', { pod_name: 'a', pod_id: '17' }],
    ['evidence without a pod name', { docker_id: containerId, pod_id: podId, namespace_name: 'n' }],
    ['pod name of a wrong type', { pod_name: 1, docker_id: containerId }],
    ['empty pod name', { pod_name: '', docker_id: containerId }],
    ['an unknown prefix with evidence of another', { target_pod_name: 'a', docker_id: containerId }],
  ])('undefined: %s', (_name, record) => expect(read(record)).toBeUndefined());

  test('host and hostname count only with evidence', () => {
    expect(read({ pod_name: 'a', pod_id: podId, host: 'n' })?.host).toBe('n');
    expect(read({ pod_name: 'a', pod_id: podId, hostname: 'n' })?.host).toBe('n');
    expect(read({ pod_name: 'a', hostname: 'n' })).toBeUndefined();
  });

  test('a pod name about something else does not win over a whole lifted map', () => {
    const lifted = { ...kubernetesMaps.Use_Tag_For_Meta, target_pod_name: 'other', kube_pod_name: 'other' };
    expect(read(lifted)?.podName).toBe('checkout-7d9c5b6f4c-x2lqp');
  });

  test.each<[string, Record<string, unknown>]>([
    ['renamed', liftedAndRenamed],
    ['bare', { log: 'x', ...prefixed('') }],
    ['kubernetes_', { log: 'x', ...prefixed('kubernetes_') }],
    ['kube_', { log: 'x', ...prefixed('kube_') }],
    ['unknown prefix', { log: 'x', ...prefixed('my_') }],
    [
      'host under two names',
      { kube_pod_name: 'a', kube_host: 'n', host: 'www', namespace_name: 'n', docker_id: containerId },
    ],
    [
      'only the pod name renamed',
      { kube_pod_name: 'a', namespace_name: 'n', container_name: 'c', docker_id: containerId },
    ],
  ])('reads the same again after our own attributes were added: %s', (_name, record) => {
    const first = read(record)!;
    const flattened = {
      kube_container_name: first.containerName,
      kube_namespace: first.namespaceName,
      pod_name: first.podName,
      container_id: first.dockerId,
    };
    expect(read({ ...flattened, ...record })).toEqual(first);
    expect(read({ ...record, ...flattened })).toEqual(first);
  });
});

describe('isLiftedField', () => {
  test('every key that counts is recognised', () => {
    const keys = [
      ...Object.keys(prefixed('')),
      ...Object.keys(prefixed('kubernetes.')),
      ...Object.keys(prefixed('my_')),
    ];
    expect(keys.filter((key) => !isLiftedField(key))).toEqual([]);
    expect(
      ['kube_namespace', 'kube_container_name', 'hostname', 'ownerReferences'].every(isLiftedField),
    ).toBe(true);
  });

  test.each([
    'log',
    'message',
    'time',
    'stream',
    'level',
    'kubernetes',
    'service',
    'container_id',
    'hosts',
    '',
  ])('not %j', (key) => expect(isLiftedField(key)).toBe(false));
});
