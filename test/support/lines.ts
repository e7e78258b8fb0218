import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { compress } from 'snappyjs';

/** Put where customers' data stand, so that a test can look for it in logs and errors. */
export const secret = 'S3CRET-payload';

const dockerId = 'b6321abbfc28bba6642b3c6a5bdfc5f0a2b8b0047d97455a1976ccb59df2504e';
const podId = '6c1dcf95-538d-b976-f64b-72bf65ace822';
const time = '2023-01-27T16:53:43.110476104Z';

const tagTexts = fc.constantFrom(
  'env:x',
  'a:b',
  ' team:z ',
  'a,b',
  '::',
  `long:${'x'.repeat(210)}`,
  'service:s',
  'kube_namespace:other',
  '',
  'k:v:',
  'é:ü',
  `t:${secret}`,
);

/** Strings as they stand in logs and metadata: texts, times, CRI lines, JSON inside strings, ids, tags. */
const texts = fc.oneof(
  fc.constantFrom(
    'error',
    'info',
    'web',
    'web-6c8d9f7b5d-x2lqp',
    time,
    `${time} stdout F hello ${secret}`,
    `${time} stderr P {"status":"x","ddtags":"q:r"}`,
    `${time} stdout F {"a":{"b":[1,2]},"level":"warn"}`,
    `${time} stdout F {"ddsource":"inner"}`,
    `${time} stderr F {"service":"inner"}`,
    `${time} stderr F {"service":"","status":""}`,
    `${time} stdout F {"severity":"inner","eventTime":1}`,
    `${time} stdout F`,
    `${time} stderr F:tag `,
    '{"a":1}',
    '{"status":"error"}',
    '{"stream":"stderr"}',
    '{"timestamp":1}',
    ' {"ddtags":"i:j","m":18446744073709551615}',
    '{"ddtags":["u:v"],"log":"x","service":"inner"}',
    '{"message":"z","n":1e400}',
    '{"ddtags":7}',
    '{"a":"{\\"b\\":\\"\\\\\\"\\"}"}',
    dockerId,
    podId,
  ),
  fc.string({ unit: 'binary' }),
  tagTexts,
  fc.json({ maxDepth: 3 }),
);

const attributeNames = fc.constantFrom(
  ...(
    'log message stream logtag time timestamp date status level ddtags service ddsource messageType syslog ' +
    'syslog.timestamp kubernetes kubernetes_namespace a b pod_name namespace_name docker_id pod_id container_name ' +
    'container_id labels host hostname kube_namespace kube_pod_name kube_container_name k8s_pod_name k8s_docker_id ' +
    '_kubehose_hops __proto__ constructor original_service original_status original_ddtags original_timestamp ' +
    'original_timestamp_2 original_date'
  ).split(' '),
  '',
);

/** The `kubernetes` map: any of its fields, also of wrong types. */
export const kubernetesMaps = fc.record(
  {
    pod_name: texts,
    namespace_name: texts,
    container_name: texts,
    docker_id: fc.oneof(texts, fc.integer()),
    pod_id: texts,
    host: fc.constantFrom('fargate-ip-10-0-1-2.eu-west-1.compute.internal', 'node-1'),
    container_image: fc.constantFrom('a/b:1', 'redis', 'x@sha256:11', 'sha256:ab'),
    labels: fc.oneof(
      fc.dictionary(
        fc.constantFrom(
          'app',
          'tags.datadoghq.com/env',
          'pod-template-hash',
          'job-name',
          'app_kubernetes_io/name',
        ),
        texts,
      ),
      texts,
    ),
    annotations: fc.dictionary(
      fc.constantFrom('ad.datadoghq.com/tags', 'ad.datadoghq.com/web.logs', 'x'),
      fc.oneof(
        texts,
        fc.constantFrom('{"a":"b","+c":["d","e"]}', '[{"source":"s","service":"t","tags":["q:1"]}]'),
      ),
    ),
  },
  { requiredKeys: [] },
);

const rawValues = fc.oneof(
  texts.map((text) => JSON.stringify(text)),
  fc.constantFrom('"stdout"', '"stderr"', '""', 'null', '1', '18446744073709551615', '1.0', '-0', '[]', '{}'),
  fc.array(tagTexts).map((tags) => JSON.stringify(tags)),
  fc.array(tagTexts, { maxLength: 130, size: 'max' }).map((tags) => JSON.stringify(tags.join(','))),
  kubernetesMaps.map((map) => JSON.stringify(map)),
  fc.json({ maxDepth: 2 }),
);

const members = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(attributeNames, rawValues) },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('kubernetes'),
      kubernetesMaps.map((map) => JSON.stringify(map)),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('log'),
      texts.map((text) => JSON.stringify(text)),
    ),
  },
);

/** JSON objects as text, in every shape that Fluent Bit's filters and users' applications make, duplicates included. */
export const objectLines = fc
  .tuple(fc.array(members, { maxLength: 8 }), fc.constantFrom('', ' ', '\t'))
  .map(([list, space]) => {
    const items = list.map(([key, raw]) => `${space}${JSON.stringify(key)}${space}:${space}${raw}`);
    return `{${items.join(',')}${space}}`;
  });

/** The guide's own line, whose pod comes again and again. */
const guideLines = fc
  .tuple(texts, kubernetesMaps)
  .map(
    ([text, map]) =>
      `{"log":${JSON.stringify(`${time} stdout F ${text}`)},"kubernetes":${JSON.stringify(map)}}`,
  );

/** A `log` whose members Fluent Bit has merged into the line. */
const twinLines = fc
  .dictionary(fc.constantFrom('a', 'b', 'level'), fc.jsonValue({ maxDepth: 1 }))
  .map((merged) => {
    const own = JSON.stringify(merged).slice(1, -1);
    return `{"stream":"stdout","log":${JSON.stringify(JSON.stringify(merged))}${own === '' ? '' : ','}${own}}`;
  });

const otherLines = fc.oneof(
  fc.string(),
  fc.json(),
  fc.constantFrom(
    '',
    '[1,2]',
    '"x"',
    '{"cut":',
    `${time} stdout F raw text`,
    `${time} stderr P {"status":"warn","ddtags":"raw:yes"}`,
    '\ufeff{"a":1}',
    '{"messageType":"DATA_MESSAGE","logEvents":[]}',
  ),
);

export const lines = fc.oneof(
  { weight: 6, arbitrary: objectLines },
  { weight: 3, arbitrary: guideLines },
  { weight: 2, arbitrary: twinLines },
  { weight: 2, arbitrary: otherLines },
);

/** Bytes that are not UTF-8, as Fluent Bit 1.9 emits them, somewhere in a string. */
function withBrokenUtf8(text: string): Buffer {
  const bytes = Buffer.from(text);
  const at = bytes.indexOf('hello');
  return at < 0
    ? bytes
    : Buffer.concat([bytes.subarray(0, at), Buffer.from([0xed, 0xa0, 0x80, 0xff]), bytes.subarray(at)]);
}

const packings = [
  (bytes: Buffer) => bytes,
  (bytes: Buffer) => gzipSync(bytes),
  (bytes: Buffer) => zstdCompressSync(bytes),
  (bytes: Buffer) => Buffer.from(compress(bytes)),
  (bytes: Buffer) => Buffer.concat([gzipSync(bytes), Buffer.from('garbage')]),
];

/** The bytes of a record: one line or several, any end, plain or packed, or no lines at all. */
export const recordBytes = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(
        fc.array(lines, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('\n', '', '\n\n', '\r\n'),
        fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4),
      )
      .map(([list, ending, packing]) => packings[packing]!(withBrokenUtf8(list.join('\n') + ending))),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
);

/** Environments of the transform, every variable varied. */
export const environments = fc.record({
  TAGS_AS: fc.constantFrom('ddtags', 'attributes', 'both'),
  KUBERNETES_ATTRIBUTES: fc.constantFrom(
    'keep',
    'drop',
    'labels,annotations',
    'pod_name,host',
    'container_hash,container_name',
    'docker_id',
    'pod_ip',
  ),
  TAGS_EXCLUDE: fc.constantFrom(
    '',
    '',
    'pod_name,image_*',
    'kube_*,env',
    '*',
    'kube_namespace,container_id,pod_name',
  ),
  TAGS_INCLUDE: fc.constantFrom('', '', 'env,a', 'kube_*'),
  KEEP_LOG: fc.constantFrom('true', 'false'),
  DD_AGENT_DEFAULTS: fc.constantFrom('true', 'false'),
  DD_ENV: fc.constantFrom('', 'prod'),
  DD_SERVICE: fc.constantFrom('', 'svc'),
  DD_SOURCE: fc.constantFrom('', 'src'),
  DD_TAGS: fc.constantFrom('', 'a:b,c:d'),
  DD_CLUSTER_NAME: fc.constantFrom('', 'main'),
  TAG_MAPPING: fc.constantFrom(
    'stream:from,status:level,from:origin',
    '',
    'kubernetes.pod_name:',
    'kubernetes.pod_name:my_pod,kubernetes.labels.app:app',
    'a:aa,level:lvl',
    'syslog.host:h',
    'kubernetes.docker_id:docker_id',
  ),
  DD_KUBERNETES_POD_LABELS_AS_TAGS: fc.constantFrom('', '{"*":"l_%%label%%"}', '{"app":"app,kube_app"}'),
  DD_KUBERNETES_POD_ANNOTATIONS_AS_TAGS: fc.constantFrom('', '{"x":"x"}'),
});
