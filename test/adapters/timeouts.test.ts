import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { timeouts } from '../../src/adapters/timeouts.ts';
import { root } from '../support/packaged.ts';

const halfAnAnswer = 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf';
const sockets = new Set<Socket>();
let server: Server;
let answer = '';

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => socket.write(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

test.each([
  ['no answer', ''],
  ['half an answer', halfAnAnswer],
])('%s: a call ends', async (_, text) => {
  answer = text;
  const client = new S3Client({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: timeouts({ connectMs: 200, answerMs: 200 }),
  });
  const call = async (): Promise<unknown> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
    return Body?.transformToString();
  };
  await expect(call()).rejects.toThrow();
});

test('every client of AWS has time-outs, and every fetch a signal', () => {
  const folder = join(root, 'src', 'adapters');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const clients = files.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return [...text.matchAll(/new \w+Client\(\{|\bfetch\(/g)].map(({ index }) => ({
      name,
      call: text.slice(index, text.indexOf(';', index)),
    }));
  });
  expect(clients.length).toBeGreaterThan(8);
  for (const { name, call } of clients)
    expect({ name, ends: /timeouts\(|interactiveTimeouts|signal/.test(call) }).toEqual({ name, ends: true });
});
