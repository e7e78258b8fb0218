import { expect, test } from '@jest/globals';
import { readLogRouter } from '../../src/adapters/manifest-file.ts';

test.each([
  ['as it is', 'metadata: { name: aws-logging, namespace: aws-observability }', { a: 'b' }],
  ['in a file for kubectl -n', 'metadata: { name: aws-logging }', { a: 'b' }],
  ['in another namespace', 'metadata: { name: aws-logging, namespace: kube-system }', undefined],
  ['of another name', 'metadata: { name: logging, namespace: aws-observability }', undefined],
])('a ConfigMap %s', (_name, metadata, configMapData) => {
  const text = `kind: ConfigMap\n${metadata}\ndata: { a: b }\n`;
  expect(readLogRouter(text, 'x.yaml')).toEqual({ namespaceLabels: undefined, configMapData });
});
