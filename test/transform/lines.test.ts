import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { compress } from 'snappyjs';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform, maxUnpackedBytes, type RecordOutput } from '../../src/transform/record.ts';
import { createTransform } from '../../src/transform/transform.ts';

type Environment = Readonly<Record<string, string>>;
type Log = Record<string, unknown>;

const arrivalTimeMs = 1_767_323_045_000;
const streamArn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs';
const kubernetes = {
  pod_name: 'web-6c8d9f7b5d-x2lqp',
  namespace_name: 'shop',
  container_name: 'web',
  docker_id: 'b632',
};
const guideTags =
  'kube_container_name:web,kube_namespace:shop,pod_name:web-6c8d9f7b5d-x2lqp,container_id:b632';
const cri = '2023-01-27T16:53:43.110476104Z';

function transformed(data: Buffer | string, environment: Environment = {}): RecordOutput {
  const records = createRecordTransform(parseTransformConfig(environment));
  return records.transform({ data: Buffer.from(data), arrivalTimeMs, streamArn });
}

function textOf(data: Buffer | string, environment: Environment = {}): string {
  return Buffer.from(transformed(data, environment).data).toString();
}

function log(line: Log, environment: Environment = {}): Log {
  return JSON.parse(textOf(JSON.stringify(line), environment)) as Log;
}

describe('message', () => {
  test.each<[string, Log, Log, Environment?]>([
    ['log is renamed', { log: 'hello' }, { message: 'hello' }],
    ['its CRI prefix is cut', { log: `${cri} stdout F hello` }, { message: 'hello', stream: 'stdout' }],
    [
      'a partial line says so',
      { log: `${cri} stderr P he` },
      { message: 'he', stream: 'stderr', logtag: 'P' },
    ],
    ['an empty line', { log: `${cri} stdout F` }, { message: '' }],
    ['an unknown stream is no prefix', { log: `${cri} stdin F x` }, { message: `${cri} stdin F x` }],
    ['a message stays, and log beside it', { log: 'raw', message: 'own' }, { log: 'raw', message: 'own' }],
    ['a message is never cut', { message: `${cri} stdout F x` }, { message: `${cri} stdout F x` }],
    ['a log that is no string stays', { log: { a: 1 } }, { log: { a: 1 }, message: undefined }],
    ['a twin goes', { log: '{"a":1}', a: 1 }, { log: undefined, message: undefined, a: 1 }],
    [
      'a twin under a merge key goes',
      { log: '{"a":1}', k: { a: 1, b: 2 } },
      { log: undefined, message: undefined },
    ],
    [
      'a twin beside its message goes',
      { log: '{"message":"m"}', message: 'm' },
      { log: undefined, message: 'm' },
    ],
    [
      'a twin stays when asked to',
      { log: '{"a":1}', a: 1 },
      { log: '{"a":1}', message: undefined },
      { KEEP_LOG: 'true' },
    ],
    ['not a twin: another value', { log: '{"a":1}', a: 2 }, { message: '{"a":1}' }],
    [
      'not a twin: a number that was rounded',
      { log: '{"a":1674838500.1234567}', a: 1 },
      { message: expect.any(String) },
    ],
    ['not a twin: an empty object', { log: '{}' }, { message: '{}' }],
    [
      'the stream of the application stays',
      { log: `${cri} stdout F x`, stream: 'own' },
      { message: 'x', stream: 'own' },
    ],
  ])('%s', (...[, line, expected, environment]) => {
    const output = log({ ...line, kubernetes }, environment);
    for (const [key, value] of Object.entries(expected)) expect(output[key]).toEqual(value);
  });

  test('of duplicate logs the last is renamed and the others stay', () => {
    expect(textOf('{"log":"one","log":"two"}')).toMatch(/^\{"log":"one","message":"two",/u);
  });
});

describe('timestamp', () => {
  test.each<[string, Log, unknown]>([
    ['from the CRI prefix', { log: `${cri} stdout F x` }, 1_674_838_423_110],
    [
      'from the CRI prefix of a log that stays',
      { log: `${cri} stdout F x`, message: 'm' },
      1_674_838_423_110,
    ],
    ['from time', { time: '2023-01-27T17:53:43.5+01:00' }, 1_674_838_423_500],
    ['time as a number is not used', { time: 1_674_838_423_500 }, arrivalTimeMs],
    ['from the arrival', {}, arrivalTimeMs],
    ['not when the line has one', { timestamp: 'own' }, 'own'],
    ['not when the line is dated otherwise', { date: '2020-01-01T00:00:00' }, undefined],
    ['not when syslog is dated', { syslog: { timestamp: 1 } }, undefined],
    ['not when a JSON message is dated', { message: '{"eventTime":1}' }, undefined],
    ['a date in a message that is an object does not count', { message: { date: 1 } }, arrivalTimeMs],
  ])('%s', (_, line, expected) => {
    expect(log(line)['timestamp']).toEqual(expected);
  });

  test('none where nothing is known', () => {
    const records = createRecordTransform(parseTransformConfig({}));
    const output = records.transform({ data: Buffer.from('{"a":1}'), arrivalTimeMs: undefined, streamArn });
    expect(Buffer.from(output.data).toString()).not.toContain('timestamp');
  });
});

describe('status', () => {
  test.each<[string, Log, unknown]>([
    ['stderr is an error', { log: `${cri} stderr F x` }, 'error'],
    ['stdout is info', { log: `${cri} stdout F x` }, 'info'],
    ['from the stream that the parser left', { stream: 'stderr', log: 'x' }, 'error'],
    ['no stream, no status', { log: 'x' }, undefined],
    ['an unknown stream, no status', { stream: 'other', log: 'x' }, undefined],
    ['not over one of the line', { stream: 'stderr', status: 'ok' }, 'ok'],
    ['not where the line has a level', { stream: 'stderr', level: 'debug' }, undefined],
    ['not where a JSON message has a severity', { log: `${cri} stderr F {"severity":"x"}` }, undefined],
  ])('%s', (_, line, expected) => {
    expect(log(line)['status']).toEqual(expected);
  });
});

describe('tags', () => {
  const agentTag = 'kube_replica_set:web-6c8d9f7b5d';
  test('the line’s own first, then the guide’s four, the Agent’s, the static ones', () => {
    const output = log(
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

  test('those inside a JSON message are taken out of it, and nothing else of it is touched', () => {
    const inner = '{ "a":18446744073709551615,"ddtags":"in:1" , "s":"\\"\\u00e9\\\\" }';
    const output = log({ log: `${cri} stdout F ${inner}`, kubernetes });
    expect(output['message']).toBe('{ "a":18446744073709551615,"s":"\\"\\u00e9\\\\" }');
    expect(output['ddtags']).toMatch(/^in:1,kube_container_name:web/u);
  });

  test('a hundred at most, and the guide’s four among them', () => {
    const own = Array.from({ length: 150 }, (_, n) => `own:${n}`).join(',');
    const tags = (log({ ddtags: own, kubernetes })['ddtags'] as string).split(',');
    expect(tags).toHaveLength(100);
    expect(tags).toEqual(expect.arrayContaining(guideTags.split(',')));
    expect(tags.slice(0, 96)).toEqual(own.split(',').slice(0, 96));
  });

  test('values that are no tags are left out of them, never out of the record', () => {
    const map = {
      pod_name: 'a,b\nc',
      namespace_name: 7,
      container_name: { x: 1 },
      docker_id: 'x'.repeat(10_000),
      labels: 3,
    };
    const output = log({ kubernetes: map });
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
    ['the map dropped', { KUBERNETES_ATTRIBUTES: 'drop' }, {}, { ...attributes, kubernetes: undefined }],
    [
      'a map without tags stays',
      { KUBERNETES_ATTRIBUTES: 'drop' },
      { kubernetes: { dummy: 1 } },
      { kubernetes: { dummy: 1 } },
    ],
  ])('%s', (_, environment, line, expected) => {
    const output = log({ kubernetes, ...line }, environment);
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
    const output = log({ kubernetes, ...line }, environment);
    for (const [key, value] of Object.entries(expected)) expect(output[key]).toEqual(value);
  });
});

describe('where the metadata are', () => {
  test('kubernetes_namespace alone gives the namespace', () => {
    expect(log({ kubernetes_namespace: { name: 'shop' } })['ddtags']).toMatch(/^kube_namespace:shop,/u);
  });
  test('fields that nest has lifted', () => {
    expect(log({ k8s_pod_name: 'p-0', k8s_namespace_name: 'n' })['ddtags']).toMatch(
      /^kube_namespace:n,pod_name:p-0,/u,
    );
  });
  test('without any, what is known without them', () => {
    expect(log({ log: 'x' }, { DD_TAGS: 'a:b' })['ddtags']).toBe(
      'a:b,kube_distribution:eks,region:eu-west-1,aws_account:111122223333',
    );
  });
});

describe('records', () => {
  const one = `${JSON.stringify({ log: 'x', kubernetes })}\n`;
  const three = `${one}no JSON\n\n${one}\n`;

  test.each<[string, (text: string) => Buffer]>([
    ['gzip', (text) => gzipSync(text)],
    ['two gzip members', (text) => Buffer.concat([gzipSync(text.slice(0, 20)), gzipSync(text.slice(20))])],
    ['zstd', (text) => zstdCompressSync(text)],
    [
      'two zstd frames',
      (text) => Buffer.concat([zstdCompressSync(text.slice(0, 20)), zstdCompressSync(text.slice(20))]),
    ],
    ['snappy', (text) => Buffer.from(compress(Buffer.from(text)))],
  ])('%s comes back plain and enriched', (_, pack) => {
    expect(textOf(pack(three))).toBe(textOf(three));
    expect(textOf(pack(one))).toBe(textOf(one));
  });

  test('many lines: each by itself, text and blank lines where they were', () => {
    const enriched = textOf(one);
    expect(textOf(three)).toBe(`${enriched}no JSON\n\n${enriched}\n`);
    expect(transformed(three).lines).toEqual({ enriched: 2, untouched: { not_json: 1 }, ddtagsReplaced: 0 });
  });

  test('a pretty-printed object is one line', () => {
    const pretty = `${JSON.stringify({ log: 'x', kubernetes }, null, 2)}\n`;
    expect(transformed(pretty).lines.enriched).toBe(1);
    expect(JSON.parse(textOf(pretty))).toEqual(JSON.parse(textOf(one)));
    expect(textOf(pretty)).toContain('{\n  "message": "x",\n  "kubernetes": {\n');
  });

  const envelope = '{"messageType":"DATA_MESSAGE","owner":"1","logEvents":[]}';
  const bomb = gzipSync(Buffer.alloc(maxUnpackedBytes + 1));
  test.each<[string, Buffer | string, string]>([
    ['empty', '', 'empty'],
    ['white space', ' \n\n', 'empty'],
    ['text', 'plain text\n', 'not_json'],
    ['a scalar', '123\n', 'not_an_object'],
    ['an array', '[{"a":1}]', 'not_an_object'],
    ['cut-off JSON', '{"log":"x","kubernetes":{"pod_na', 'not_json'],
    ['what the Go plugin truncated', `{"log":"${'x'.repeat(100)}[Truncated...]`, 'not_json'],
    ['a byte order mark', '\ufeff{"log":"x"}', 'byte_order_mark'],
    ['a CloudWatch Logs envelope', envelope, 'cloudwatch_envelope'],
    ['a packed envelope', gzipSync(envelope), 'cloudwatch_envelope'],
    ['a gzip header without gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'damaged_compression'],
    ['gzip with garbage behind it', Buffer.concat([gzipSync(one), Buffer.from('x')]), 'damaged_compression'],
    ['truncated zstd', zstdCompressSync(one).subarray(0, 40), 'damaged_compression'],
    ['more than the cap', bomb, 'decompression_cap'],
  ])('%s: delivered as it came, and counted', (_, data, reason) => {
    const output = transformed(data);
    expect(output.changed).toBe(false);
    expect(Buffer.from(output.data).equals(Buffer.from(data))).toBe(true);
    expect(output.lines).toEqual({ enriched: 0, untouched: { [reason]: 1 }, ddtagsReplaced: 0 });
  });

  test('packed text comes back plain', () => {
    expect(textOf(gzipSync('plain text\n'))).toBe('plain text\n');
  });

  test('an application’s own messageType is no envelope', () => {
    expect(log({ messageType: 'DATA_MESSAGE', kubernetes })['pod_name']).toBe(kubernetes.pod_name);
    expect(log({ messageType: 'invoice' })['ddtags']).toBeDefined();
  });

  test('10,000 labels, __proto__ as a key, and a document 100,000 deep', () => {
    const labels = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`l${n}`, 'v']));
    expect(
      log(
        { kubernetes: { ...kubernetes, labels } },
        { DD_KUBERNETES_POD_LABELS_AS_TAGS: '{"*":"%%label%%"}' },
      )['pod_name'],
    ).toBe(kubernetes.pod_name);
    const odd =
      '{"__proto__":{"a":1},"kubernetes":{"__proto__":"x","pod_name":"p","labels":{"__proto__":"y"}}}';
    expect(textOf(odd)).toMatch(
      /^\{"__proto__":\{"a":1\},"kubernetes":\{"__proto__":"x",.*"ddtags":"pod_name:p,/u,
    );
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"kubernetes":{"pod_name":"p"}}`;
    expect(textOf(deep)).toContain('"pod_name:p,');
    const deepMap = `{"kubernetes":{"pod_name":"p","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    expect(textOf(deepMap)).toContain('"pod_name:p,');
  });
});

describe('base64', () => {
  const transform = createTransform(parseTransformConfig({}));
  test.each(['not base64', 'e30', 'e30=e30=', 'e3==0', '{"a":1}', '"\\\u0000'])(
    '%j is passed on as it is',
    async (data) => {
      const { response, report } = await transform({ records: [{ recordId: '1', data }] });
      expect(response.records).toEqual([{ recordId: '1', result: 'Ok', data }]);
      expect(report.lines.untouched).toEqual({ invalid_base64: 1 });
    },
  );
});
