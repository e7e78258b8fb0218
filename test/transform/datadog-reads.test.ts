import { describe, expect, test } from '@jest/globals';
import { readLog, type DatadogLog } from '../../src/datadog/reading/read-log.ts';
import { capturedRecords } from '../support/captures.ts';
import {
  arrivalTimeMs,
  criTime,
  guideTags,
  kubernetes,
  textOf,
  type Environment,
  type Log,
} from '../support/transformed.ts';

/** What Datadog reads of what comes out. */
function stored(line: Log | string, environment: Environment = {}): DatadogLog {
  const text = textOf(typeof line === 'string' ? line : JSON.stringify(line), environment);
  return readLog(JSON.parse(text), arrivalTimeMs)!;
}

const ours = guideTags.split(',');
const criMs = 1_674_838_423_110;
const date = (ms: number): object => ({ date: { kind: 'date', ms } });

describe('tags after the intake has lifted a JSON message', () => {
  test.each<[string, Log | string, readonly string[]]>([
    ['inside the message', { log: '{"ddtags":"in:1,in:2"}' }, ['in:1', 'in:2']],
    ['inside it, behind a CRI prefix', { log: `${criTime} stdout F {"ddtags":"in:1","a":1}` }, ['in:1']],
    ['inside a message that Fluent Bit made', { message: '{"a":1,"ddtags":"in:1"}' }, ['in:1']],
    ['as an array', { log: '{"ddtags":["in:1","in:2"]}' }, ['in:1', 'in:2']],
    ['as a number: they hold none', { log: '{"ddtags":7}' }, []],
    ['empty', { log: '{"ddtags":""}' }, []],
    ['outside and inside', { log: '{"ddtags":"in:1"}', ddtags: 'out:1' }, ['out:1', 'in:1']],
    ['twice inside: the last counts', { log: '{"ddtags":"in:1","ddtags":"in:2"}' }, ['in:2']],
    ['with blanks around the object', { log: ' \t{ "ddtags" : "in:1" } \n' }, ['in:1']],
    ['with an escaped blank before it', { log: '\t{"ddtags":"in:1"}' }, ['in:1']],
    ['the key escaped', { log: '{"\\u0064dt\\u0061gs":"in:1"}' }, ['in:1']],
    ['the value escaped', { log: '{"ddtags":"in:\\u0031,\\u0069n:2"}' }, ['in:1', 'in:2']],
    [
      'as the Go plugin escapes it',
      `{"kubernetes":${JSON.stringify(kubernetes)},"log":"{\\"a\\":\\"\\u003cb\\u003e \\u0026 \\u2028\\",\\"ddtags\\":\\"in:1\\"}"}`,
      ['in:1'],
    ],
    ['behind a nested object', { log: '{"a":{"ddtags":"not:these"},"ddtags":"in:1"}' }, ['in:1']],
  ])('%s', (_, line, own) => {
    const { tags, attributes } = stored(typeof line === 'string' ? line : { ...line, kubernetes });
    expect(tags.slice(0, own.length + 4)).toEqual([...own, ...ours]);
    expect(tags).not.toContain('not:these');
    expect(attributes).toMatchObject({ pod_name: kubernetes.pod_name, kubernetes });
  });

  test('with TAGS_AS=attributes the message keeps its tags, and the attributes say which pod it was', () => {
    const { tags, attributes } = stored({ log: '{"ddtags":"in:1"}', kubernetes }, { TAGS_AS: 'attributes' });
    expect(tags).toEqual(['in:1']);
    expect(attributes).toMatchObject({ kube_namespace: 'shop', pod_name: kubernetes.pod_name });
  });

  test('with the kubernetes map dropped nothing is lost but the map', () => {
    const { tags, attributes } = stored(
      { log: '{"ddtags":"in:1","kubernetes":"own"}', kubernetes },
      { KUBERNETES_ATTRIBUTES: 'drop' },
    );
    expect(tags.slice(0, 5)).toEqual(['in:1', ...ours]);
    expect(attributes['kubernetes']).toBe('own');
  });
});

describe('what the application says of itself wins, and is said once', () => {
  const fallback = { DD_SERVICE: 'fallback', DD_SOURCE: 'fallback' };
  test.each<[string, string, object, readonly string[]]>([
    ['service and source', '{"service":"own","ddsource":"own"}', { service: 'own', source: 'own' }, []],
    [
      'service by syslog',
      '{"syslog":{"appname":"own"}}',
      { service: 'own', source: 'fallback' },
      ['service'],
    ],
    [
      'nothing: ours',
      '{"a":1}',
      { service: 'fallback', source: 'fallback', status: 'error', ...date(criMs) },
      [],
    ],
    ['a status', '{"status":"debug"}', { status: 'debug', ...date(criMs) }, []],
    ['a severity', '{"severity":3}', { status: 'error' }, ['status']],
    ['a level', '{"level":"warn"}', { status: 'warning' }, ['status']],
    ['a severity by syslog', '{"syslog":{"severity":"warning"}}', { status: 'warning' }, ['status']],
    ['eventTime', '{"eventTime":1674838200000}', date(1_674_838_200_000), ['timestamp']],
    ['published_date', '{"published_date":"2023-01-27T16:50:00Z"}', date(1_674_838_200_000), ['timestamp']],
    ['@timestamp', '{"@timestamp":"2023-01-27T16:50:00Z"}', date(1_674_838_200_000), []],
    ['a date by syslog', '{"syslog":{"timestamp":1674838200000}}', date(1_674_838_200_000), []],
    ['a date of years ago is data, not the log’s', '{"date":"2020-01-01T00:00:00Z"}', date(criMs), []],
    ['time is no date attribute', '{"time":1577836800}', date(criMs), []],
  ])('%s', (_, message, expected, missing) => {
    const log = stored({ log: `${criTime} stderr F ${message}`, kubernetes }, fallback);
    expect(log).toMatchObject(expected);
    for (const name of missing) expect(log.attributes).not.toHaveProperty(name);
  });

  test('the captured line with reserved attributes of its own', () => {
    const line = capturedRecords('guide-default').find((data) => data.includes('from-log-service'))!;
    const log = stored(line.toString());
    expect(log).toMatchObject({
      status: 'error',
      service: 'from-log-service',
      source: 'from-log-source',
      ...date(1_674_838_422_242),
    });
    expect(log.tags.slice(0, 5)).toEqual([
      'env:from-log',
      'team:x',
      'kube_container_name:api',
      'kube_namespace:shop',
      'pod_name:checkout-7d9c5b6f4c-x2lqp',
    ]);
    expect(log.attributes['message']).toBe('reserved attributes in the log itself');
    expect(log.attributes['dd']).toMatchObject({ trace_id: '1234567890123456789' });
  });

  test('a captured line that claims to be from another pod keeps the tags of its own', () => {
    const line = capturedRecords('guide-default').find((data) => data.includes('spoofed'))!;
    const log = stored(line.toString());
    expect(log.tags).toContain('pod_name:checkout-7d9c5b6f4c-x2lqp');
    expect(log.tags.join()).not.toContain('spoofed');
    expect(log).toMatchObject(date(1_674_838_422_305));
    expect(log.attributes).toMatchObject({ 'original_@timestamp': '2020-01-01T00:00:00Z' });
  });
});

describe('a null in a JSON message replaces nothing outside, and an empty text says nothing', () => {
  test.each<[string, Log, Log]>([
    [
      'nulls inside',
      { status: 'debug', service: 'own', log: `${criTime} stderr F {"status":null,"service":null}` },
      { status: 'debug', service: 'own' },
    ],
    [
      'a level that is null inside',
      { level: 'debug', log: `${criTime} stderr F {"level":null}` },
      { status: 'debug', service: 'd' },
    ],
    [
      'a lvl that is null inside',
      { lvl: 'debug', log: `${criTime} stderr F {"lvl":null}` },
      { status: 'debug', service: 'd' },
    ],
    [
      'empty inside',
      { log: `${criTime} stderr F {"status":"","service":""}` },
      { status: 'error', service: 'd' },
    ],
    [
      'empty inside, and one outside that it hides',
      { status: 'debug', service: 'own', log: `${criTime} stderr F {"status":"","service":""}` },
      { status: 'error', service: 'd' },
    ],
    [
      'empty outside',
      { status: '', service: '', log: `${criTime} stderr F x` },
      { status: 'error', service: 'd' },
    ],
  ])('%s', (_, line, read) => {
    expect(stored(line, { DD_SERVICE: 'd' })).toMatchObject(read);
    const text = textOf(JSON.stringify(line), { DD_SERVICE: 'd' });
    for (const name of ['status', 'service']) expect(text.split(`"${name}":`).length).toBeLessThanOrEqual(2);
  });
});
