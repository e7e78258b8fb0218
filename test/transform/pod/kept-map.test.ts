import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../../src/config/transform.ts';
import { enrichmentOf, type Enrichment } from '../../../src/transform/pod/enrichment.ts';
import { addsNothing, keptMembers, showsContainer } from '../../../src/transform/pod/kept-map.ts';
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

describe('a second pass adds nothing', () => {
  const none = enrichmentOf(undefined, undefined, { config: parseTransformConfig({}), tags: [] });
  const attribute = { key: 'a', value: 'x' };
  test.each<[string, Partial<Enrichment>, Partial<Enrichment>, boolean]>([
    ['where nothing is left', {}, {}, true],
    [
      'where an attribute is there, of any value',
      { attributes: [attribute] },
      {
        attributes: [
          { key: 'b', value: '' },
          { key: 'a', value: 'y' },
        ],
      },
      true,
    ],
    ['not where it is not', { attributes: [attribute] }, { attributes: [{ key: 'b', value: 'x' }] }, false],
    ['where a mapped tag is there', { mappedTags: ['a:b'] }, { mappedTags: ['a:b'] }, true],
    ['not where only the Agent has it', { mappedTags: ['a:b'] }, { agentTags: ['a:b'] }, false],
    ['where the Agent’s is there', { agentTags: ['a:b'] }, { agentTags: ['a:b'] }, true],
    ['where it is mapped', { agentTags: ['a:b'] }, { mappedTags: ['a:b'] }, true],
    ['where it is static', { agentTags: ['a:b'] }, { staticTags: ['a:b'] }, true],
    ['not where one of two is new', { agentTags: ['a:b', 'c:d'] }, { agentTags: ['a:b'] }, false],
    ['where a static one is there', { staticTags: ['a:b'] }, { staticTags: ['a:b'] }, true],
    [
      'not where one of two static ones is new',
      { staticTags: ['a:b', 'c:d'] },
      { staticTags: ['a:b'] },
      false,
    ],
    [
      'where the pod names the same service',
      { podService: 'a', service: 'a' },
      { podService: 'a', service: 'a' },
      true,
    ],
    ['not where it names another', { podService: 'a' }, { podService: 'b' }, false],
    ['where it names none any more', {}, { podService: 'b', service: 'b' }, true],
    ['where there was a service', { service: 'a' }, { service: 'b' }, true],
    ['not where there was none', { service: 'a' }, {}, false],
    ['where there was a source', { source: 'a' }, { source: 'b' }, true],
    ['not where there was no source', { source: 'a' }, {}, false],
  ])('%s', (_, left, whole, expected) => {
    expect(addsNothing({ ...none, ...left }, { ...none, ...whole })).toBe(expected);
  });
});

test.each([
  ['container_name,container_image,namespace_name', true],
  ['container_name,container_image,namespace_name,labels', true],
  ['container_image,namespace_name', false],
  ['container_name,namespace_name', false],
  ['container_name,container_image', false],
])('%s are all that filters look at: %s', (names, expected) => {
  expect(showsContainer(new Set(names.split(',')))).toBe(expected);
});

test.each([
  ['7', undefined],
  ['[]', undefined],
  ['{}', undefined],
  ['{"a":1}', undefined],
  ['{"a":1,"b":2}', '{"a":1}'],
  ['{"b":2}', '{}'],
])('of %s the member "a" is kept: %j', (text, expected) => {
  expect(keptMembers(Buffer.from(text), new Set(['a']))?.toString()).toBe(expected);
});
