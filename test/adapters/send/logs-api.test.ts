import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { logsApi } from '../../../src/adapters/send/logs-api.ts';
import { fixedSecret, type Secret } from '../../../src/adapters/secrets.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function serve(handle: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handle(request, Buffer.concat(chunks), response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2/logs`;
}

const body = Buffer.from('[{"message":"hello"}]');
const apiKey = fixedSecret('k1');

describe('a call of the Logs API', () => {
  test('is a POST of gzip with the key', async () => {
    let seen: IncomingMessage['headers'] = {};
    let text = '';
    const url = await serve((request, packed, response) => {
      seen = request.headers;
      text = `${request.method} ${request.url} ${gunzipSync(packed).toString()}`;
      response.writeHead(202).end('{}');
    });
    const answer = await logsApi({ url, apiKey })(body, 1, 5_000);
    expect(answer).toEqual({ kind: 'answered', status: 202, retryAfter: undefined, body: '{}' });
    expect(text).toBe('POST /api/v2/logs [{"message":"hello"}]');
    expect(seen).toMatchObject({
      'dd-api-key': 'k1',
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
  });

  test('gives back status, Retry-After and the beginning of the body', async () => {
    const url = await serve((_request, _body, response) => {
      response.writeHead(429, { 'retry-after': '7' }).end('x'.repeat(100_000));
    });
    const answer = await logsApi({ url, apiKey })(body, 1, 5_000);
    expect(answer).toMatchObject({ status: 429, retryAfter: '7', body: 'x'.repeat(4_096) });
  });

  test('does not follow a redirect with the key', async () => {
    let elsewhere = 0;
    const other = await serve((_request, _body, response) => {
      elsewhere += 1;
      response.writeHead(202).end('{}');
    });
    const url = await serve((_request, _body, response) => {
      response.writeHead(307, { location: other }).end();
    });
    await expect(logsApi({ url, apiKey })(body, 1, 5_000)).resolves.toMatchObject({ status: 307 });
    expect(elsewhere).toBe(0);
  });

  test('a reset is a sentence', async () => {
    const url = await serve((request) => request.socket.destroy());
    await expect(logsApi({ url, apiKey })(body, 1, 5_000)).resolves.toEqual({
      kind: 'failed',
      reason: expect.stringContaining('no connection to Datadog'),
    });
  });

  test('a kept connection that was closed meanwhile is no failure', async () => {
    let calls = 0;
    const url = await serve((request, _body, response) => {
      calls += 1;
      // The second request meets a connection that is being closed.
      if (calls === 2) request.socket.destroy();
      else response.writeHead(202).end('{}');
    });
    const api = logsApi({ url, apiKey });
    await api(body, 1, 5_000);
    await expect(api(body, 1, 5_000)).resolves.toMatchObject({ status: 202 });
    expect(calls).toBe(3);
  });

  test('nobody there is a sentence with the code', async () => {
    const api = logsApi({ url: 'http://127.0.0.1:1/api/v2/logs', apiKey });
    await expect(api(body, 1, 5_000)).resolves.toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/no connection to Datadog/),
    });
  });

  test.each(['before the answer', 'in the middle of it'])('takes no longer than it may: %s', async (when) => {
    const url = await serve((_request, _body, response) => {
      if (when !== 'before the answer') response.writeHead(202).write('{');
    });
    await expect(logsApi({ url, apiKey })(body, 1, 60)).resolves.toEqual({
      kind: 'failed',
      reason: 'Datadog did not answer in time',
    });
  });

  test('a rotated key is read again and used at once', async () => {
    let keys = ['old'];
    const rotating: Secret = {
      values: () => Promise.resolve(keys),
      refresh: () => Promise.resolve((keys = ['new'])),
    };
    const seen: unknown[] = [];
    const url = await serve((request, _body, response) => {
      seen.push(request.headers['dd-api-key']);
      response.writeHead(request.headers['dd-api-key'] === 'new' ? 202 : 403).end('{}');
    });
    const api = logsApi({ url, apiKey: rotating });
    await expect(api(body, 1, 5_000)).resolves.toMatchObject({ status: 202 });
    await expect(api(body, 1, 5_000)).resolves.toMatchObject({ status: 202 });
    expect(seen).toEqual(['old', 'new', 'new']);
  });

  test('a key that cannot be read is a sentence, and nothing is sent', async () => {
    const failing = () => Promise.reject(new Error('secret x does not exist'));
    const api = logsApi({ url: 'http://127.0.0.1:1/', apiKey: { values: failing, refresh: failing } });
    await expect(api(body, 1, 5_000)).resolves.toEqual({ kind: 'failed', reason: 'secret x does not exist' });
  });

  test('a key that is no header value is not printed', async () => {
    const api = logsApi({ url: 'http://127.0.0.1:1/', apiKey: fixedSecret('secret\nkey') });
    const answer = await api(body, 1, 5_000);
    expect(answer.kind).toBe('failed');
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});
