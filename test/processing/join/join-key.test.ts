import { expect, test } from '@jest/globals';
import { emptyMetadata, type KubernetesMetadata } from '../../../src/fluent-bit/metadata.ts';
import { joinKeyOf } from '../../../src/processing/join/join-key.ts';

const pod = { namespaceName: 'n', podName: 'p', podId: 'u', containerName: 'c', dockerId: 'd' };

function keyOf(fields: Partial<KubernetesMetadata>, stream?: 'stdout' | 'stderr'): string | undefined {
  return joinKeyOf({ ...emptyMetadata, ...fields }, stream);
}

test.each([
  [pod, true],
  [{ dockerId: 'd' }, true],
  [{ podId: 'u', containerName: 'c' }, true],
  [{ podName: 'p', containerName: 'c' }, true],
  [{ containerName: 'c' }, false],
  [{ podId: 'u' }, false],
  [{}, false],
])('%j is a container that is known: %s', (fields, isKnown) => {
  expect(keyOf(fields) !== undefined).toBe(isKnown);
});

test('what differs in anything is another source', () => {
  const others = [
    keyOf(pod, 'stdout'),
    keyOf(pod, 'stderr'),
    keyOf(pod),
    ...Object.keys(pod).map((field) => keyOf({ ...pod, [field]: 'x' }, 'stdout')),
    keyOf({ ...pod, podName: 'p","u' }, 'stdout'),
  ];
  expect(new Set(others).size).toBe(others.length);
  expect(keyOf(pod, 'stdout')).toBe(keyOf({ ...pod }, 'stdout'));
});
