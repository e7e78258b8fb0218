import { describe, expect, test } from '@jest/globals';
import { readLog } from '../../src/datadog/reading/read-log.ts';
import { arrivalTimeMs, criTime, enriched, kubernetes, type Log } from '../support/transformed.ts';

const annotations = { 'ad.datadoghq.com/web.logs': '[{"source":"java","service":"checkout"}]' };
const pod = { kubernetes: { ...kubernetes, annotations } };
const read = (line: Log, environment = {}) =>
  readLog(enriched({ ...line, ...pod }, environment), arrivalTimeMs)!;

describe('a ddsource of the line beside that of the pod', () => {
  test.each<[unknown, string, unknown]>([
    ['cart', 'cart', undefined],
    [42, '42', undefined],
    [null, 'java', undefined],
    ['', 'java', ''],
    [{ name: 'cart' }, 'java', { name: 'cart' }],
    [['cart'], 'java', ['cart']],
  ])('%j: %s', (ddsource, source, original) => {
    const inMessage = read({ log: `${criTime} stdout F ${JSON.stringify({ ddsource })}` });
    expect(inMessage.source).toBe(source);
    expect(inMessage.attributes['original_ddsource']).toEqual(original);
    expect(read({ stream: 'stdout', ddsource }).source).toBe(source);
  });
});

test('a ddtags that is null inside a message stays, and our tags are read', () => {
  const log = read({ log: `${criTime} stdout F {"ddtags":null}` });
  expect(log.tags).toContain('kube_namespace:shop');
  expect(log.attributes).not.toHaveProperty('original_ddtags');
});

test.each([
  ['line', 'cart'],
  ['pod', 'checkout'],
])('the service in an object under a merge key, SERVICE_FROM=%s: %s', (from, service) => {
  const line = { stream: 'stdout', logtag: 'F', log_processed: { service: 'cart' } };
  expect(read(line, { SERVICE_FROM: from }).service).toBe(service);
});
