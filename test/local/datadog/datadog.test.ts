import { describe, expect, test } from '@jest/globals';
import { faultKinds, faultOptions } from '../../../src/local/datadog/faults.ts';
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
    [null, 'the body is no JSON object'],
    [[], 'the body is no JSON object'],
    [{}, 'status is no whole number from 200 to 599'],
    [{ status: 'x' }, 'status is no whole number from 200 to 599'],
    [{ status: 99 }, 'status is no whole number from 200 to 599'],
    [{ status: 429, retryAfter: true }, 'retryAfter is neither a number of seconds nor a date'],
    [{ status: 429, retryAfter: -1 }, 'retryAfter is neither a number of seconds nor a date'],
    [{ status: 503, times: 0 }, 'times is no number above 0'],
    [{ status: 503, accept: 'yes' }, 'accept is neither true nor false'],
    [{ kind: 'slow' }, 'delayMs is no number of milliseconds'],
    [{ kind: 'other' }, 'kind is none of status, reset, garbage and slow'],
  ])('no fault: %j: what is wrong, and what is allowed', async (body, reason) => {
    const datadog = await start();
    const response = await fetch(`${datadog.url}/control/fail`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    const allowed = faultKinds.map(({ example }) => example).join(', ');
    expect(await response.json()).toEqual({
      errors: [expect.stringContaining(`${reason}; allowed: ${allowed}`)],
    });
  });

  test.each([
    ...faultKinds,
    ...faultOptions.map(({ example }) => ({ example: `{"status":503,${example}}` })),
  ])('what is allowed is taken: $example', async ({ example }) => {
    const datadog = await start();
    const response = await fetch(`${datadog.url}/control/fail`, { method: 'POST', body: example });
    expect(response.status).toBe(200);
    expect(datadog.fault()).toMatchObject({ kind: expect.any(String) });
  });

  test.each([2, '2'])('Retry-After by number and by text: %j', async (retryAfter) => {
    const datadog = await start();
    await fetch(`${datadog.url}/control/fail`, {
      method: 'POST',
      body: JSON.stringify({ status: 429, retryAfter }),
    });
    expect((await sendLogs()).headers.get('retry-after')).toBe('2');
  });

  test('another path says what there is', async () => {
    const response = await fetch(`${(await start()).url}/control/x`, { method: 'POST', body: '{}' });
    expect([response.status, await response.json()]).toEqual([
      404,
      { errors: [expect.stringContaining('/control/fail')] },
    ]);
  });
});

describe('without a key of its own', () => {
  test('any key is taken, none is not', async () => {
    const datadog = await start({ apiKey: undefined });
    expect((await sendLogs({ headers: { 'DD-API-KEY': 'whatever' } })).status).toBe(202);
    expect((await sendLogs({ headers: { 'DD-API-KEY': '' } })).status).toBe(403);
    expect((await sendFirehose({ headers: { 'X-Amz-Firehose-Access-Key': 'whatever' } })).status).toBe(200);
    expect((await sendFirehose({ headers: { 'X-Amz-Firehose-Access-Key': '' } })).status).toBe(401);
    const validate = (key: string) =>
      fetch(`${datadog.url}/api/v1/validate`, { headers: { 'DD-API-KEY': key } });
    expect([(await validate('x')).status, (await validate('')).status]).toEqual([200, 403]);
  });
});
