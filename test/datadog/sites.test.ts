import { describe, expect, test } from '@jest/globals';
import {
  firehoseUrl,
  isDatadogSite,
  logsUrl,
  sites,
  validateUrl,
  type DatadogSite,
} from '../../src/datadog/sites.ts';

const firehose = 'https://aws-kinesis-http-intake.logs.';
const v2 = '/api/v2/logs?dd-protocol=aws-kinesis-firehose';

const table: readonly [DatadogSite, string][] = [
  ['datadoghq.com', `${firehose}datadoghq.com/v1/input`],
  ['datadoghq.eu', `${firehose}datadoghq.eu/v1/input`],
  ['us3.datadoghq.com', `${firehose}us3.datadoghq.com${v2}`],
  ['us5.datadoghq.com', `${firehose}us5.datadoghq.com${v2}`],
  ['ap1.datadoghq.com', `${firehose}ap1.datadoghq.com${v2}`],
  ['ap2.datadoghq.com', `${firehose}ap2.datadoghq.com${v2}`],
  ['uk1.datadoghq.com', `${firehose}uk1.datadoghq.com${v2}`],
  ['ddog-gov.com', `${firehose}ddog-gov.com/v1/input`],
  ['us2.ddog-gov.com', `${firehose}us2.ddog-gov.com${v2}`],
  ['datad0g.com', `${firehose}datad0g.com/v1/input`],
];

describe('sites', () => {
  test.each(table)('%s', (site, url) => {
    expect(firehoseUrl(site)).toBe(url);
    expect(logsUrl(site)).toBe(`https://http-intake.logs.${site}/api/v2/logs`);
    expect(validateUrl(site)).toBe(`https://api.${site}/api/v1/validate`);
  });

  test('no other', () => {
    expect([...sites].sort()).toEqual(table.map(([site]) => site).sort());
    expect(['', 'example.com', 'constructor', 'US1', 'https://datadoghq.com'].some(isDatadogSite)).toBe(
      false,
    );
  });

  test.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['https://proxy.internal/datadog/', 'https://proxy.internal/datadog'],
    ['https://proxy.internal//', 'https://proxy.internal'],
  ])('DD_URL %s', (ddUrl, base) => {
    expect(logsUrl('us3.datadoghq.com', ddUrl)).toBe(`${base}/api/v2/logs`);
    expect(validateUrl('us3.datadoghq.com', ddUrl)).toBe(`${base}/api/v1/validate`);
    expect(firehoseUrl('us3.datadoghq.com', ddUrl)).toBe(`${base}${v2}`);
    expect(firehoseUrl('datadoghq.eu', ddUrl)).toBe(`${base}/v1/input`);
  });

  test('an empty DD_URL is none', () => {
    expect(logsUrl('datadoghq.com', '')).toBe('https://http-intake.logs.datadoghq.com/api/v2/logs');
  });
});
