import { describe, expect, test } from '@jest/globals';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failedTotal } from '../../../src/local/counts.ts';
import { fakeDeps, handlerOf, identity } from '../fakes.ts';
import { conserves, datadog, directory, errorLines, put, stream, useStream } from './stream-fixture.ts';

useStream();

describe('what fails', () => {
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
