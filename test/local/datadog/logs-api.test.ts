import { describe, expect, test } from '@jest/globals';
import { deflateSync, gzipSync } from 'node:zlib';
import { maxPayloadBytes } from '../../../src/datadog/limits.ts';
import { fileText, sendLogs, start, texts, useDatadog } from './fixture.ts';

useDatadog();

describe('Logs API v2', () => {
  test.each([
    [
      'an array',
      '[{"id":18446744073709551615},{"b":"\\u00e9"}]',
      ['{"id":18446744073709551615}', '{"b":"\\u00e9"}'],
    ],
    ['one object', '{"message":"a"}', ['{"message":"a"}']],
    ['no logs', '[]', []],
  ])('takes %s byte for byte, in memory and in the file', async (_name, body, expected) => {
    await start();
    const response = await sendLogs({ body });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({});
    expect(texts()).toEqual(expected);
    if (expected.length > 0) expect(await fileText()).toBe(expected.map((line) => `${line}\n`).join(''));
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('takes %s', async (encoding, compress) => {
    await start();
    const response = await sendLogs({
      body: compress('[{"a":1}]'),
      headers: { 'Content-Encoding': encoding },
    });
    expect(response.status).toBe(202);
    expect(texts()).toEqual(['{"a":1}']);
  });

  test.each([
    ['a wrong key', { headers: { 'DD-API-KEY': 'other' } }, 403],
    ['an empty key', { headers: { 'DD-API-KEY': '' } }, 403],
    ['another content type', { headers: { 'Content-Type': 'application/logplex-1' } }, 400],
    ['no JSON', { body: '[{"a":1}' }, 400],
    ['an array of texts', { body: '["a"]' }, 400],
    ['gzip that is none', { headers: { 'Content-Encoding': 'gzip' } }, 400],
    ['an unknown encoding', { headers: { 'Content-Encoding': 'br' } }, 400],
    ['1001 logs', { body: JSON.stringify(Array.from({ length: 1_001 }, () => ({}))) }, 413],
    ['more than 5 MB', { body: `[{"a":"${'x'.repeat(maxPayloadBytes)}"}]` }, 413],
    [
      'more than 5 MB, compressed',
      { body: gzipSync(`[{"a":"${'x'.repeat(maxPayloadBytes)}"}]`), headers: { 'Content-Encoding': 'gzip' } },
      413,
    ],
  ])('refuses %s', async (_name, send, status) => {
    await start();
    const response = await sendLogs(send);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ errors: [expect.objectContaining({ status: String(status) })] });
    expect(texts()).toEqual([]);
  });

  test('refuses a request without a key', async () => {
    const datadog = await start();
    const response = await fetch(`${datadog.url}/api/v2/logs`, { method: 'POST', body: '[]' });
    expect(response.status).toBe(401);
  });

  test('a log above 1 MB is taken, and counted as one that Datadog would cut', async () => {
    const datadog = await start();
    await sendLogs({ body: `[{"a":"${'x'.repeat(1_000_000)}"}]` });
    expect(datadog.counts()).toMatchObject({ accepted: 1, truncated: 1 });
  });

  test('logs outside the age window are accepted and gone, when that is asked for', async () => {
    const datadog = await start({ ageWindow: true });
    const old = JSON.stringify({ timestamp: Date.now() - 19 * 3_600_000 });
    const response = await sendLogs({ body: `[${old},{"a":1}]` });
    expect(response.status).toBe(202);
    expect(texts()).toEqual(['{"a":1}']);
    expect(datadog.counts()).toMatchObject({ accepted: 1, tooOld: 1 });
  });

  test('a payload with a log that matches is refused as a whole', async () => {
    const datadog = await start();
    datadog.refuse((log) => log.includes('poison'));
    expect((await sendLogs({ body: '[{"a":1},{"a":"poison"}]' })).status).toBe(400);
    expect((await sendLogs({ body: '[{"a":1}]' })).status).toBe(202);
    datadog.refuse(undefined);
    expect((await sendLogs({ body: '[{"a":"poison"}]' })).status).toBe(202);
    expect(texts()).toEqual(['{"a":1}', '{"a":"poison"}']);
  });
});
