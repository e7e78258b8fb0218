import { describe, expect, test } from '@jest/globals';
import type { TransformHandler } from '../../../src/local/firehose/invoke.ts';
import { fakeDeps, handlerOf, identity } from '../fakes.ts';
import { conserves, datadog, put, stream, useStream } from './stream-fixture.ts';

useStream();

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
});
