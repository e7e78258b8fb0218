import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { accept } from '../../support/datadog.ts';
import { body, headers, key, start, stop } from './intake-server-harness.ts';

afterEach(stop);

describe('the server', () => {
  test('answers with a length, not chunked, not compressed, exactly application/json', async () => {
    const { url, reports } = await start();
    const response = await fetch(url, { method: 'POST', headers, body });
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(text.length));
    expect(response.headers.get('transfer-encoding')).toBeNull();
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(reports).toMatchObject([{ requestId: 'r1', counts: { delivered: 1 } }]);
  });

  test('takes gzip and a query', async () => {
    const { url } = await start();
    const packed = gzipSync(body);
    const response = await fetch(`${url}/?a=b`, {
      method: 'POST',
      headers: { ...headers, 'Content-Encoding': 'gzip' },
      body: packed,
    });
    expect(response.status).toBe(200);
  });

  test('a key that was sent twice is refused', async () => {
    const { url } = await start();
    const raw = [
      'POST / HTTP/1.1',
      'Host: x',
      'X-Amz-Firehose-Protocol-Version: 1.0',
      `X-Amz-Firehose-Access-Key: ${key}`,
      `x-amz-firehose-access-key: ${key}`,
      `Content-Length: ${body.length}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n');
    expect(await exchange(url, raw)).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('a key that is wrong is answered before the body has come', async () => {
    const { url } = await start();
    const raw = [
      'POST / HTTP/1.1',
      'Host: x',
      'X-Amz-Firehose-Access-Key: wrong',
      'Content-Length: 1000000',
      '',
      '{"half',
    ].join('\r\n');
    expect(await exchange(url, raw)).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('a body above the cap is read to its end and answered 500', async () => {
    const { url } = await start();
    const response = await fetch(url, { method: 'POST', headers, body: Buffer.alloc(3_000_000, 0x20) });
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      requestId: 'r1',
      errorMessage: expect.stringContaining('too large'),
    });
  });

  test('a client that breaks off does no harm', async () => {
    const { url, reports } = await start();
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Firehose-Protocol-Version: 1.0\r\nX-Amz-Firehose-Access-Key: ${key}\r\nContent-Length: 99\r\n\r\n{`,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
    while (reports.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(reports[0]).toMatchObject({ failure: 'incompleteBody' });
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
  });

  test('stops when what is under way is answered, by what Datadog said', async () => {
    const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { url, server } = await start(async () => {
      reached.resolve();
      await gate.promise;
      return accept;
    });
    const underWay = fetch(url, { method: 'POST', headers, body });
    await reached.promise;
    const stopped = server.stop();
    gate.resolve();
    expect((await underWay).status).toBe(200);
    await stopped;
    await expect(fetch(url, { method: 'POST', headers, body })).rejects.toThrow();
  });
});

/** Sends bytes and gives back what comes until the first pause. */
function exchange(url: string, raw: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(raw));
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
