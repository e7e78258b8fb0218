import { describe, expect, test } from '@jest/globals';
import {
  annotation,
  emptyMetadata,
  label,
  readKubernetesMap,
  readKubernetesNamespace,
} from '../../src/fluent-bit/metadata.ts';
import { containerId, image, imageId, kubernetesMaps, node, podId } from '../support/kubernetes-maps.ts';

describe('readKubernetesMap', () => {
  test('all fields', () => {
    const { labels, annotations } = kubernetesMaps['C plugin, 5.1.1'];
    expect(readKubernetesMap(kubernetesMaps['C plugin, 5.1.1'])).toEqual({
      podName: 'checkout-7d9c5b6f4c-x2lqp',
      namespaceName: 'shop',
      podId,
      host: node,
      podIp: '10.0.1.2',
      containerName: 'api',
      dockerId: containerId,
      containerHash: imageId,
      containerImage: image,
      labels: new Map(Object.entries(labels)),
      annotations: new Map(Object.entries(annotations)),
      ownerReferences: [],
    });
  });

  test.each(Object.entries(kubernetesMaps))('the names in every shape: %s', (_shape, map) => {
    expect(readKubernetesMap(map)).toMatchObject({
      podName: 'checkout-7d9c5b6f4c-x2lqp',
      namespaceName: 'shop',
      containerName: 'api',
      dockerId: containerId,
    });
  });

  test('Use_Tag_For_Meta has the four names and nothing else', () => {
    expect(readKubernetesMap(kubernetesMaps.Use_Tag_For_Meta)).toEqual({
      ...emptyMetadata,
      podName: 'checkout-7d9c5b6f4c-x2lqp',
      namespaceName: 'shop',
      containerName: 'api',
      dockerId: containerId,
    });
  });

  test('owner references', () => {
    expect(readKubernetesMap(kubernetesMaps['Owner_References On'])?.ownerReferences).toEqual([
      { kind: 'ReplicaSet', name: 'checkout-7d9c5b6f4c', controller: true },
    ]);
  });

  test('owner references of wrong types are left out', () => {
    const ownerReferences = [
      null,
      1,
      'x',
      [],
      {},
      { kind: 'Job' },
      { kind: 1, name: 'x' },
      { kind: 'Job', name: 'x' },
    ];
    expect(readKubernetesMap({ ownerReferences })?.ownerReferences).toEqual([
      { kind: 'Job', name: 'x', controller: false },
    ]);
    expect(readKubernetesMap({ pod_name: 'a', ownerReferences: {} })?.ownerReferences).toEqual([]);
  });

  test.each([
    [undefined],
    [null],
    [true],
    [1],
    ['text'],
    [[]],
    [['pod_name']],
    [{}],
    [{ dummy: 'Fri Jan 27 16:53:43 2023' }],
    [{ pod_name: 1, namespace_name: null, labels: [], annotations: 'x', host: {} }],
    [{ pod_name: '' }],
  ])('nothing of use: %j', (map) => expect(readKubernetesMap(map)).toBeUndefined());

  test('a field of a wrong type is left out, the others stay', () => {
    expect(readKubernetesMap({ pod_name: ['a'], host: 'n', pod_ip: 1 })).toEqual({
      ...emptyMetadata,
      host: 'n',
    });
  });

  test('numbers and booleans among label values become text, other types are left out', () => {
    const labels = { a: 'x', b: 1.5, c: true, d: null, e: {}, f: ['x'], g: '' };
    expect(readKubernetesMap({ labels })?.labels).toEqual(
      new Map([
        ['a', 'x'],
        ['b', '1.5'],
        ['c', 'true'],
        ['g', ''],
      ]),
    );
  });

  test('__proto__ is a key like any other and changes nothing', () => {
    const map: unknown = JSON.parse(
      '{"__proto__":{"pod_name":"evil"},"labels":{"__proto__":"x","constructor":"y","a":"z"}}',
    );
    const metadata = readKubernetesMap(map);
    expect(metadata).toEqual({
      ...emptyMetadata,
      labels: new Map([
        ['__proto__', 'x'],
        ['constructor', 'y'],
        ['a', 'z'],
      ]),
    });
    expect(Object.hasOwn(Object.prototype, 'pod_name')).toBe(false);
  });

  test('10,000 labels', () => {
    const labels = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`l${index}`, 'x']));
    expect(readKubernetesMap({ labels })?.labels.size).toBe(10_000);
  });
});

describe('label and annotation', () => {
  const metadata = readKubernetesMap({
    labels: {
      'app.kubernetes.io/name': 'dotted',
      'app_kubernetes_io/name': 'dotless',
      'tags_datadoghq_com/env': 'prod',
    },
    annotations: { 'ad_datadoghq_com/web_logs': '[]' },
  })!;

  test.each([
    ['app.kubernetes.io/name', 'dotted'],
    ['tags.datadoghq.com/env', 'prod'],
    ['app.kubernetes.io/version', undefined],
    ['constructor', undefined],
  ])('label %s', (key, value) => expect(label(metadata, key)).toBe(value));

  test('annotation', () => {
    expect(annotation(metadata, 'ad.datadoghq.com/web.logs')).toBe('[]');
    expect(annotation(metadata, 'tags.datadoghq.com/env')).toBeUndefined();
  });
});

describe('readKubernetesNamespace', () => {
  test.each([
    [{ name: 'shop', labels: { team: 'checkout' }, annotations: {} }, 'shop'],
    [{ labels: {} }, undefined],
    [{ name: 1 }, undefined],
    [{ name: '' }, undefined],
    [['shop'], undefined],
    ['shop', undefined],
    [null, undefined],
  ])('%j', (value, name) => expect(readKubernetesNamespace(value)).toBe(name));
});
