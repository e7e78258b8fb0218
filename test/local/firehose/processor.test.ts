import { describe, expect, test } from '@jest/globals';
import { lambdaErrors } from '../../../src/firehose/error-codes.ts';
import { maxResponseBytes, type TransformationEvent } from '../../../src/firehose/transformation.ts';
import type { InvocationContext, TransformHandler } from '../../../src/local/firehose/invoke.ts';
import {
  processBatch,
  type ProcessorOptions,
  type StreamRecord,
} from '../../../src/local/firehose/processor.ts';
import { fakeDeps, handlerOf, identity } from '../fakes.ts';

const records: readonly StreamRecord[] = ['a', 'b', 'c'].map((text, index) => ({
  data: Buffer.from(text),
  arrivalTimeMs: 1_767_323_045_000 + index,
  counter: index + 1,
}));

const options = (handler: TransformHandler, over: Partial<ProcessorOptions> = {}): ProcessorOptions => ({
  function: { handler, arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f', timeoutMs: 60_000 },
  streamArn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs',
  region: 'eu-west-1',
  numberOfRetries: 3,
  ...over,
});

const ok = (recordId: string, data: string) => ({
  recordId,
  result: 'Ok',
  data: Buffer.from(data).toString('base64'),
});
const failed = (error: { readonly code: string; readonly message: string }) => ({ kind: 'failed', ...error });
const okVerdict = (text: string) => ({ kind: 'ok', data: Buffer.from(text), untouched: true });

describe('the event', () => {
  test('has the documented fields and ids of 160 characters; ids stay the same over attempts, the invocation id does not', async () => {
    const events: TransformationEvent[] = [];
    const contexts: InvocationContext[] = [];
    const handler: TransformHandler = (event, context) => {
      events.push(event);
      contexts.push(context);
      return Promise.reject(new Error('synthetic'));
    };
    await processBatch(records, options(handler, { numberOfRetries: 1 }), fakeDeps());
    const [first, second] = events;
    expect(Object.keys(first ?? {})).toEqual(['invocationId', 'deliveryStreamArn', 'region', 'records']);
    expect(first?.records[1]).toEqual({
      recordId: expect.stringMatching(/^shardId-\d{152}$/),
      approximateArrivalTimestamp: 1_767_323_045_001,
      data: 'Yg==',
    });
    expect(second?.records).toEqual(first?.records);
    expect(second?.invocationId).not.toBe(first?.invocationId);
    expect(contexts[0]?.getRemainingTimeInMillis()).toBeLessThanOrEqual(60_000);
  });
});

describe('a response decides record by record, in one attempt', () => {
  test.each([
    ['the same data is untouched', identity, [okVerdict('a'), okVerdict('b'), okVerdict('c')]],
    [
      'changed data is not',
      handlerOf((data, id) => ok(id, `${data}!`)),
      ['a!', 'b!', 'c!'].map((text) => ({ kind: 'ok', data: Buffer.from(text), untouched: false })),
    ],
    [
      'an id that is missing',
      handlerOf((data, id) => (data === 'b' ? [] : ok(id, data))),
      [okVerdict('a'), failed(lambdaErrors.missingRecordId), okVerdict('c')],
    ],
    [
      'an id that comes twice',
      handlerOf((data, id) => (data === 'b' ? [ok(id, data), ok(id, data)] : ok(id, data))),
      [okVerdict('a'), failed(lambdaErrors.duplicatedRecordId), okVerdict('c')],
    ],
    [
      'an id never sent',
      handlerOf((data, id) => [ok(id, data), ok(`${id}x`, data)]),
      [okVerdict('a'), okVerdict('b'), okVerdict('c')],
    ],
    [
      'ProcessingFailed',
      handlerOf((data, id) => (data === 'a' ? { recordId: id, result: 'ProcessingFailed' } : ok(id, data))),
      [failed(lambdaErrors.processingFailedStatus), okVerdict('b'), okVerdict('c')],
    ],
    [
      'Dropped, with or without data',
      handlerOf((data, id) =>
        data === 'a' ? { ...ok(id, data), result: 'Dropped' } : { recordId: id, result: 'Dropped' },
      ),
      [{ kind: 'dropped' }, { kind: 'dropped' }, { kind: 'dropped' }],
    ],
    [
      'Ok without data',
      handlerOf((data, id) => (data === 'c' ? { recordId: id, result: 'Ok' } : ok(id, data))),
      [okVerdict('a'), okVerdict('b'), failed(lambdaErrors.nullData)],
    ],
    [
      'Ok with data null',
      handlerOf((data, id) => (data === 'c' ? { recordId: id, result: 'Ok', data: null } : ok(id, data))),
      [okVerdict('a'), okVerdict('b'), failed(lambdaErrors.nullData)],
    ],
    [
      'Ok with empty data',
      handlerOf((data, id) => (data === 'c' ? { recordId: id, result: 'Ok', data: '' } : ok(id, data))),
      [okVerdict('a'), okVerdict('b'), { kind: 'ok', data: Buffer.alloc(0), untouched: false }],
    ],
    [
      'data that is no base64',
      handlerOf((data, id) => (data === 'c' ? { recordId: id, result: 'Ok', data: 'é' } : ok(id, data))),
      [okVerdict('a'), okVerdict('b'), failed(lambdaErrors.invalidData)],
    ],
    [
      'another result',
      handlerOf((data, id) => (data === 'c' ? { recordId: id, result: 'ok', data: '' } : ok(id, data))),
      [okVerdict('a'), okVerdict('b'), failed(lambdaErrors.invalidResult)],
    ],
    [
      'entries that are no objects',
      (() => Promise.resolve({ records: [null, 1, 'x', []] })) satisfies TransformHandler,
      records.map(() => failed(lambdaErrors.missingRecordId)),
    ],
    ...[undefined, null, 'text', [], {}, { records: null }, { records: {} }].map(
      (payload) =>
        [
          `no records array: ${JSON.stringify(payload)}`,
          (() => Promise.resolve(payload)) satisfies TransformHandler,
          records.map(() => failed(lambdaErrors.missingRecordId)),
        ] as const,
    ),
  ])('%s', async (_name, handler, expected) => {
    const deps = fakeDeps();
    const batch = await processBatch(records, options(handler), deps);
    expect(batch).toEqual({ verdicts: expected, attemptsMade: 1 });
    expect(deps.sleeps).toEqual([]);
  });
});

describe('an invocation that fails is tried again, then the whole batch fails', () => {
  const oversized = 'x'.repeat(maxResponseBytes + 1);
  const circular: { self?: unknown } = {};
  circular.self = circular;
  test.each([
    ['a throw', () => Promise.reject(new Error('synthetic'))],
    [
      'a throw before the first await',
      () => {
        throw new Error('synthetic');
      },
    ],
    ['a response above the limit', () => Promise.resolve({ records: [], oversized })],
    ['a response that is no JSON', () => Promise.resolve(circular)],
  ] satisfies [string, TransformHandler][])('%s', async (_name, handler) => {
    let invocations = 0;
    const deps = fakeDeps();
    const batch = await processBatch(
      records,
      options(handler, { onInvocation: () => (invocations += 1) }),
      deps,
    );
    expect(batch).toEqual({
      verdicts: records.map(() => failed(lambdaErrors.functionError)),
      attemptsMade: 4,
    });
    expect(invocations).toBe(4);
    expect(deps.sleeps).toHaveLength(3);
  });

  test('a response of exactly the limit is taken', async () => {
    const frame = JSON.stringify({ records: [], filler: '' }).length;
    const handler: TransformHandler = () =>
      Promise.resolve({ records: [], filler: 'x'.repeat(maxResponseBytes - frame) });
    const batch = await processBatch(records, options(handler), fakeDeps());
    expect(batch.attemptsMade).toBe(1);
  });

  test('a request above the limit never reaches the function', async () => {
    let called = 0;
    const handler: TransformHandler = () => {
      called += 1;
      return Promise.resolve({ records: [] });
    };
    const large = [{ ...records[0]!, data: Buffer.alloc(4_800_000) }];
    const batch = await processBatch(large, options(handler), fakeDeps());
    expect(batch).toEqual({ verdicts: [failed(lambdaErrors.functionError)], attemptsMade: 4 });
    expect(called).toBe(0);
  });

  test('no answer in time: the function is ended and the code says so', async () => {
    const deps = fakeDeps();
    let killed = 0;
    const handler: TransformHandler = () => {
      queueMicrotask(() => deps.pass(60_000));
      return new Promise(() => {});
    };
    const { function: invoked } = options(handler);
    const batch = await processBatch(
      records,
      options(handler, { function: { ...invoked, kill: () => (killed += 1) } }),
      deps,
    );
    expect(batch).toEqual({
      verdicts: records.map(() => failed(lambdaErrors.functionTimedOut)),
      attemptsMade: 4,
    });
    expect(killed).toBe(4);
  });

  test('an attempt that works ends it', async () => {
    let calls = 0;
    const handler: TransformHandler = (event, context) => {
      calls += 1;
      return calls < 3 ? Promise.reject(new Error('synthetic')) : identity(event, context);
    };
    const batch = await processBatch(records, options(handler), fakeDeps());
    expect(batch.attemptsMade).toBe(3);
    expect(batch.verdicts).toEqual([okVerdict('a'), okVerdict('b'), okVerdict('c')]);
  });
});
