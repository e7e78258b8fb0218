import { describe, expect, test } from '@jest/globals';
import {
  criTime,
  enriched,
  guideTags,
  kubernetes,
  textOf,
  transformed,
  type Environment,
  type Log,
} from '../support/transformed.ts';

describe('tags', () => {
  const agentTag = 'kube_replica_set:web-6c8d9f7b5d';
  test('the line’s own first, then the guide’s four, the Agent’s, the static ones', () => {
    const output = enriched(
      { ddtags: 'own:1', kubernetes },
      { DD_TAGS: 'team:a', DD_CLUSTER_NAME: 'main', DD_ENV: 'prod' },
    );
    expect(output['ddtags']).toMatch(
      new RegExp(`^own:1,${guideTags},.*${agentTag},.*team:a,kube_cluster_name:main,`, 'u'),
    );
    expect(output['ddtags']).toMatch(
      /,kube_distribution:eks,region:eu-west-1,aws_account:111122223333,env:prod$/u,
    );
  });

  test.each<[string, unknown, RegExp, number]>([
    ['an array of strings is joined', ['a:1', 'b:2'], /^a:1,b:2,kube_container_name:web/u, 0],
    ['a number gives way to ours, and is counted', 7, /^kube_container_name:web/u, 1],
    ['null gives way, and is counted', null, /^kube_container_name:web/u, 1],
    ['an empty string', '', /^kube_container_name:web/u, 0],
    [
      'a tag that is ours already is there once',
      'pod_name:web-6c8d9f7b5d-x2lqp',
      /^pod_name:web-6c8d9f7b5d-x2lqp,kube_container/u,
      0,
    ],
  ])('ddtags: %s', (_, ddtags, expected, replaced) => {
    const output = transformed(JSON.stringify({ ddtags, kubernetes }));
    expect((JSON.parse(Buffer.from(output.data).toString()) as Log)['ddtags']).toMatch(expected);
    expect(output.lines.ddtagsReplaced).toBe(replaced);
  });

  test.each<[string, Log, RegExp]>([
    ['nobody names one', {}, /,env:prod$/u],
    ['the line names one', { ddtags: 'env:own' }, /^env:own,(?!.*env:prod)/u],
    ['its JSON message does', { log: '{"ddtags":"env:own"}' }, /^env:own,(?!.*env:prod)/u],
    [
      'the pod does',
      { kubernetes: { ...kubernetes, labels: { 'tags.datadoghq.com/env': 'own' } } },
      /,env:own,(?!.*env:prod)/u,
    ],
  ])('DD_ENV where %s', (_, line, expected) => {
    expect(enriched({ kubernetes, ...line }, { DD_ENV: 'prod' })['ddtags']).toMatch(expected);
  });

  test.each<[string, Environment, string | RegExp]>([
    [
      'only what is included, and the guide’s four',
      { TAGS_INCLUDE: 'env,team' },
      `own:1,${guideTags},team:a,env:prod`,
    ],
    [
      'a static tag and an env that are excluded',
      { TAGS_EXCLUDE: 'team,env' },
      /^own:1,(?!.*(?:team|env):)/u,
    ],
    ['everything by a glob', { TAGS_EXCLUDE: '*' }, `own:1,${guideTags}`],
    [
      'everything, the four by name',
      { TAGS_EXCLUDE: '* kube_namespace pod_name container_id kube_container_name' },
      'own:1',
    ],
    ['what the line has itself stays', { TAGS_EXCLUDE: 'own' }, /^own:1,/u],
  ])('%s', (_, names, expected) => {
    const environment = { DD_TAGS: 'team:a', DD_ENV: 'prod', ...names };
    const output = enriched({ ddtags: 'own:1', kubernetes }, environment);
    if (typeof expected === 'string') expect(output['ddtags']).toBe(expected);
    else expect(output['ddtags']).toMatch(expected);
  });

  test.each(['null', '[]', '{}', '""', '" , "', '[ ]'])(
    'a ddtags of %s stays where no tag is added',
    (ddtags) => {
      const line = `{"ddtags":${ddtags},"message":"x"}`;
      expect(textOf(line, { TAGS_EXCLUDE: '*', STATUS_FROM: 'none' })).toContain(`"ddtags":${ddtags},`);
    },
  );

  test('a ddtags that says all of it already keeps its bytes', () => {
    const line =
      '{"ddtags":"kube_distribution\\u003aeks,region:eu-west-1,aws_account:11112222333\\u0033","a":1}';
    expect(textOf(line)).toContain(line.slice(0, -1));
  });

  test('those inside a JSON message are taken out of it, and nothing else of it is touched', () => {
    const inner = '{ "a":18446744073709551615,"ddtags":"in:1" , "s":"\\"\\u00e9\\\\" }';
    const output = enriched({ log: `${criTime} stdout F ${inner}`, kubernetes });
    expect(output['message']).toBe('{ "a":18446744073709551615,"s":"\\"\\u00e9\\\\" }');
    expect(output['ddtags']).toMatch(/^in:1,kube_container_name:web/u);
  });

  test('a hundred at most, and the guide’s four among them', () => {
    const own = Array.from({ length: 150 }, (_, n) => `own:${n}`).join(',');
    const tags = (enriched({ ddtags: own, kubernetes })['ddtags'] as string).split(',');
    expect(tags).toHaveLength(100);
    expect(tags).toEqual(expect.arrayContaining(guideTags.split(',')));
    expect(tags.slice(0, 93)).toEqual(own.split(',').slice(0, 93));
    expect(tags.slice(-3)).toEqual(['kube_distribution:eks', 'region:eu-west-1', 'aws_account:111122223333']);
  });

  test('values that are no tags are left out of them, never out of the record', () => {
    const map = {
      pod_name: 'a,b\nc',
      namespace_name: 7,
      container_name: { x: 1 },
      docker_id: 'x'.repeat(10_000),
      labels: 3,
    };
    const output = enriched({ kubernetes: map });
    expect(output['kubernetes']).toEqual(map);
    const tags = (output['ddtags'] as string).split(',');
    expect(tags[0]).toBe('pod_name:a_b_c');
    expect(tags[1]).toBe(`container_id:${'x'.repeat(187)}`);
    expect(output['ddtags']).not.toMatch(/kube_namespace|kube_container_name/u);
  });
});

describe('attributes', () => {
  const attributes = {
    kube_container_name: 'web',
    kube_namespace: 'shop',
    pod_name: 'web-6c8d9f7b5d-x2lqp',
    container_id: 'b632',
  };
  test.each<[string, Environment, Log, Log]>([
    ['both by default', {}, {}, { ...attributes, ddtags: expect.stringContaining(guideTags) }],
    [
      'ddtags only',
      { TAGS_AS: 'ddtags' },
      {},
      { pod_name: undefined, ddtags: expect.stringContaining(guideTags) },
    ],
    ['attributes only', { TAGS_AS: 'attributes' }, { ddtags: 7 }, { ...attributes, ddtags: 7 }],
    [
      'never over the application’s own',
      {},
      { kube_namespace: 'own' },
      { ...attributes, kube_namespace: 'own' },
    ],
    [
      'a renamed row',
      { TAG_MAPPING: 'kubernetes.pod_name:pod' },
      {},
      { pod: 'web-6c8d9f7b5d-x2lqp', pod_name: undefined },
    ],
    [
      'a removed row',
      { TAG_MAPPING: 'kubernetes.pod_name:' },
      {},
      { pod_name: undefined, kube_namespace: 'shop' },
    ],
    ['a row of the line', { TAG_MAPPING: 'trace.id:trace_id' }, { trace: { id: 5 } }, { trace_id: '5' }],
    [
      'a row that TAGS_EXCLUDE names',
      { TAGS_EXCLUDE: 'pod_name,kube_*' },
      {},
      { pod_name: undefined, kube_namespace: 'shop' },
    ],
    [
      'a row of the line that a glob excludes',
      { TAG_MAPPING: 'trace.id:trace_id', TAGS_EXCLUDE: 'trace*' },
      { trace: { id: 5 } },
      { trace_id: undefined },
    ],
    ['the map dropped', { KUBERNETES_ATTRIBUTES: 'drop' }, {}, { ...attributes, kubernetes: undefined }],
    [
      'a map without tags stays',
      { KUBERNETES_ATTRIBUTES: 'drop' },
      { kubernetes: { dummy: 1 } },
      { kubernetes: { dummy: 1 } },
    ],
  ])('%s', (_, environment, line, expected) => {
    const output = enriched({ kubernetes, ...line }, environment);
    for (const [key, value] of Object.entries(expected)) expect(output[key]).toEqual(value);
  });
});

describe('service and source', () => {
  const labels = { 'tags.datadoghq.com/service': 'shop-api' };
  const annotations = { 'ad.datadoghq.com/web.logs': '[{"source":"nodejs","service":"from-annotation"}]' };
  const image = { container_image: 'org/nginx:1' };
  test.each<[string, Log, Environment, Log]>([
    ['none unless the pod asks', {}, {}, { service: undefined, ddsource: undefined }],
    ['from the label', { kubernetes: { ...kubernetes, labels } }, {}, { service: 'shop-api' }],
    [
      'from the annotation',
      { kubernetes: { ...kubernetes, labels, annotations } },
      {},
      { service: 'from-annotation', ddsource: 'nodejs' },
    ],
    ['the fallback', {}, { DD_SERVICE: 'svc', DD_SOURCE: 'src' }, { service: 'svc', ddsource: 'src' }],
    [
      'the pod before the fallback',
      { kubernetes: { ...kubernetes, labels } },
      { DD_SERVICE: 'svc' },
      { service: 'shop-api' },
    ],
    [
      'the line before the pod',
      { service: 'own', kubernetes: { ...kubernetes, labels } },
      {},
      { service: 'own' },
    ],
    [
      'a JSON message before the pod',
      { log: '{"service":"in"}', kubernetes: { ...kubernetes, labels } },
      {},
      { service: undefined },
    ],
    [
      'the image, when asked to',
      { kubernetes: { ...kubernetes, ...image } },
      { DD_AGENT_DEFAULTS: 'true' },
      { service: 'nginx', ddsource: 'nginx' },
    ],
  ])('%s', (_, line, environment, expected) => {
    const output = enriched({ kubernetes, ...line }, environment);
    for (const [key, value] of Object.entries(expected)) expect(output[key]).toEqual(value);
  });
});

describe('where the metadata are', () => {
  test('kubernetes_namespace alone gives the namespace', () => {
    expect(enriched({ kubernetes_namespace: { name: 'shop' } })['ddtags']).toMatch(/^kube_namespace:shop,/u);
  });
  test('fields that nest has lifted', () => {
    expect(enriched({ k8s_pod_name: 'p-0', k8s_namespace_name: 'n' })['ddtags']).toMatch(
      /^kube_namespace:n,pod_name:p-0,/u,
    );
  });
  test('without any, what is known without them', () => {
    const environment = { DD_TAGS: 'a:b', DD_CLUSTER_NAME: 'main' };
    const known = 'a:b,kube_cluster_name:main,region:eu-west-1,aws_account:111122223333';
    expect(enriched({ log: 'x' }, environment)['ddtags']).toBe(known);
    expect(enriched({ log: 'x', stream: 'stdout' }, environment)['ddtags']).toBe(
      known.replace('main,', 'main,kube_distribution:eks,'),
    );
  });
});
