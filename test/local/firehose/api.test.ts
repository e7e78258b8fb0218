import { DescribeDeliveryStreamCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { LocalPipeline } from '../../../src/local/pipeline.ts';
import { batch, clientOf, records, start, usePipeline } from '../pipeline-fixture.ts';

usePipeline();

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
            BufferingHints: { SizeInMBs: 2, IntervalInSeconds: 60 },
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
    const tls = new URL('../../support/tls/', import.meta.url);
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
