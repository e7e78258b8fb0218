import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../src/config/config-error.ts';
import { configurationDocument } from '../../scripts/docs/configuration.ts';
import { guideMapping, parseTransformConfig, type TransformConfig } from '../../src/config/transform.ts';
import { transformVariables } from '../../src/config/variables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

function problems(environment: Environment): ConfigError {
  try {
    parseTransformConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('the environment of the transform', () => {
  test('nothing is needed', () => {
    expect(parseTransformConfig({})).toMatchObject({
      tagsAs: 'both',
      tagMapping: guideMapping,
      kubernetesAttributes: 'keep',
      keepLog: false,
      agentDefaults: false,
      staticTags: [],
      env: undefined,
      service: undefined,
      source: undefined,
    });
  });

  test.each<[Environment, Partial<TransformConfig>]>([
    [{ TAGS_AS: 'ddtags' }, { tagsAs: 'ddtags' }],
    [{ TAGS_AS: ' Attributes ' }, { tagsAs: 'attributes' }],
    [{ KUBERNETES_ATTRIBUTES: 'drop' }, { kubernetesAttributes: 'drop' }],
    [
      { KUBERNETES_ATTRIBUTES: 'labels, Annotations,ownerreferences' },
      { kubernetesAttributes: new Set(['labels', 'annotations', 'ownerReferences']) },
    ],
    [{ KEEP_LOG: 'true' }, { keepLog: true }],
    [{ DD_AGENT_DEFAULTS: 'TRUE' }, { agentDefaults: true }],
    [{ DD_TAGS: 'team:shop,cost_center:12' }, { staticTags: ['team:shop', 'cost_center:12'] }],
    [{ DD_TAGS: 'team:shop cost_center:12' }, { staticTags: ['team:shop', 'cost_center:12'] }],
    [{ DD_TAGS: ' , a:b:c ,' }, { staticTags: ['a:b:c'] }],
    [{ DD_CLUSTER_NAME: 'main' }, { staticTags: ['kube_cluster_name:main'] }],
    [{ DD_ENV: 'prod' }, { env: 'env:prod' }],
    [
      { DD_SERVICE: 'api', DD_SOURCE: 'nodejs' },
      { service: 'api', source: 'nodejs' },
    ],
    [
      { TAG_MAPPING: 'kubernetes.pod_name:' },
      { tagMapping: guideMapping.filter(({ tagKey }) => tagKey !== 'pod_name') },
    ],
    [
      { TAG_MAPPING: 'kubernetes.labels.app.kubernetes.io/name:app, trace.id:trace_id' },
      {
        tagMapping: [
          ...guideMapping,
          { path: 'kubernetes.labels.app.kubernetes.io/name', tagKey: 'app' },
          { path: 'trace.id', tagKey: 'trace_id' },
        ],
      },
    ],
  ])('%j', (environment, expected) => {
    expect(parseTransformConfig(environment)).toMatchObject(expected);
  });

  test.each<Environment>([
    { TAGS_AS: 'tags' },
    { KUBERNETES_ATTRIBUTES: 'yes' },
    { KUBERNETES_ATTRIBUTES: 'labels,' },
    { KUBERNETES_ATTRIBUTES: ',' },
    { KUBERNETES_ATTRIBUTES: 'drop,labels' },
    { KUBERNETES_ATTRIBUTES: 'labels,pod' },
    { TAGS_EXCLUDE: 'team:shop' },
    { TAGS_INCLUDE: ',' },
    { KEEP_LOG: '1' },
    { DD_AGENT_DEFAULTS: 'on' },
    { DD_TAGS: 'nocolon' },
    { DD_TAGS: 'a:b,c:' },
    { TAG_MAPPING: 'kubernetes.pod_name' },
    { TAG_MAPPING: ':x' },
    { TAG_MAPPING: 'ddtags:x' },
    { DD_KUBERNETES_POD_LABELS_AS_TAGS: '{app: 1}' },
    { DD_KUBERNETES_POD_LABELS_AS_TAGS: '["app"]' },
    { DD_KUBERNETES_POD_ANNOTATIONS_AS_TAGS: '{"a":1}' },
  ])('%j is refused with its name, its value and what is allowed', (environment) => {
    const [[name, value]] = Object.entries(environment) as [[keyof typeof transformVariables, string]];
    const { message } = problems(environment);
    expect(message).toContain(
      `${name} is ${JSON.stringify(value)}; allowed: ${transformVariables[name].allowed}`,
    );
  });

  test('labels as tags: the error also says what exactly is wrong', () => {
    const { message } = problems({ DD_KUBERNETES_POD_LABELS_AS_TAGS: '{"team":1}' });
    expect(message).toContain('. The value of "team" has to be a tag name or several, separated by commas.');
  });

  test.each([
    ['labels,,host', 'A name in the list is empty.'],
    ['labels,pod', '"pod" is no member that Fluent Bit writes.'],
  ])('members to keep: %s, and why not', (names, because) => {
    expect(problems({ KUBERNETES_ATTRIBUTES: names }).message).toContain(`. ${because}`);
  });

  test('all problems are in one error', () => {
    const wrong = { TAGS_AS: 'x', KEEP_LOG: 'x', DD_TAGS: 'x', DD_KUBERNETES_POD_LABELS_AS_TAGS: 'x' };
    expect(
      problems(wrong)
        .problems.map(({ name }) => name)
        .toSorted(),
    ).toEqual(Object.keys(wrong).toSorted());
  });

  test('every name is in the document', () => {
    for (const name of Object.keys(transformVariables))
      expect(configurationDocument()).toContain(`| \`${name}\` |`);
  });
});
