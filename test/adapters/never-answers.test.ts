import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Patience } from '../../src/adapters/aws-client.ts';
import { readBacklog, sendsEvents } from '../../src/adapters/aws-control/bucket.ts';
import { describeFunction } from '../../src/adapters/aws-control/function.ts';
import { missingActions } from '../../src/adapters/aws-control/iam.ts';
import { describeSecret, secretValue } from '../../src/adapters/aws-control/secret.ts';
import { stackOutputs } from '../../src/adapters/aws-control/stack.ts';
import { firehoseControl } from '../../src/adapters/aws-control/stream.ts';
import { fixedSecret, secretsManagerSecret } from '../../src/adapters/secrets.ts';
import { firehosePort } from '../../src/adapters/send/firehose.ts';
import { logsApi } from '../../src/adapters/send/logs-api.ts';
import { s3Store } from '../../src/adapters/stores/s3.ts';
import { isKeyValid } from '../../src/adapters/validate-key.ts';
import type { Processing, StreamDescription } from '../../src/stream/description.ts';
import { root } from '../support/packaged.ts';

/** A server that takes connections and answers nothing, or stops in the middle of an answer. */
let silent: Server;
let url = '';
let answer = '';
const halfAnAnswer = 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"half":';
const sockets = new Set<Socket>();
const saved = { ...process.env };

beforeAll(async () => {
  silent = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => socket.write(answer));
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  Object.assign(process.env, credentials, { AWS_ENDPOINT_URL: url });
});

afterAll(() => {
  process.env = saved;
  for (const socket of sockets) socket.destroy();
  silent.close();
});

const patience: Patience = { connectMs: 30, answerMs: 30, attempts: 1 };
const region = 'eu-west-1';
const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf';
const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
const roleArn = 'arn:aws:iam::111122223333:role/r';
const right = { actions: ['s3:PutObject'], resources: ['*'], why: 'x' };
const stream = { name: 'logs', versionId: '1', destinationId: 'd' } as StreamDescription;
const noProcessing: Processing = { enabled: false, processors: [] };
const control = () => firehoseControl(region, patience);
const secret = () => secretsManagerSecret({ arn: secretArn, now: () => 0, patience });
const port = () => firehosePort('logs', region, patience);
const logs = () => logsApi({ url, apiKey: fixedSecret('k') });
const store = () => s3Store({ bucket: 'b', region, endpoint: url, patience });

const unknown = {
  answer: { kind: 'unknown', reason: expect.stringMatching(/Timeout|S3|no answer from 127\.0\.0\.1/) },
};
const refused = { answer: { kind: 'refused', reason: expect.stringContaining('Timeout') } };
const late = { answer: { kind: 'failed', reason: 'Datadog did not answer in time' } };
const unread = { name: 'SecretError', message: expect.stringContaining('could not be read (TimeoutError)') };

/** An adapter, what it is asked, and how that ends: an answer that says so, or an error of its own type. */
type Row = readonly [adapter: string, what: string, ask: () => Promise<unknown>, ends: Ends];
type Ends = { readonly answer: object } | { readonly error: object };

const rows: readonly Row[] = [
  ['aws-control/bucket.ts', 'events', () => sendsEvents('b', region, patience), unknown],
  ['aws-control/bucket.ts', 'backlog', () => readBacklog('b', 'e/', region, process.env, patience), unknown],
  ['aws-control/function.ts', 'function', () => describeFunction(functionArn, patience), unknown],
  ['aws-control/iam.ts', 'rights', () => missingActions(roleArn, right, patience), unknown],
  ['aws-control/secret.ts', 'secret', () => describeSecret(secretArn, patience), unknown],
  ['aws-control/secret.ts', 'value', () => secretValue(secretArn, patience), unknown],
  ['aws-control/stack.ts', 'outputs', () => stackOutputs('s', region, patience), unknown],
  ['aws-control/stream.ts', 'stream', () => control().describe('logs'), unknown],
  ['aws-control/stream.ts', 'update', () => control().setProcessing(stream, noProcessing), refused],
  ['secrets.ts', 'values', () => secret().values(), { error: unread }],
  ['send/firehose.ts', 'put', () => port().put([Buffer.from('a')]), { error: { name: 'TimeoutError' } }],
  ['send/logs-api.ts', 'logs', () => logs()(Buffer.from('[]'), 0, 30), late],
  ['stores/s3.ts', 'page', () => firstOf(store().list('e/')), { error: { name: 'StoreError' } }],
  ['validate-key.ts', 'key', () => isKeyValid('datadoghq.com', 'k', url, 30), unknown],
];

/** Validating a key looks at the status alone. */
const halfRows = rows.filter(([adapter]) => adapter !== 'validate-key.ts');

function firstOf(pages: AsyncIterable<unknown>): Promise<unknown> {
  return pages[Symbol.asyncIterator]().next();
}

describe.each([
  ['no answer', '', rows],
  ['half an answer', halfAnAnswer, halfRows],
])('%s', (_, text, table) => {
  test.each(table)('%s: %s ends', async (_adapter, _what, ask, ends) => {
    answer = text;
    if ('answer' in ends) await expect(ask()).resolves.toEqual(ends.answer);
    else await expect(ask()).rejects.toMatchObject(ends.error);
  });
});

const sources = readdirSync(join(root, 'src', 'adapters'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(root, 'src', 'adapters', name), 'utf8') }));

/** Is asked, and asks nobody. */
const server = 'http/intake-server.ts';

test('every adapter that asks over the network is in the table, with each of its clients', () => {
  const asking = sources.flatMap(({ name, text }) => {
    const asks = /= awsClient\(|\bfetch\(|from 'node:(?:https?|http2|net|tls)'/.test(text);
    return asks && name !== server ? [{ name, clients: text.split('= awsClient(').length - 1 }] : [];
  });
  const tested = (name: string): number => rows.filter(([adapter]) => adapter === name).length;
  expect(rows.filter(([adapter]) => asking.every(({ name }) => name !== adapter))).toEqual([]);
  expect(asking.filter(({ name, clients }) => tested(name) < Math.max(1, clients))).toEqual([]);
});

test('clients of AWS are made in one place, which has time-outs', () => {
  expect(sources.filter(({ text }) => /new \w+Client\(/.test(text)).map(({ name }) => name)).toEqual([]);
});
