import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import { criTime, enriched, kubernetes, textOf, type Environment, type Log } from '../support/transformed.ts';

const records = createRecordTransform(parseTransformConfig({}));

function output(bytes: Buffer): Buffer {
  return Buffer.from(
    records.transform({ data: bytes, arrivalTimeMs: 1_674_838_500_000, streamArn: undefined }).data,
  );
}

const labelled = { ...kubernetes, labels: { 'tags.datadoghq.com/service': 'shop' } };

/** Fluent Bit 1.9.10: no pod_ip, raw UTF-8, and CESU-8 for a surrogate pair that an application wrote as escapes. */
const oldRecord = Buffer.concat([
  Buffer.from('{"stream":"stdout","logtag":"F","emoji":"'),
  Buffer.from([0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]),
  Buffer.from('","cut":"'),
  Buffer.from([0xed, 0xa0, 0x80, 0xf8, 0x88, 0x80, 0x80, 0x80]),
  Buffer.from(
    '","id":9223372036854775807,"big":1e+308,"kubernetes":{"pod_name":"web-6c8d9f7b5d-x2lqp","namespace_name":"shop",' +
      '"pod_id":"6c1dcf95-538d-b976-f64b-72bf65ace822","host":"fargate-ip-10-0-1-2.eu-west-1.compute.internal",' +
      '"container_name":"web","docker_id":"b632","container_hash":"shop/web@sha256:0bb7","container_image":"shop/web:1.2"}}\n',
  ),
]);

/** The Go plugin with `replace_dots _`: keys sorted at every level, `kubernetes` before `log`, < and > as escapes. */
const goRecord = Buffer.from(
  '{"kubernetes":{"annotations":{"ad_datadoghq_com/web_logs":"[{\\"source\\":\\"go\\",\\"service\\":\\"shop\\"}]"},' +
    '"container_hash":"shop/web@sha256:0bb7","container_image":"shop/web:1.2","container_name":"web","docker_id":"b632",' +
    '"host":"fargate-ip-10-0-1-2.eu-west-1.compute.internal","labels":{"app_kubernetes_io/name":"web",' +
    '"tags_datadoghq_com/env":"prod"},"namespace_name":"shop","pod_id":"6c1dcf95-538d-b976-f64b-72bf65ace822",' +
    '"pod_name":"web-6c8d9f7b5d-x2lqp"},"log":"2023-01-27T16:53:43.110476104Z stderr F \\u003chtml\\u003e \\u2028"}\n',
);

test('a record of Fluent Bit 1.9.10: CESU-8, overlong bytes and clamped integers stay as they are', () => {
  const text = output(oldRecord).toString('latin1');
  const [app, map] = oldRecord.toString('latin1').slice(1, -2).split(',"kubernetes":');
  expect(text.startsWith(`{${app},`)).toBe(true);
  expect(text).toContain(`,"kubernetes":${map},`);
  expect(text).toMatch(
    /"ddtags":"kube_container_name:web,kube_namespace:shop,pod_name:web-6c8d9f7b5d-x2lqp,container_id:b632,/u,
  );
  expect(text).toMatch(/"status":"info",/u);
});

test('a record of the Go plugin: dots replaced in keys, metadata before the log', () => {
  const text = output(goRecord).toString();
  expect(text).toContain('"message":"\\u003chtml\\u003e \\u2028"');
  const log = JSON.parse(text) as Record<string, unknown>;
  expect(log).toMatchObject({
    service: 'shop',
    ddsource: 'go',
    status: 'error',
    timestamp: 1_674_838_423_110,
  });
  expect(log['ddtags']).toMatch(/,env:prod,.*kube_app_name:web,/u);
});

test.each([
  '18446744073709551615',
  '-9223372036854775808',
  '1.844674407370955e+19',
  '0.1000000000000000055511151231257827',
  '-0',
  '1e400',
  '"\\ud83d\\ude00\\ud800\\u0000"',
  '{"a":1,"a":2, "b" : [ ] }',
  `${'[{"d":'.repeat(60)}1${'}]'.repeat(60)}`,
])('%s stays as it is: merged at the top, in a map, in a JSON message', (value) => {
  const map = '"kubernetes":{"pod_name":"p","labels":{}}';
  const merged = `{"app":${value},${map}}`;
  const text = output(Buffer.from(merged)).toString();
  expect(text.startsWith(`{"app":${value},`)).toBe(true);
  expect(text).toContain(`,${map},`);
  const inMap = `{"log":"x","kubernetes":{"pod_name":"p","odd":${value}}}`;
  expect(output(Buffer.from(inMap)).toString()).toContain(`,"kubernetes":{"pod_name":"p","odd":${value}},`);
  const message = JSON.stringify(`{"ddtags":"a:b","app":${value}}`);
  const inMessage = output(Buffer.from(`{"log":${message},${map}}`)).toString();
  expect(inMessage).toContain(`"message":${JSON.stringify(`{"app":${value}}`)}`);
});

describe('an attribute whose new name another one has', () => {
  const old = '2023-01-20T10:00:00Z';

  test.each<[string, Log, Log, Environment?]>([
    ['ddtags that are none', { ddtags: 7, original_ddtags: 1 }, { original_ddtags_2: 7, original_ddtags: 1 }],
    [
      'a service that the pod overrules',
      { service: 'a', original_service: 'b', original_service_2: 'c', kubernetes: labelled },
      { original_service_3: 'a', original_service: 'b', original_service_2: 'c', service: 'shop' },
      { SERVICE_FROM: 'pod' },
    ],
    [
      'a date that Datadog would refuse',
      { timestamp: 'x', original_timestamp_2: 'y', original_timestamp: 1_674_838_423_110 },
      { original_timestamp_2_2: 'x', original_timestamp_2: 'y' },
    ],
    [
      'the date of syslog',
      { log: `${old} stdout F x`, syslog: { timestamp: old, original_timestamp: 1 } },
      { syslog: { original_timestamp_2: old, original_timestamp: 1 } },
    ],
    ['RENAME_ATTRIBUTES', { a: 1, b: 2 }, { b_2: 1, b: 2 }, { RENAME_ATTRIBUTES: 'a:b' }],
  ])('%s: it gets the next one that is free', (_what, line, expected, environment = {}) => {
    const text = textOf(JSON.stringify(line), environment);
    expect(JSON.parse(text)).toMatchObject(expected);
    expect(textOf(text, environment)).toBe(text);
  });

  test.each<[string, Log, Log, Environment?]>([
    ['ddtags that are none', { ddtags: 7, original_ddtags: 1 }, { original_ddtags_2: 7, original_ddtags: 1 }],
    ['an empty status', { status: '', original_status: 1 }, { original_status_2: '', original_status: 1 }],
    ['a service', { service: '', original_service: 1 }, { original_service_2: '', original_service: 1 }],
    ['RENAME_ATTRIBUTES', { a: 1, b: 2 }, { b_2: 1, b: 2 }, { RENAME_ATTRIBUTES: 'a:b' }],
  ])('inside a JSON message, %s', (_what, message, expected, environment = {}) => {
    const line = { log: `${criTime} stderr F ${JSON.stringify(message)}`, kubernetes: labelled };
    const { message: text } = enriched(line, environment);
    expect(JSON.parse(String(text))).toEqual(expected);
  });
});
