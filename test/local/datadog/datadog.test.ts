import { describe, expect, test } from '@jest/globals';
import { apiKey, requestId, sendFirehose, sendLogs, start, texts, useDatadog } from './fixture.ts';

useDatadog();

describe('other paths', () => {
  test('validate', async () => {
    const datadog = await start();
    const ask = async (key: string) => {
      const response = await fetch(`${datadog.url}/api/v1/validate`, { headers: { 'DD-API-KEY': key } });
      return [response.status, await response.json()];
    };
    expect(await ask(apiKey)).toEqual([200, { valid: true }]);
    expect(await ask('other')).toEqual([403, { errors: ['Forbidden'] }]);
  });

  test('an unknown path and another method', async () => {
    const datadog = await start();
    expect((await fetch(`${datadog.url}/nothing`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${datadog.url}/api/v2/logs`)).status).toBe(405);
  });
});

describe('faults', () => {
  test('a status for the next two requests, with Retry-After, in the shape of the intake', async () => {
    const datadog = await start();
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
    const datadog = await start();
    datadog.fail({ kind: 'status', status: 503 });
    for (let request = 0; request < 3; request += 1) expect((await sendLogs()).status).toBe(503);
    datadog.recover();
    expect((await sendLogs()).status).toBe(202);
  });

  test('a reset after the logs were taken', async () => {
    const datadog = await start();
    datadog.fail({ kind: 'reset', accept: true }, 1);
    await expect(sendLogs()).rejects.toThrow();
    expect(texts()).toHaveLength(1);
  });

  test('a reset before', async () => {
    const datadog = await start();
    datadog.fail({ kind: 'reset' }, 1);
    await expect(sendLogs()).rejects.toThrow();
    expect(texts()).toEqual([]);
  });

  test('garbage', async () => {
    const datadog = await start();
    datadog.fail({ kind: 'garbage' }, 1);
    const response = await sendLogs();
    expect([response.status, await response.text()]).toEqual([200, '<html>gateway</html>']);
    expect(texts()).toEqual([]);
  });

  test('slow, and then as usual', async () => {
    const sleeps: number[] = [];
    const datadog = await start({
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
    const datadog = await start();
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
    const datadog = await start();
    const response = await fetch(`${datadog.url}/control/fail`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
  });
});
