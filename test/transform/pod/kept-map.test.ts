import { expect, test } from '@jest/globals';
import { enriched, guideTags, kubernetes, textOf } from '../../support/transformed.ts';

const map =
  '{ "pod_name" : "web-6c8d9f7b5d-x2lqp", "labels":{"pod-template-hash":"6c8d9f7b5d","app":"w\\u0065b","app":"web", "n":18446744073709551615} ,' +
  '"namespace_name":"shop","host":"node-1","container_name":"web","docker_id":"b632","annotations" : {} }';

test.each([
  [
    'labels,annotations',
    '{ "labels":{"pod-template-hash":"6c8d9f7b5d","app":"w\\u0065b","app":"web", "n":18446744073709551615} ,"annotations" : {} }',
  ],
  [' HOST , pod_name', '{ "pod_name" : "web-6c8d9f7b5d-x2lqp", "host":"node-1" }'],
  ['host', '{ "host":"node-1" }'],
  ['pod_ip', '{  }'],
])('KUBERNETES_ATTRIBUTES=%s keeps these members, byte for byte', (names, kept) => {
  const line = `{"log":"x","kubernetes" : ${map},"a":1}\n`;
  const whole = textOf(line);
  const output = textOf(line, { KUBERNETES_ATTRIBUTES: names });
  expect(output).toBe(whole.replace(map, kept));
  expect(output).toContain(guideTags);
  expect(textOf(output, { KUBERNETES_ATTRIBUTES: names })).toBe(output);
});

test.each([
  [
    'labels speak against the owner that the name suggests',
    'pod_name',
    { ...kubernetes, labels: { app: 'web' } },
  ],
  [
    'another image is in the hash',
    'container_hash',
    { ...kubernetes, container_image: 'a/b:1', container_hash: 'c/d@sha256:1' },
  ],
  ['the map says nothing of a pod', 'labels', { dummy: 1, labels: 'none' }],
])('the map stays whole where %s', (_, names, whole) => {
  expect(enriched({ kubernetes: whole }, { KUBERNETES_ATTRIBUTES: names })['kubernetes']).toEqual(whole);
});

test('a namespace of another name, which would count once the map names none', () => {
  const line = { kubernetes_namespace: { name: 'other' }, kubernetes };
  expect(enriched(line, { KUBERNETES_ATTRIBUTES: 'labels' })['kubernetes']).toEqual(kubernetes);
  expect(enriched(line, { KUBERNETES_ATTRIBUTES: 'namespace_name' })['kubernetes']).toEqual({
    namespace_name: 'shop',
  });
});
