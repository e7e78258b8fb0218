import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { maxPayloadBytes } from '../../src/datadog/limits.ts';
import { startDatadog, type DatadogOptions, type DatadogStandIn } from '../../src/local/datadog.ts';

let datadog: DatadogStandIn;
let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubehose-'));
});
afterEach(async () => {
  await datadog.stop();
  await rm(directory, { recursive: true });
});

const apiKey = 'key-for-tests';
const start = async (options: Partial<DatadogOptions> = {}) => {
  datadog = await startDatadog({ apiKey, file: join(directory, 'logs.ndjson'), ...options });
};

const texts = () => datadog.logs.map(({ text }) => text);
const fileText = () => readFile(join(directory, 'logs.ndjson'), 'utf8');

interface Send {
  readonly body?: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

function sendLogs({ body = '[{"message":"a"}]', headers = {} }: Send = {}) {
  return fetch(`${datadog.url}/api/v2/logs`, {
    method: 'POST',
    headers: { 'DD-API-KEY': apiKey, 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
}

const requestId = 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const firehoseBody = (...records: readonly string[]) =>
  JSON.stringify({ requestId, timestamp: 1, records: records.map((text) => ({ data: base64(text) })) });

function sendFirehose({ body = firehoseBody('{"a":1}\n'), headers = {} }: Send = {}, path = '/v1/input') {
  return fetch(`${datadog.url}${path}`, {
    method: 'POST',
    headers: {
      'X-Amz-Firehose-Access-Key': apiKey,
      'X-Amz-Firehose-Protocol-Version': '1.0',
      'X-Amz-Firehose-Request-Id': requestId,
      'Content-Type': 'application/json',
      ...headers,
    },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
}

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
    await start();
    const response = await fetch(`${datadog.url}/api/v2/logs`, { method: 'POST', body: '[]' });
    expect(response.status).toBe(401);
  });

  test('a log above 1 MB is taken, and counted as one that Datadog would cut', async () => {
    await start();
    await sendLogs({ body: `[{"a":"${'x'.repeat(1_000_000)}"}]` });
    expect(datadog.counts()).toMatchObject({ accepted: 1, truncated: 1 });
  });

  test('logs outside the age window are accepted and gone, when that is asked for', async () => {
    await start({ ageWindow: true });
    const old = JSON.stringify({ timestamp: Date.now() - 19 * 3_600_000 });
    const response = await sendLogs({ body: `[${old},{"a":1}]` });
    expect(response.status).toBe(202);
    expect(texts()).toEqual(['{"a":1}']);
    expect(datadog.counts()).toMatchObject({ accepted: 1, tooOld: 1 });
  });

  test('a payload with a log that matches is refused as a whole', async () => {
    await start();
    datadog.refuse((log) => log.includes('poison'));
    expect((await sendLogs({ body: '[{"a":1},{"a":"poison"}]' })).status).toBe(400);
    expect((await sendLogs({ body: '[{"a":1}]' })).status).toBe(202);
    datadog.refuse(undefined);
    expect((await sendLogs({ body: '[{"a":"poison"}]' })).status).toBe(202);
    expect(texts()).toEqual(['{"a":1}', '{"a":"poison"}']);
  });
});

describe('Firehose intake', () => {
  test.each(['/v1/input', '/api/v2/logs?dd-protocol=aws-kinesis-firehose'])('%s', async (path) => {
    await start();
    const response = await sendFirehose(
      { body: firehoseBody('{"a":1}\n', '', '{"b":2}\n{"c":3}\n\n', 'text\n') },
      path,
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('content-length')).not.toBeNull();
    const answer: unknown = await response.json();
    expect(answer).toEqual({ requestId, timestamp: expect.any(Number) });
    expect(texts()).toEqual(['{"a":1}', '{"b":2}', '{"c":3}', '{"message":"text"}']);
  });

  test('an object over several lines is one line of the file', async () => {
    await start();
    await sendFirehose({ body: firehoseBody('{\n"a":1\r\n}\n') });
    expect(await fileText()).toBe('{ "a":1  }\n');
  });

  test('takes gzip', async () => {
    await start();
    const response = await sendFirehose({
      body: gzipSync(firehoseBody('{"a":1}')),
      headers: { 'Content-Encoding': 'gzip' },
    });
    expect(response.status).toBe(200);
  });

  test.each([
    ['a wrong key', { headers: { 'X-Amz-Firehose-Access-Key': 'other' } }, 401],
    ['another version', { headers: { 'X-Amz-Firehose-Protocol-Version': '2.0' } }, 400],
    ['another request id in the body', { headers: { 'X-Amz-Firehose-Request-Id': 'other' } }, 400],
    ['no request id', { headers: { 'X-Amz-Firehose-Request-Id': '' } }, 400],
    ['no JSON', { body: 'x' }, 400],
    ['no records', { body: firehoseBody() }, 400],
    ['records that are no array', { body: JSON.stringify({ requestId, records: {} }) }, 400],
    ['data that is no base64', { body: JSON.stringify({ requestId, records: [{ data: '%' }] }) }, 400],
    ['10,001 records', { body: firehoseBody(...Array.from({ length: 10_001 }, () => '')) }, 400],
    ['gzip that is none', { headers: { 'Content-Encoding': 'gzip' } }, 400],
  ])('refuses %s', async (_name, send, status) => {
    await start();
    const response = await sendFirehose(send);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      timestamp: expect.any(Number),
      errorMessage: expect.any(String),
    });
    expect(texts()).toEqual([]);
  });
});

describe('other paths', () => {
  test('validate', async () => {
    await start();
    const ask = async (key: string) => {
      const response = await fetch(`${datadog.url}/api/v1/validate`, { headers: { 'DD-API-KEY': key } });
      return [response.status, await response.json()];
    };
    expect(await ask(apiKey)).toEqual([200, { valid: true }]);
    expect(await ask('other')).toEqual([403, { errors: ['Forbidden'] }]);
  });

  test('an unknown path and another method', async () => {
    await start();
    expect((await fetch(`${datadog.url}/nothing`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${datadog.url}/api/v2/logs`)).status).toBe(405);
  });
});

describe('faults', () => {
  test('a status for the next two requests, with Retry-After, in the shape of the intake', async () => {
    await start();
    datadog.fail({ kind: 'status', status: 429, retryAfter: '2' }, 2);
    const [logs, firehose, third] = [await sendLogs(), await sendFirehose(), await sendLogs()];
    expect([logs.status, firehose.status, third.status]).toEqual([429, 429, 202]);
    expect(logs.headers.get('retry-after')).toBe('2');
    expect(await firehose.json()).toEqual({
      requestId,
      timestamp: expect.any(Number),
      errorMessage: expect.any(String),
    });
    expect(texts()).toHaveLength(1);
    expect(datadog.counts()).toMatchObject({ requests: 3, statuses: { 202: 1, 429: 2 } });
  });

  test('until told otherwise', async () => {
    await start();
    datadog.fail({ kind: 'status', status: 503 });
    for (let request = 0; request < 3; request += 1) expect((await sendLogs()).status).toBe(503);
    datadog.recover();
    expect((await sendLogs()).status).toBe(202);
  });

  test('a reset after the logs were taken', async () => {
    await start();
    datadog.fail({ kind: 'reset', accept: true }, 1);
    await expect(sendLogs()).rejects.toThrow();
    expect(texts()).toHaveLength(1);
  });

  test('a reset before', async () => {
    await start();
    datadog.fail({ kind: 'reset' }, 1);
    await expect(sendLogs()).rejects.toThrow();
    expect(texts()).toEqual([]);
  });

  test('garbage', async () => {
    await start();
    datadog.fail({ kind: 'garbage' }, 1);
    const response = await sendLogs();
    expect([response.status, await response.text()]).toEqual([200, '<html>gateway</html>']);
    expect(texts()).toEqual([]);
  });

  test('slow, and then as usual', async () => {
    const sleeps: number[] = [];
    await start({
      deps: {
        now: () => 1,
        sleep: (ms) => {
          sleeps.push(ms);
          return Promise.resolve();
        },
      },
    });
    datadog.fail({ kind: 'slow', delayMs: 20_000 }, 1);
    expect((await sendLogs()).status).toBe(202);
    expect(sleeps).toEqual([20_000]);
    expect(texts()).toHaveLength(1);
  });

  test('by the control endpoint', async () => {
    await start();
    const control = (path: string, body?: unknown) =>
      fetch(`${datadog.url}/control/${path}`, { method: 'POST', body: JSON.stringify(body ?? {}) });
    expect((await control('fail', { status: 503 })).status).toBe(200);
    expect((await sendLogs()).status).toBe(503);
    expect((await control('recover')).status).toBe(200);
    expect((await sendLogs()).status).toBe(202);
    expect((await control('fail', { kind: 'reset', accept: true, times: 1 })).status).toBe(200);
    await expect(sendLogs()).rejects.toThrow();
    const counts = await fetch(`${datadog.url}/control/counts`);
    expect(await counts.json()).toEqual(datadog.counts());
    expect(datadog.counts().accepted).toBe(2);
  });

  test.each([
    null,
    [],
    {},
    { status: 'x' },
    { status: 99 },
    { status: 503, times: 0 },
    { kind: 'slow' },
    { kind: 'other' },
  ])('no fault: %j', async (body) => {
    await start();
    const response = await fetch(`${datadog.url}/control/fail`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
  });
});
