import { describe, expect, test } from '@jest/globals';
import { emptyMetadata } from '../../../src/fluent-bit/metadata.ts';
import { kubernetesValue, readsKubernetes, valueAt } from '../../../src/transform/pod/mapping.ts';

describe('the value at a dotted path', () => {
  test.each<[unknown, string, string | undefined]>([
    [{ a: { b: 'x' } }, 'a.b', 'x'],
    [{ 'a.b': 'x', a: { b: 'y' } }, 'a.b', 'x'],
    [{ 'a.b': {}, a: { b: 'y' } }, 'a.b', 'y'],
    [{ 'a.b': { c: 'x' } }, 'a.b.c', 'x'],
    [{ a: { 'b.c': 'x' } }, 'a.b.c', 'x'],
    [{ a: 7 }, 'a', '7'],
    [{ a: 0 }, 'a', '0'],
    [{ a: false }, 'a', 'false'],
    [{ a: '' }, 'a', undefined],
    [{ a: null }, 'a', undefined],
    [{ a: null }, 'a.b', undefined],
    [{ a: ['x'] }, 'a', undefined],
    [{ a: ['x'] }, 'a.0', 'x'],
    [{ a: 'x' }, 'a.length', undefined],
    [Object.create({ a: 'x' }), 'a', undefined],
    [{ '': { a: 'x' } }, '.a', undefined],
    [{ a: { c: 'x' } }, 'abc', undefined],
    [{ a: 'x' }, 'b', undefined],
    ['x', 'length', undefined],
    [null, 'a', undefined],
    [undefined, 'a', undefined],
  ])('%j at %s: %j', (value, path, expected) => {
    expect(valueAt(value, path)).toBe(expected);
  });
});

describe('the value of a pod', () => {
  const metadata = {
    ...emptyMetadata,
    podName: 'name',
    namespaceName: 'namespace',
    podId: 'id',
    host: 'host',
    podIp: 'ip',
    containerName: 'container',
    dockerId: 'docker',
    containerHash: 'hash',
    containerImage: 'image',
    labels: new Map([
      ['a.b', 'label'],
      ['none', ''],
      ['c\nd', 'lines'],
    ]),
    annotations: new Map([['a', 'annotation']]),
  };
  const map = {
    container_image: 'of the map',
    node: { zone: 'b' },
    labels: { a: 'of the map' },
    xlabels: { a: 'x' },
  };

  test.each<[string, string | undefined]>([
    ['pod_name', 'name'],
    ['namespace_name', 'namespace'],
    ['pod_id', 'id'],
    ['host', 'host'],
    ['pod_ip', 'ip'],
    ['container_name', 'container'],
    ['docker_id', 'docker'],
    ['container_hash', 'hash'],
    ['container_image', 'image'],
    ['labels.a.b', 'label'],
    ['labels.none', undefined],
    ['labels.c\nd', 'lines'],
    ['labels.a', undefined],
    ['annotations.a', 'annotation'],
    ['annotations.b', undefined],
    ['node.zone', 'b'],
    ['xlabels.a', 'x'],
    ['constructor', undefined],
  ])('%s: %j', (path, expected) => {
    expect(kubernetesValue(`kubernetes.${path}`, metadata, map)).toBe(expected);
  });

  test('is none where the metadata say nothing, whatever the map says', () => {
    expect(kubernetesValue('kubernetes.host', { ...metadata, host: '' }, { host: 'x' })).toBeUndefined();
    expect(
      kubernetesValue('kubernetes.host', { ...metadata, host: undefined }, { host: 'x' }),
    ).toBeUndefined();
  });

  test('is none of the line', () => {
    expect(kubernetesValue('node.zone', metadata, map)).toBeUndefined();
    expect(kubernetesValue('xxxxxxxxxxxnode.zone', metadata, map)).toBeUndefined();
    expect(
      ['kubernetes.a', 'kubernetes', 'a.kubernetes.b'].map((path) => readsKubernetes({ path, tagKey: 'x' })),
    ).toEqual([true, false, false]);
  });
});
