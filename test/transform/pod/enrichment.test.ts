import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../../src/config/transform.ts';
import { readKubernetesMap } from '../../../src/fluent-bit/metadata.ts';
import { enrichmentOf, tagsOf, type Enrichment } from '../../../src/transform/pod/enrichment.ts';
import { kubernetes, type Environment, type Log } from '../../support/transformed.ts';

function enrichment(map: Log | undefined, environment: Environment = {}, tags: string[] = []): Enrichment {
  const known = { config: parseTransformConfig(environment), tags };
  return enrichmentOf(map && readKubernetesMap(map), map, known);
}

const membersOf = (...given: Parameters<typeof enrichment>): unknown =>
  JSON.parse(`{${Buffer.from(enrichment(...given).addition.members).toString()}}`);

const short = { pod_name: 'web', container_name: 'web' };
const labels = { 'tags.datadoghq.com/service': 'api', 'tags.datadoghq.com/env': 'prod' };
const attributes = { kube_container_name: 'web', pod_name: 'web' };
const tags = 'kube_container_name:web,pod_name:web,container_name:web,display_container_name:web_web';

describe('what is appended to a line that has none of it', () => {
  test.each<[string, Log | undefined, Environment, string[], Log]>([
    ['attributes and tags', short, {}, ['a:b'], { ...attributes, ddtags: `${tags},a:b` }],
    ['tags alone', short, { TAGS_AS: 'ddtags' }, [], { ddtags: tags }],
    ['attributes alone', short, { TAGS_AS: 'attributes' }, ['a:b'], attributes],
    ['static tags without a pod', undefined, {}, ['a:b'], { ddtags: 'a:b' }],
    [
      'those of a cluster with a pod',
      short,
      { TAGS_AS: 'ddtags' },
      ['kube_distribution:eks'],
      { ddtags: `${tags},kube_distribution:eks` },
    ],
    ['and not without', undefined, {}, ['kube_distribution:eks', 'a:b'], { ddtags: 'a:b' }],
    ['nothing', undefined, {}, [], {}],
    [
      'an env where nobody names one',
      undefined,
      { DD_ENV: 'dev' },
      ['environment:x'],
      { ddtags: 'environment:x,env:dev' },
    ],
    ['none beside another', undefined, { DD_ENV: 'dev' }, ['env:x'], { ddtags: 'env:x' }],
    ['none that is left out', undefined, { DD_ENV: 'dev', TAGS_EXCLUDE: 'env' }, ['a:b'], { ddtags: 'a:b' }],
    [
      'service and source of the settings',
      undefined,
      { DD_SERVICE: 's', DD_SOURCE: 'o' },
      [],
      { service: 's', ddsource: 'o' },
    ],
    [
      'those of the image last',
      { ...short, container_image: 'a/nginx:1' },
      { DD_AGENT_DEFAULTS: 'true', DD_SOURCE: 'o', TAGS_AS: 'attributes' },
      [],
      { ...attributes, service: 'nginx', ddsource: 'o' },
    ],
    [
      '…by its id, where the image is a bare digest',
      { ...short, container_image: 'sha256:1892862abcdef', container_hash: 'a/nginx@sha256:1892862abcdef' },
      { DD_AGENT_DEFAULTS: 'true', TAGS_AS: 'attributes' },
      [],
      { ...attributes, service: 'nginx', ddsource: 'nginx' },
    ],
    ['no image, no service', short, { DD_AGENT_DEFAULTS: 'true', TAGS_AS: 'attributes' }, [], attributes],
    [
      'the image only where asked to',
      { ...short, container_image: 'a/nginx:1' },
      { TAGS_AS: 'attributes' },
      [],
      attributes,
    ],
  ])('%s', (_, map, environment, known, expected) => {
    expect(membersOf(map, environment, known)).toEqual(expected);
  });
});

describe('what is known of a pod', () => {
  test('what it asks for is told from what the settings say', () => {
    expect(enrichment({ ...short, labels }, { DD_SERVICE: 's' })).toMatchObject({
      podService: 'api',
      service: 'api',
    });
    expect(enrichment(short, { DD_SERVICE: 's' })).toMatchObject({ podService: undefined, service: 's' });
  });

  test('its namespace', () => {
    expect(enrichment(kubernetes).hasNamespace).toBe(true);
    expect(enrichment(short).hasNamespace).toBe(false);
    expect(enrichment(undefined).hasNamespace).toBe(false);
  });

  test('rows and tags that are left out, each once', () => {
    const { leftOut, attributes: rows } = enrichment(short, { TAGS_EXCLUDE: 'pod_name,container_name,a' }, [
      'a:b',
    ]);
    expect(leftOut.map(({ value }) => value)).toEqual(['pod_name:web', 'container_name:web', 'a:b']);
    expect(rows).toEqual([{ key: 'kube_container_name', value: 'web' }]);
  });

  test('a value that makes no tag is an attribute', () => {
    const { mappedTags, attributes: rows } = enrichment({ pod_name: ' ', host: 'h' });
    expect(rows).toEqual([{ key: 'pod_name', value: ' ' }]);
    expect(mappedTags).toEqual([]);
  });

  test('nothing changes elsewhere in a line, and no tags give way', () => {
    expect(enrichment(short)).toMatchObject({
      keptMap: undefined,
      isLeftover: false,
      addition: { edits: [], replacesDdtags: false },
    });
  });
});

test('where there are too many tags, those of the mapping and the settings stay', () => {
  const own = Array.from({ length: 150 }, (_, n) => `own:${n}`);
  const lists = { mappedTags: ['m:1'], agentTags: ['agent:1'], staticTags: ['s:1'] };
  const all = tagsOf(own, lists, { config: parseTransformConfig({}), tags: [] });
  expect(all).toHaveLength(100);
  expect(all.slice(-2)).toEqual(['m:1', 's:1']);
});
