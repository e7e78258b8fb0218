import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatadog, type DatadogStandIn } from '../../src/local/datadog.ts';
import { failedTotal, underWay } from '../../src/local/counts.ts';
import type { TransformHandler } from '../../src/local/invoke.ts';
import { createStream, type LocalStream, type StreamOptions } from '../../src/local/stream.ts';
import { fakeDeps, handlerOf, identity, type FakeDeps } from './fakes.ts';

const apiKey = 'key-for-tests';
let datadog: DatadogStandIn;
let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubehose-'));
  datadog = await startDatadog({ apiKey });
});
afterEach(async () => {
  await datadog.stop();
  await rm(directory, { recursive: true });
});

function stream(
  handler: TransformHandler,
  deps: FakeDeps,
  over: Partial<StreamOptions['destination']> = {},
  maxPendingBytes?: number,
) {
  return createStream(
    {
      arn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs',
      region: 'eu-west-1',
      ...(maxPendingBytes === undefined ? {} : { maxPendingBytes }),
      processing: {
        function: { handler, arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f', timeoutMs: 60_000 },
        numberOfRetries: 3,
        buffer: { maxBytes: 1_000, intervalMs: 60_000 },
      },
      destination: {
        url: `${datadog.url}/v1/input`,
        accessKey: apiKey,
        contentEncoding: 'GZIP',
        commonAttributes: {},
        retryDurationMs: 60_000,
        buffer: { maxBytes: 4_000, intervalMs: 60_000 },
        ...over,
      },
      errorOutput: {
        directory,
        prefix: '!{firehose:error-output-type}/',
        stream: 'logs',
        version: 1,
        compression: 'UNCOMPRESSED',
        buffer: { maxBytes: 5_000_000, intervalMs: 300_000 },
      },
    },
    deps,
  );
}

const put = (target: LocalStream, ...texts: readonly string[]) => {
  for (const text of texts) target.put(Buffer.from(text), 'producer');
};

async function errorLines(type: string): Promise<Record<string, unknown>[]> {
  const names = await readdir(join(directory, type));
  const texts = await Promise.all(names.map((name) => readFile(join(directory, type, name), 'utf8')));
  return texts
    .join('')
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
}

function conserves(target: LocalStream): void {
  expect(underWay(target.counts())).toBe(0);
}

describe('createStream', () => {
  test('delivers what the function returns', async () => {
    const handler = handlerOf((data, recordId) => ({
      recordId,
      result: 'Ok',
      data: Buffer.from(data === '{"a":1}' ? data : '{"b":"changed"}').toString('base64'),
    }));
    const target = stream(handler, fakeDeps());
    put(target, '{"a":1}', '{"b":2}');
    await target.flush();
    expect(datadog.logs.map(({ text }) => text)).toEqual(['{"a":1}', '{"b":"changed"}']);
    expect(target.counts()).toMatchObject({
      in: 2,
      invocations: 1,
      delivered: 2,
      untouched: 1,
      dropped: 0,
      failed: {},
    });
    conserves(target);
  });

  test('intervals push records on without a flush', async () => {
    const deps = fakeDeps();
    const target = stream(identity, deps);
    put(target, '{"a":1}');
    deps.pass(59_999);
    expect(target.counts().invocations).toBe(0);
    deps.pass(1);
    await target.flush();
    expect(target.counts()).toMatchObject({ invocations: 1, delivered: 1 });
  });

  test('the size pushes records on without a flush', async () => {
    const target = stream(identity, fakeDeps());
    put(target, `{"a":"${'x'.repeat(1_200)}"}`);
    expect(target.counts().invocations).toBe(1);
    await target.flush();
  });

  test('processing-failed holds the original data', async () => {
    const handler = handlerOf((data, recordId) =>
      data.includes('bad')
        ? { recordId, result: 'ProcessingFailed', data: Buffer.from('returned').toString('base64') }
        : { recordId, result: 'Ok', data: Buffer.from(data).toString('base64') },
    );
    const target = stream(handler, fakeDeps());
    put(target, '{"a":"good"}', '{"a":"bad"}');
    await target.flush();
    const [line] = await errorLines('processing-failed');
    expect(line).toEqual({
      rawData: Buffer.from('{"a":"bad"}').toString('base64'),
      errorCode: 'Lambda.ProcessingFailedStatus',
      errorMessage: 'ProcessingFailed status set for record',
      attemptsMade: 1,
      arrivalTimestamp: 1_767_323_045_000,
      attemptEndingTimestamp: expect.any(Number),
      lambdaARN: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
    });
    expect(target.counts()).toMatchObject({
      delivered: 1,
      failed: { 'Lambda.ProcessingFailedStatus': 1 },
      errorObjects: 1,
    });
    conserves(target);
  });

  test('a function that throws fails the batch after four attempts', async () => {
    const target = stream(() => Promise.reject(new Error('synthetic')), fakeDeps());
    put(target, '{"a":1}', '{"a":2}');
    await target.flush();
    expect(await errorLines('processing-failed')).toEqual([
      expect.objectContaining({ attemptsMade: 4, errorCode: 'Lambda.FunctionError' }),
      expect.objectContaining({ attemptsMade: 4, errorCode: 'Lambda.FunctionError' }),
    ]);
    expect(target.counts()).toMatchObject({ invocations: 4, failed: { 'Lambda.FunctionError': 2 } });
    conserves(target);
  });

  test('http-endpoint-failed holds the transformed data', async () => {
    datadog.fail({ kind: 'status', status: 503 });
    const handler = handlerOf((_data, recordId) => ({
      recordId,
      result: 'Ok',
      data: Buffer.from('{"t":1}').toString('base64'),
    }));
    const target = stream(handler, fakeDeps());
    put(target, '{"a":1}');
    await target.flush();
    expect(await errorLines('http-endpoint-failed')).toEqual([
      {
        attemptsMade: 5,
        arrivalTimestamp: 1_767_323_045_000,
        errorCode: 'HttpEndpoint.DestinationException',
        errorMessage: expect.stringContaining('The intake answers 503 on demand.'),
        attemptEndingTimestamp: 1_767_323_045_000 + 30_000,
        rawData: Buffer.from('{"t":1}').toString('base64'),
        subsequenceNumber: 0,
        dataId: expect.stringMatching(/^49\d{53}1\.0$/),
      },
    ]);
    conserves(target);
  });

  test('413 loses the batch: counted, and in no object', async () => {
    datadog.fail({ kind: 'status', status: 413 });
    const target = stream(identity, fakeDeps());
    put(target, '{"a":1}', '{"a":2}');
    await target.flush();
    expect(await readdir(directory)).toEqual([]);
    expect(target.counts()).toMatchObject({
      failed: { 'HttpEndpoint.DestinationException (413)': 2 },
      errorObjects: 0,
    });
    expect(failedTotal(target.counts())).toBe(2);
    conserves(target);
  });

  test('both kinds of failure make an object each', async () => {
    datadog.fail({ kind: 'status', status: 500 });
    const handler = handlerOf((data, recordId) =>
      data.includes('bad') ? [] : { recordId, result: 'Ok', data: Buffer.from(data).toString('base64') },
    );
    const target = stream(handler, fakeDeps(), { retryDurationMs: 0 });
    put(target, '{"a":"bad"}', '{"a":"good"}');
    await target.flush();
    expect(await errorLines('processing-failed')).toMatchObject([
      { errorCode: 'Lambda.MissingRecordId', attemptsMade: 1 },
    ]);
    expect(await errorLines('http-endpoint-failed')).toMatchObject([{ attemptsMade: 1 }]);
  });

  test('records that the function puts back are counted as re-ingested and go through again', async () => {
    const deps = fakeDeps();
    const handler: TransformHandler = ({ records }) => {
      for (const { data } of records) {
        const text = Buffer.from(data, 'base64').toString('utf8');
        if (text.includes('again')) target.put(Buffer.from(text.replace('again', 'second')), 'function');
      }
      return handlerOf((text, recordId) =>
        text.includes('again') || text.includes('drop')
          ? { recordId, result: 'Dropped' }
          : { recordId, result: 'Ok', data: Buffer.from(text).toString('base64') },
      )({ invocationId: '', deliveryStreamArn: '', region: '', records }, context);
    };
    const context = {
      awsRequestId: '',
      functionName: '',
      functionVersion: '',
      invokedFunctionArn: '',
      memoryLimitInMB: '',
      getRemainingTimeInMillis: () => 0,
    };
    const target = stream(handler, deps);
    put(target, '{"a":"again"}', '{"a":"drop"}', '{"a":"plain"}');
    await target.flush();
    expect(target.counts()).toMatchObject({ in: 4, delivered: 2, dropped: 1, reIngested: 1, invocations: 2 });
    expect(datadog.logs.map(({ text }) => text)).toEqual(['{"a":"plain"}', '{"a":"second"}']);
    conserves(target);
  });

  test('puts are throttled when too much is on its way, and taken again afterwards', async () => {
    const target = stream(
      handlerOf((_data, recordId) => ({ recordId, result: 'Dropped' })),
      fakeDeps(),
      {},
      250,
    );
    const large = Buffer.alloc(100);
    expect(target.put(large, 'producer')).toBe(1);
    expect(target.put(large, 'producer')).toBe(2);
    expect(target.put(large, 'producer')).toBeUndefined();
    await target.flush();
    expect(target.counts().in).toBe(2);
    expect(target.put(large, 'producer')).toBe(3);
    await target.flush();
  });

  test('an error output that cannot be written is told', async () => {
    await writeFile(join(directory, 'processing-failed'), 'in the way');
    const target = stream(
      handlerOf(() => []),
      fakeDeps(),
    );
    put(target, '{"a":1}');
    await expect(target.flush()).rejects.toThrow();
  });
});
