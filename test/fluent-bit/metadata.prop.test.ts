import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  isLiftedField,
  readKubernetesMap,
  readKubernetesNamespace,
  readLiftedMetadata,
} from '../../src/fluent-bit/metadata.ts';
import { runs } from '../support/property.ts';
import { kubernetesMaps, liftedAndRenamed } from '../support/kubernetes-maps.ts';

const fieldName = fc.constantFrom(
  ...Object.keys(kubernetesMaps['Owner_References On']),
  '__proto__',
  'pod_ip',
);
const prefix = fc.constantFrom('', 'kubernetes_', 'kube_', 'x.');
const key = fc.oneof(
  fc.tuple(prefix, fieldName).map((parts) => parts.join('')),
  fc.string(),
);
const someObject = fc.array(fc.tuple(key, fc.jsonValue())).map((entries) => Object.fromEntries(entries));

describe('readers of metadata', () => {
  test('never throw, whatever JSON there is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), someObject), (value) => {
        readKubernetesMap(value);
        readKubernetesNamespace(value);
        readLiftedMetadata(new Map(Object.entries(Object(value) as object)));
      }),
      runs(),
    );
  });

  test('give texts, maps of texts and lists only', () => {
    fc.assert(
      fc.property(someObject, (value) => {
        const metadata = readKubernetesMap(value);
        if (metadata === undefined) return;
        const { labels, annotations, ownerReferences, ...texts } = metadata;
        for (const text of Object.values(texts))
          expect(text === undefined || (typeof text === 'string' && text !== '')).toBe(true);
        for (const text of [...labels.values(), ...annotations.values()]) expect(typeof text).toBe('string');
        for (const owner of ownerReferences) expect(typeof owner.name).toBe('string');
      }),
      runs(),
    );
  });

  test('fields that isLiftedField does not name make no difference to lifted metadata', () => {
    const some = fc.subarray(Object.entries(liftedAndRenamed));
    fc.assert(
      fc.property(some, someObject, (lifted, other) => {
        const entries = [...Object.entries(other), ...lifted];
        const collected = entries.filter(([name]) => isLiftedField(name));
        expect(readLiftedMetadata(new Map(collected))).toEqual(readLiftedMetadata(new Map(entries)));
      }),
      runs(),
    );
  });
});
