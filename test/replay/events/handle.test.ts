import { describe, expect, test } from '@jest/globals';
import { datadogDestination } from '../../../src/replay/send/datadog.ts';
import { handleReplay, type Handled } from '../../../src/replay/events/handle.ts';
import type { ReplayJob } from '../../../src/replay/job.ts';
import { arrivalMs, failedRecord } from '../model/backup.ts';
import { apiOf, type DatadogOptions } from '../model/datadog.ts';
import { memoryStore } from '../model/memory-store.ts';
import { keysUnder, newWorld, nowMs, plainJob, logs, type World } from '../model/job.ts';

const line = (id: string) => `${failedRecord(Buffer.from(`{"id":"${id}","log":"x"}`))}\n`;

function handle(
  world: World,
  event: unknown,
  { job, ...options }: DatadogOptions & { job?: Partial<ReplayJob>; prefix?: string } = {},
): Promise<Handled> {
  const { bucket, clock, datadog } = world;
  return handleReplay(
    event,
    {
      bucket: 'backup',
      prefix: options.prefix ?? 'errors/',
      minAgeMs: 900_000,
      job: { ...plainJob, ...job },
    },
    {
      store: memoryStore(bucket, { now: () => clock.now() }),
      destination: datadogDestination(apiOf(datadog, options)),
      logs,
      clock,
    },
  );
}

const notification = (...keys: string[]) => ({
  Records: keys.map((key, index) => ({
    messageId: `m${index}`,
    body: JSON.stringify({ Records: [{ s3: { bucket: { name: 'backup' }, object: { key } } }] }),
  })),
});

describe('direct invocation', () => {
  test('replays what lies under the prefix', async () => {
    const world = newWorld({ 'errors/a/1': line('1'), 'errors/b/2': line('2'), 'other/3': line('3') });
    const { answer, report } = await handle(world, { prefix: 'errors/a/' });
    expect(answer).toMatchObject({ done: true, records: { found: 1, delivered: 1, due: 0 } });
    expect(report?.objects).toEqual({ found: 1, settled: 1, left: {} });
    expect(world.datadog.accepted).toEqual(['1']);
    expect(keysUnder(world.bucket, '')).toEqual(['errors/b/2', 'other/3', 'replayed/errors/a/1']);
  });

  test('a dry run changes nothing', async () => {
    const world = newWorld({ 'errors/1': line('1') });
    const { answer, report } = await handle(world, { dryRun: true });
    expect(answer).toMatchObject({ dryRun: true, done: true, objects: 1, records: 1, logs: 1 });
    expect(report).toBeUndefined();
    expect([...world.bucket.keys()]).toEqual(['errors/1']);
    expect(world.datadog.accepted).toEqual([]);
  });

  test('an object that only people can help does not make the caller come again for ever', async () => {
    const world = newWorld({ 'errors/1': line('1'), 'errors/2': line('2') });
    await handle(world, {}, { job: { after: 'keep' } });
    const [ledger = ''] = keysUnder(world.bucket, 'kubehose-ledger/');
    world.bucket.set(ledger, { bytes: Buffer.from('{'), lastModifiedMs: 0 });
    const { answer } = await handle(world, {});
    expect(answer).toMatchObject({ done: true, objects: { settled: 1, left: { ledger_unreadable: 1 } } });
  });

  test('it stops in time before its deadline and says what is left', async () => {
    const world = newWorld({ 'errors/1': line('1'), 'errors/2': line('2'), 'errors/3': line('3') });
    const job = { concurrency: 1, deadlineMs: nowMs + 15_000 };
    const slow = () => {
      world.clock.advance(6_000);
      return false;
    };
    const first = await handle(world, {}, { job, refuses: slow });
    expect(first.answer).toMatchObject({ done: false, stopped: { cause: 'deadline' } });
    expect(world.clock.now()).toBeLessThan(nowMs + 15_000);
    expect(world.datadog.accepted).toEqual(['1']);
    const second = await handle(world, {}, { job: { concurrency: 1 } });
    expect(second.answer).toMatchObject({ done: true });
    expect(world.datadog.accepted).toEqual(['1', '2', '3']);
  });
});

describe('SQS', () => {
  test('messages whose objects are replayed are acknowledged, also when they come twice', async () => {
    const world = newWorld({ 'errors/a b': line('1'), 'errors/2': line('2') });
    const event = notification('errors/a+b', 'errors/2', 'errors/2');
    expect((await handle(world, event)).answer).toEqual({ batchItemFailures: [] });
    expect((await handle(world, event)).answer).toEqual({ batchItemFailures: [] });
    expect([...world.datadog.accepted].sort()).toEqual(['1', '2']);
  });

  test('an object that was only just written waits, so that an outage is no hot loop', async () => {
    const world = newWorld({ 'errors/1': line('1') });
    world.bucket.set('errors/1', { bytes: Buffer.from(line('1')), lastModifiedMs: nowMs - 899_000 });
    expect((await handle(world, notification('errors/1'))).answer).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    });
    expect(world.datadog.accepted).toEqual([]);
    world.clock.advance(1_000);
    expect((await handle(world, notification('errors/1'))).answer).toEqual({ batchItemFailures: [] });
  });

  test('those that are due come again, the others do not', async () => {
    const world = newWorld({ 'errors/1': line('1'), 'errors/2': line('2') });
    const { answer } = await handle(world, notification('errors/1', 'errors/2'), {
      breaksOn: (id) => id === '2',
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(keysUnder(world.bucket, 'errors/')).toEqual(['errors/2']);
  });

  test('a refused key fails them all, and moves nothing', async () => {
    const world = newWorld({ 'errors/1': line('1'), 'errors/2': line('2') });
    const { answer, report } = await handle(world, notification('errors/1', 'errors/2'), {
      keyRefused: () => true,
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm1' }] });
    expect(report?.stopped).toMatchObject({
      cause: 'unauthorized',
      sentence: expect.stringContaining('API key'),
    });
    expect(keysUnder(world.bucket, '')).toEqual(['errors/1', 'errors/2']);
  });

  test('odd messages are not acknowledged and hold up no other', async () => {
    const world = newWorld({ 'errors/1': line('1') });
    const event = { Records: [{ messageId: 'odd', body: 'text' }, ...notification('errors/1').Records] };
    expect((await handle(world, event)).answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'odd' }] });
    expect(world.datadog.accepted).toEqual(['1']);
  });

  test('keys outside of the prefix are never read; what a replay wrote itself is passed over', async () => {
    const objects = { 'secret/1': line('1'), 'parked/errors/2': line('2'), 'replayed/errors/3': line('3') };
    const world = newWorld(objects);
    expect((await handle(world, notification(...Object.keys(objects)))).answer).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    });
    const all = await handle(world, notification('parked/errors/2', 'replayed/errors/3'), { prefix: '' });
    expect(all.answer).toEqual({ batchItemFailures: [] });
    expect(world.datadog.accepted).toEqual([]);
    expect(keysUnder(world.bucket, '')).toEqual(Object.keys(objects).sort());
  });

  test('what is skipped is not asked for again and again', async () => {
    const world = newWorld({ 'errors/1': '{"id":"no failed record"}\n' });
    expect((await handle(world, notification('errors/1'))).answer).toEqual({ batchItemFailures: [] });
    expect(keysUnder(world.bucket, 'errors/')).toEqual(['errors/1']);
  });
});

describe('a batch of a Distributed Map', () => {
  const items = (...keys: string[]) => ({ BatchInput: { options: {} }, Items: keys.map((Key) => ({ Key })) });

  test('is done when nothing is left', async () => {
    const world = newWorld({ 'errors/a+b %': line('1') });
    const { answer, failure } = await handle(world, items('errors/a+b %', 'errors/gone'));
    expect(failure).toBeUndefined();
    expect(answer).toMatchObject({ records: { delivered: 1 } });
  });

  test('fails when something is left, so that it is retried and redriven', async () => {
    const world = newWorld({ 'errors/1': line('1'), 'errors/2': line('2') });
    const { failure } = await handle(world, items('errors/1', 'errors/2'), { breaksOn: (id) => id === '2' });
    expect(failure).toMatchObject({
      name: 'ReplayIncompleteError',
      message: '1 of 2 objects are left: unsettled',
    });
    expect((await handle(world, items('errors/1', 'errors/2'))).failure).toBeUndefined();
    expect(world.datadog.accepted).toEqual(['1', '2']);
  });

  test('a dry run plans', async () => {
    const world = newWorld({ 'errors/1': line('1') });
    const event = {
      ...items('errors/1'),
      BatchInput: { options: { dryRun: true, since: new Date(arrivalMs + 1).toISOString() } },
    };
    expect((await handle(world, event)).answer).toMatchObject({
      dryRun: true,
      objects: 1,
      skipped: { filtered: 1 },
    });
    expect([...world.bucket.keys()]).toEqual(['errors/1']);
  });
});

test('S3 Batch Operations: what a replay wrote itself is passed over, also when the manifest names it', async () => {
  const world = newWorld({ 'replayed/errors/1': line('1') });
  const task = { taskId: 't', s3Key: 'replayed/errors/1', s3BucketArn: 'arn:aws:s3:::backup' };
  const { answer } = await handle(world, {
    invocationSchemaVersion: '1.0',
    invocationId: 'i',
    tasks: [task],
  });
  expect(answer).toMatchObject({
    results: [{ resultCode: 'Succeeded', resultString: 'passed over: a replay wrote it' }],
  });
  expect(world.datadog.accepted).toEqual([]);
});

test('S3 Batch Operations: a code for every task', async () => {
  const world = newWorld({ 'errors/a=1': line('1'), 'errors/2': line('2'), 'other/3': line('3') });
  const task = (taskId: string, s3Key: string, bucket = 'backup') => ({
    taskId,
    s3Key,
    s3VersionId: '1',
    s3BucketArn: `arn:aws:s3:::${bucket}`,
  });
  const tasks = [
    task('done', 'errors/a%3D1'),
    task('due', 'errors/2'),
    task('outside', 'other/3'),
    task('elsewhere', 'errors/2', 'another'),
    task('gone', 'errors/4'),
  ];
  const event = { invocationSchemaVersion: '1.0', invocationId: 'i', job: { id: 'j' }, tasks };
  const { answer } = await handle(world, event, { breaksOn: (id) => id === '2' });
  expect(answer).toEqual({
    invocationSchemaVersion: '1.0',
    treatMissingKeysAs: 'TemporaryFailure',
    invocationId: 'i',
    results: [
      { taskId: 'done', resultCode: 'Succeeded', resultString: 'replayed' },
      { taskId: 'due', resultCode: 'TemporaryFailure', resultString: 'unsettled' },
      {
        taskId: 'outside',
        resultCode: 'PermanentFailure',
        resultString: 'the key is outside of REPLAY_PREFIX',
      },
      { taskId: 'elsewhere', resultCode: 'PermanentFailure', resultString: 'the task is of another bucket' },
      { taskId: 'gone', resultCode: 'Succeeded', resultString: 'replayed' },
    ],
  });
});
