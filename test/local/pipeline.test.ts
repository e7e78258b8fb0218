import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  PutRecordBatchCommand,
  PutRecordCommand,
} from '@aws-sdk/client-firehose';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startLocal, type LocalPipeline } from '../../src/local/pipeline.ts';
import type { LocalOptions } from '../../src/local/pipeline-options.ts';
import { identity } from './fakes.ts';

let pipeline: LocalPipeline | undefined;
let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubehose-'));
});
afterEach(async () => {
  await pipeline?.stop();
  pipeline = undefined;
  await rm(directory, { recursive: true });
});

async function start(options: Partial<LocalOptions> = {}): Promise<LocalPipeline> {
  pipeline = await startLocal({ function: identity, directory, streamName: 'logs', ...options });
  return pipeline;
}

function clientOf({ urls }: LocalPipeline, ca?: string): FirehoseClient {
  return new FirehoseClient({
    endpoint: urls.firehose,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
    ...(ca === undefined ? {} : { requestHandler: { httpsAgent: new Agent({ ca }) } }),
  });
}

const records = (...texts: readonly string[]) => texts.map((text) => ({ Data: Buffer.from(text) }));
const batch = (list: readonly { Data: Uint8Array }[], name = 'logs') =>
  new PutRecordBatchCommand({ DeliveryStreamName: name, Records: [...list] });

describe("Firehose's API by the AWS SDK", () => {
  test('PutRecord and PutRecordBatch arrive at Datadog, in order, and in its file', async () => {
    const running = await start();
    const client = clientOf(running);
    const one = await client.send(
      new PutRecordCommand({ DeliveryStreamName: 'logs', Record: { Data: Buffer.from('{"a":1}') } }),
    );
    expect(one).toMatchObject({ RecordId: expect.stringMatching(/^.{224}$/), Encrypted: false });
    const many = await client.send(batch(records('{"b":2}', '', '{"c":"é"}')));
    expect(many).toMatchObject({
      FailedPutCount: 0,
      RequestResponses: [{}, {}, {}].map(() => ({ RecordId: expect.any(String) })),
    });
    await running.flush();
    expect(running.datadog.logs.map(({ text }) => text)).toEqual(['{"a":1}', '{"b":2}', '{"c":"é"}']);
    expect(await readFile(running.paths.logs, 'utf8')).toBe('{"a":1}\n{"b":2}\n{"c":"é"}\n');
    expect(running.counts()).toMatchObject({ in: 4, delivered: 4, untouched: 4, failed: {} });
  });

  test('DescribeDeliveryStream', async () => {
    const running = await start({ tuning: { errorCompression: 'GZIP', commonAttributes: { team: 'shop' } } });
    const { DeliveryStreamDescription: description } = await clientOf(running).send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'logs' }),
    );
    expect(description).toMatchObject({
      DeliveryStreamName: 'logs',
      DeliveryStreamARN: running.streamArn,
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamType: 'DirectPut',
      VersionId: '1',
      CreateTimestamp: expect.any(Date),
      HasMoreDestinations: false,
      Destinations: [
        {
          DestinationId: 'destinationId-000000000001',
          HttpEndpointDestinationDescription: {
            EndpointConfiguration: { Url: running.urls.destination, Name: 'Datadog' },
            BufferingHints: { SizeInMBs: 4, IntervalInSeconds: 60 },
            RequestConfiguration: {
              ContentEncoding: 'GZIP',
              CommonAttributes: [{ AttributeName: 'team', AttributeValue: 'shop' }],
            },
            ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'Lambda' }] },
            RetryOptions: { DurationInSeconds: 60 },
            S3BackupMode: 'FailedDataOnly',
            S3DestinationDescription: { CompressionFormat: 'GZIP' },
          },
        },
      ],
    });
    expect(JSON.stringify(description)).not.toContain('local-api-key');
  });

  test.each([
    ['another stream', batch(records('a'), 'other'), 'ResourceNotFoundException', /other under account/],
    [
      '501 records',
      batch(Array.from({ length: 501 }, () => ({ Data: Buffer.from('a') }))),
      'ValidationException',
      /500/,
    ],
    ['no records', batch([]), 'ValidationException', /greater than or equal to 1/],
    [
      'more than 4 MiB',
      batch(Array.from({ length: 5 }, () => ({ Data: Buffer.alloc(900_000) }))),
      'InvalidArgumentException',
      /4 MB/,
    ],
    [
      'a record above 1,000 KiB',
      batch([{ Data: Buffer.alloc(1_024_001) }]),
      'InvalidArgumentException',
      /1024000/,
    ],
  ])('%s', async (_name, command, name, message) => {
    const running = await start();
    await expect(clientOf(running).send(command)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
    expect(running.counts().in).toBe(0);
  });

  test('the largest record and the largest batch are taken', async () => {
    const running = await start();
    const list = [
      ...Array.from({ length: 4 }, () => ({ Data: Buffer.alloc(1_024_000, 0x20) })),
      { Data: Buffer.alloc(98_304, 0x20) },
    ];
    await expect(clientOf(running).send(batch(list))).resolves.toMatchObject({ FailedPutCount: 0 });
  });

  test('over TLS with a given certificate', async () => {
    const tls = new URL('../support/tls/', import.meta.url);
    const cert = await readFile(new URL('test-cert.pem', tls), 'utf8');
    const key = await readFile(new URL('test-key-not-secret.pem', tls));
    const running = await start({ tls: { cert, key } });
    expect(running.urls.firehose).toMatch(/^https:\/\/localhost:\d+$/);
    await clientOf(running, cert).send(batch(records('{"a":1}')));
    await running.flush();
    expect(running.counts().delivered).toBe(1);
  });
});

describe("Firehose's API by plain requests", () => {
  const call = async (
    { urls }: LocalPipeline,
    body: string | Uint8Array,
    headers: Record<string, string> = {},
  ) => {
    const response = await fetch(urls.firehose, {
      method: 'POST',
      headers: {
        'X-Amz-Target': 'Firehose_20150804.PutRecord',
        'Content-Type': 'application/x-amz-json-1.1',
        ...headers,
      },
      body: typeof body === 'string' ? body : Buffer.from(body),
    });
    const answer: unknown = await response.json();
    return { response, answer };
  };
  const sound = JSON.stringify({ DeliveryStreamName: 'logs', Record: { Data: 'e30=' } });

  test('a body in gzip', async () => {
    const running = await start();
    const { response, answer } = await call(running, gzipSync(sound), { 'Content-Encoding': 'gzip' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(response.headers.get('x-amzn-requestid')).toEqual(expect.any(String));
    expect(answer).toEqual({ RecordId: expect.any(String), Encrypted: false });
  });

  test.each([
    ['malformed JSON', '{', {}, 'SerializationException'],
    ['JSON that is no object', '[]', {}, 'SerializationException'],
    ['gzip that is none', sound, { 'Content-Encoding': 'gzip' }, 'SerializationException'],
    ['data that is no base64', sound.replace('e30=', 'e3!'), {}, 'SerializationException'],
    ['data that is no text', sound.replace('"e30="', '1'), {}, 'SerializationException'],
    ['no data', sound.replace('"e30="', 'null'), {}, 'ValidationException'],
    ['no record', '{"DeliveryStreamName":"logs"}', {}, 'ValidationException'],
    ['no stream name', '{"Record":{"Data":""}}', {}, 'ValidationException'],
    ['a stream name of other characters', sound.replace('logs', 'a/b'), {}, 'ValidationException'],
    [
      'an unknown operation',
      sound,
      { 'X-Amz-Target': 'Firehose_20150804.Nothing' },
      'UnknownOperationException',
    ],
    ['a name of the prototype', sound, { 'X-Amz-Target': 'constructor' }, 'UnknownOperationException'],
  ])('%s', async (_name, body, headers, type) => {
    const running = await start();
    const { response, answer } = await call(running, body, headers);
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe(type);
    expect(answer).toEqual({ __type: type, message: expect.any(String) });
    expect(running.counts().in).toBe(0);
  });
});

describe('startLocal', () => {
  test('a function file runs in a thread, and what it puts back comes in again, counted', async () => {
    const path = join(directory, 'function.mjs');
    await writeFile(
      path,
      `const put = (data) => fetch(process.env.AWS_ENDPOINT_URL_FIREHOSE, {
         method: 'POST', headers: { 'X-Amz-Target': 'Firehose_20150804.PutRecord' },
         body: JSON.stringify({ DeliveryStreamName: 'logs', Record: { Data: data } }) });
       export const handler = async ({ records }) => ({ records: await Promise.all(records.map(async ({ recordId, data }) => {
         const text = Buffer.from(data, 'base64').toString();
         if (text.includes('hops')) return { recordId, result: 'Ok', data };
         await put(Buffer.from('{"hops":1}').toString('base64'));
         return { recordId, result: 'Dropped' };
       })) });`,
    );
    const running = await start({ function: { path, env: () => ({}) } });
    await clientOf(running).send(batch(records('{"a":1}', '{"a":2}')));
    await running.flush();
    expect(running.counts()).toMatchObject({ in: 4, delivered: 2, reIngested: 2, dropped: 0, untouched: 2 });
    expect(running.datadog.logs.map(({ text }) => text)).toEqual(['{"hops":1}', '{"hops":1}']);
  });

  test('a function that cannot be loaded is told at once, and nothing keeps running', async () => {
    const path = join(directory, 'function.mjs');
    await writeFile(path, "throw new Error('DD_TAGS is wrong');");
    await expect(startLocal({ function: { path, env: () => ({}) }, directory })).rejects.toThrow(
      'DD_TAGS is wrong',
    );
  });

  test('a port in use is told in a sentence', async () => {
    const running = await start();
    const port = Number(new URL(running.urls.firehose).port);
    await expect(startLocal({ function: identity, directory, port })).rejects.toThrow(
      `port ${port} is in use`,
    );
  });

  test('the site chooses the path of the intake; another destination can take its place', async () => {
    expect((await start({ site: 'us5.datadoghq.com' })).urls.destination).toMatch(
      /\/api\/v2\/logs\?dd-protocol=aws-kinesis-firehose$/,
    );
    await pipeline?.stop();
    const url = 'https://intake.example/v1/input';
    expect((await start({ destination: { url, accessKey: 'k' } })).urls.destination).toBe(url);
  });

  test('stopping ends a delivery that waits for its next attempt', async () => {
    const running = await start({ tuning: { retryDurationMs: 7_200_000 } });
    running.datadog.fail({ kind: 'status', status: 503 });
    await clientOf(running).send(batch(records('{"a":1}')));
    const flushed = running.flush();
    while (running.datadog.counts().requests === 0) await new Promise((resolve) => setImmediate(resolve));
    await running.stop();
    await expect(flushed).rejects.toThrow(/abort/);
  });

  test('counts are told as they change', async () => {
    const seen: number[] = [];
    const running = await start({ onChange: ({ delivered }) => seen.push(delivered) });
    await clientOf(running).send(batch(records('{"a":1}')));
    await running.flush();
    expect(seen.at(-1)).toBe(1);
  });
});
