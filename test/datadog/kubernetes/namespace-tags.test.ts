import { describe, expect, test } from '@jest/globals';
import { parseTagRules, type TagRules } from '../../../src/datadog/labels-as-tags.ts';
import { namespaceTags } from '../../../src/datadog/kubernetes/namespace-tags.ts';
import { readNamespaceMetadata } from '../../../src/fluent-bit/namespace.ts';

const shop = {
  name: 'shop',
  labels: { team: 'checkout', 'kubernetes.io/metadata.name': 'shop', size: 3 },
  annotations: { owner: 'a@example.com' },
};

describe('labels and annotations of a namespace', () => {
  test.each([
    ['{"team":"team"}', '{}', ['team:checkout']],
    [
      '{"*":"ns_%%label%%"}',
      '{"owner":"owner"}',
      ['ns_team:checkout', 'ns_kubernetes.io/metadata.name:shop', 'ns_size:3', 'owner:a@example.com'],
    ],
    ['{}', '{}', []],
  ])('%s and %s', (labels, annotations, tags) => {
    const options = { namespaceLabelsAsTags: rules(labels), namespaceAnnotationsAsTags: rules(annotations) };
    expect(namespaceTags(readNamespaceMetadata(shop)!, options)).toEqual(tags);
  });
});

describe('readNamespaceMetadata', () => {
  test.each([
    [shop, { name: 'shop', labels: 3, annotations: 1 }],
    [{ name: 'shop' }, { name: 'shop', labels: 0, annotations: 0 }],
    [{ labels: { a: 'b', c: {} } }, { name: undefined, labels: 1, annotations: 0 }],
  ])('%j', (value, expected) => {
    const { name, labels, annotations } = readNamespaceMetadata(value)!;
    expect({ name, labels: labels.size, annotations: annotations.size }).toEqual(expected);
  });

  test.each([[undefined], [null], ['shop'], [[]], [{}], [{ name: 7, labels: [] }]])('%j is none', (value) =>
    expect(readNamespaceMetadata(value)).toBeUndefined(),
  );
});

function rules(json: string): TagRules {
  const parsed = parseTagRules(json);
  if (!('value' in parsed)) throw new Error(parsed.because);
  return parsed.value;
}
