/** Clients of the server that are slow, many, or speak something else. */
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { accept } from '../../support/datadog.ts';
import { base64 } from '../../intake/harness.ts';
import { body, headers, key, start, stop } from './intake-server-harness.ts';

afterEach(stop);

/** The head of a request in raw form, with further lines. */
const head = (accessKey: string, ...lines: readonly string[]): string =>
  [
    'POST / HTTP/1.1',
    'Host: x',
    'X-Amz-Firehose-Protocol-Version: 1.0',
    'X-Amz-Firehose-Request-Id: r1',
    `X-Amz-Firehose-Access-Key: ${accessKey}`,
    ...lines,
    '\r\n',
  ].join('\r\n');

function open(url: string): { readonly socket: Socket; readonly closed: Promise<string> } {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (data) => (text += data.toString()));
  socket.on('error', () => {});
  return { socket, closed: new Promise((resolve) => socket.once('close', () => resolve(text))) };
}

describe('clients that take their time', () => {
  test('one without the key gets its answer, and is cut off when it does not stop to send', async () => {
    const { url } = await start(undefined, { lingerMs: 100 });
    const { socket, closed } = open(url);
    socket.write(head('wrong', 'Content-Length: 100000000'));
    const timer = setInterval(() => socket.write(Buffer.alloc(100_000)), 5);
    expect(await closed).toMatch(/^HTTP\/1\.1 401 /);
    clearInterval(timer);
  });

  test('one without the key that ends its body may use the connection again', async () => {
    const { url } = await start(undefined, { lingerMs: 1_000 });
    const { socket, closed } = open(url);
    socket.write(head('wrong', 'Content-Length: 2'));
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write('{}');
    // Longer than the server would let it go on.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    socket.write(`${head(key, `Content-Length: ${body.length}`, 'Connection: close')}${body}`);
    expect(await closed).toMatch(/^HTTP\/1\.1 401 [^]*HTTP\/1\.1 200 /);
  });

  test('one with the key whose body does not come is answered, and holds up no other', async () => {
    const { url, reports } = await start(undefined, { bodyTimeoutMs: 1_000, lingerMs: 10 });
    const slow = Array.from({ length: 6 }, () => open(url));
    for (const { socket } of slow) socket.write(`${head(key, 'Content-Length: 1000')}{`);
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
    const answers = await Promise.all(slow.map(({ closed }) => closed));
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*ended early/);
    expect(reports).toHaveLength(7);
  });

  test('those that never send a whole request do not hold up the end', async () => {
    const { url, server } = await start();
    const { socket, closed } = open(url);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\n');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await server.stop();
    await closed;
  });

  test('a body that waits to be asked for is asked for after the key was found right', async () => {
    const { url } = await start();
    const lines = [`Content-Length: ${body.length}`, 'Expect: 100-continue', 'Connection: close'];
    const refused = open(url);
    refused.socket.write(head('wrong', ...lines));
    expect(await refused.closed).toMatch(/^HTTP\/1\.1 401 /);
    const { socket, closed } = open(url);
    socket.once('data', () => socket.write(body));
    socket.write(head(key, ...lines));
    expect(await closed).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  });
});

describe('what is no HTTP', () => {
  test.each([
    [
      'a chunk whose extension has no end',
      head(key, 'Transfer-Encoding: chunked') + `1;${'x'.repeat(40_000)}`,
      400,
    ],
    ['headers without an end', head(key, `X: ${'x'.repeat(200_000)}`), 431],
    ['another protocol', '\x16\x03\x01\x02\x00', 400],
  ])('%s: never 413', async (_what, raw, expected) => {
    const { url } = await start();
    const { socket, closed } = open(url);
    socket.write(raw);
    expect(await closed).toMatch(new RegExp(`^HTTP/1\\.1 ${expected} `));
  });
});

test('64 requests of 4 MB at once: only a few bodies are held', async () => {
  const gate = Promise.withResolvers<void>();
  const large = Buffer.from(
    JSON.stringify({ requestId: 'r', records: [{ data: base64(Buffer.alloc(3_000_000, 'log ')) }] }),
  );
  const { url, reports } = await start(
    async () => {
      await gate.promise;
      return accept;
    },
    { maxBodyBytes: 5_000_000 },
  );
  const before = process.memoryUsage();
  const sockets = Array.from({ length: 64 }, () => open(url));
  for (const [index, { socket }] of sockets.entries()) {
    const raw = head(key, `Content-Length: ${large.length}`, 'Connection: close');
    socket.write(raw.replace('Request-Id: r1', `Request-Id: r${index}`));
    socket.write(large);
  }
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const { arrayBuffers } = process.memoryUsage();
  expect(reports).toEqual([]);
  // All of them would be 256 MB.
  expect(arrayBuffers - before.arrayBuffers).toBeLessThan(100_000_000);
  gate.resolve();
  const answers = await Promise.all(sockets.map(({ closed }) => closed));
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 200 /);
});
