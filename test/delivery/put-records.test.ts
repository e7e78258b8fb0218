import { describe, expect, test } from '@jest/globals';
import { putRecords, type PutEntry } from '../../src/delivery/put-records.ts';
import { maxRecordBytes } from '../../src/firehose/put-record-batch.ts';
import { fakeClock } from '../support/clock.ts';

const put: PutEntry = { kind: 'put' };
const records = (count: number) => Array.from({ length: count }, (_, index) => Uint8Array.of(index));

function thrown(name: string): Error {
  const error = new Error('synthetic');
  error.name = name;
  return error;
}

describe('putRecords', () => {
  test('nothing to put makes no call', async () => {
    const port = { put: () => Promise.reject(new Error('called')) };
    await expect(putRecords([], port, { ...fakeClock(), deadlineMs: 1_000 })).resolves.toEqual([]);
  });

  test('only failed entries are put again, after a wait', async () => {
    const calls: number[][] = [];
    const clock = fakeClock();
    const port = {
      put(batch: readonly Uint8Array[]): Promise<PutEntry[]> {
        calls.push(batch.map(([first = -1]) => first));
        const failing = calls.length === 1 ? [1, 3] : [];
        return Promise.resolve(
          batch.map(([first = -1]) =>
            failing.includes(first) ? { kind: 'failed', code: 'ServiceUnavailableException' } : put,
          ),
        );
      },
    };
    const results = await putRecords(records(4), port, { ...clock, deadlineMs: 60_000 });
    expect(calls).toEqual([
      [0, 1, 2, 3],
      [1, 3],
    ]);
    expect(clock.sleeps).toHaveLength(1);
    expect(results).toEqual([put, put, put, put]);
  });

  test('a permanent code thrown by a call ends it for all that is not put', async () => {
    let calls = 0;
    const port = {
      put(batch: readonly Uint8Array[]): Promise<PutEntry[]> {
        calls += 1;
        return calls === 1
          ? Promise.resolve(batch.map(() => put))
          : Promise.reject(thrown('ResourceNotFoundException'));
      },
    };
    const results = await putRecords(records(1_200), port, { ...fakeClock(), deadlineMs: 60_000 });
    expect(calls).toBe(2);
    expect(results.slice(0, 500)).toEqual(Array.from({ length: 500 }, () => put));
    expect(results.slice(500)).toEqual(
      Array.from({ length: 700 }, () => ({ kind: 'failed', reason: 'ResourceNotFoundException' })),
    );
  });

  test('a permanent code of one entry ends it for this record alone', async () => {
    const port = {
      put: (batch: readonly Uint8Array[]) =>
        Promise.resolve(
          batch.map(([first]): PutEntry =>
            first === 1 ? { kind: 'failed', code: 'InvalidSourceException' } : put,
          ),
        ),
    };
    const clock = fakeClock();
    const results = await putRecords(records(3), port, { ...clock, deadlineMs: 60_000 });
    expect(results).toEqual([put, { kind: 'failed', reason: 'InvalidSourceException' }, put]);
    expect(clock.sleeps).toEqual([]);
  });

  test('the deadline ends it, and the last code is the reason', async () => {
    const clock = fakeClock();
    const port = { put: () => Promise.reject(thrown('ServiceUnavailableException')) };
    const results = await putRecords(records(2), port, { ...clock, deadlineMs: 2_000 });
    expect(results).toEqual(
      Array.from({ length: 2 }, () => ({ kind: 'failed', reason: 'ServiceUnavailableException' })),
    );
    expect(clock.now()).toBeLessThanOrEqual(2_000);
  });

  test('after the deadline no call is made', async () => {
    const port = { put: () => Promise.reject(new Error('called')) };
    const results = await putRecords(records(1), port, { ...fakeClock(5), deadlineMs: 5 });
    expect(results).toEqual([{ kind: 'failed', reason: 'DeadlineExceeded' }]);
  });

  test('a record above the limit is answered, not sent; its neighbours go', async () => {
    const sizes: number[] = [];
    const port = {
      put(batch: readonly Uint8Array[]): Promise<PutEntry[]> {
        sizes.push(...batch.map((record) => record.length));
        return Promise.resolve(batch.map(() => put));
      },
    };
    const list = [new Uint8Array(1), new Uint8Array(maxRecordBytes + 1), new Uint8Array(maxRecordBytes)];
    const results = await putRecords(list, port, { ...fakeClock(), deadlineMs: 1_000 });
    expect(results).toEqual([put, { kind: 'failed', reason: 'RecordTooLarge' }, put]);
    expect(sizes).toEqual([1, maxRecordBytes]);
  });

  test('a wait that would end at the deadline is not begun', async () => {
    const clock = fakeClock();
    const port = { put: () => Promise.reject(thrown('ServiceUnavailableException')) };
    const backoff = { initialMs: 100, maxMs: 100, jitter: 0 };
    await putRecords(records(1), port, { ...clock, backoff, deadlineMs: 200 });
    expect(clock.sleeps).toEqual([100]);
  });

  test('a batch whose turn comes too late is not put', async () => {
    const clock = fakeClock();
    let calls = 0;
    const port = {
      put(batch: readonly Uint8Array[]): Promise<PutEntry[]> {
        calls += 1;
        clock.advance(1_000);
        return Promise.resolve(batch.map(() => put));
      },
    };
    const results = await putRecords(records(1_200), port, { ...clock, deadlineMs: 2_000 });
    expect(calls).toBe(2);
    expect(results.slice(999, 1_001)).toEqual([put, { kind: 'failed', reason: 'DeadlineExceeded' }]);
  });

  test('a call is never above 4 MiB with all that is around its records', async () => {
    const sizes: number[] = [];
    const port = {
      put(batch: readonly Uint8Array[]): Promise<PutEntry[]> {
        const Records = batch.map((record) => ({ Data: Buffer.from(record).toString('base64') }));
        sizes.push(JSON.stringify({ DeliveryStreamName: 'x'.repeat(64), Records }).length);
        return Promise.resolve(batch.map(() => put));
      },
    };
    // Ten of these with their base64 are the whole 4 MiB, so nine go together.
    const list = Array.from({ length: 20 }, () => new Uint8Array(314_562));
    await putRecords(list, port, { ...fakeClock(), deadlineMs: 1_000 });
    expect(sizes).toHaveLength(3);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4_194_304);
  });

  test('what failed before a call that ends it all has the same reason, and is not put again', async () => {
    let calls = 0;
    const port = {
      put(batch: readonly Uint8Array[]): Promise<PutEntry[]> {
        calls += 1;
        if (calls > 1) return Promise.reject(thrown('AccessDeniedException'));
        const busy: PutEntry = { kind: 'failed', code: 'ServiceUnavailableException' };
        return Promise.resolve(batch.map((_record, index) => (index === 0 ? busy : put)));
      },
    };
    const results = await putRecords(records(501), port, { ...fakeClock(), deadlineMs: 60_000 });
    const ended = { kind: 'failed', reason: 'AccessDeniedException' };
    expect([calls, results[0], results[1], results[500]]).toEqual([2, ended, put, ended]);
  });

  test.each([
    ['a call that throws', () => Promise.reject(thrown('TimeoutError')), 'TimeoutError'],
    ['a call that throws no error', () => Promise.reject('down'), 'Error'],
    ['a call that says nothing of a record', () => Promise.resolve([]), 'MissingEntry'],
  ])('%s is tried again; its code is the reason in the end', async (_what, failing, reason) => {
    let calls = 0;
    const port = { put: () => ((calls += 1) === 1 ? failing() : Promise.resolve([put])) };
    const options = { ...fakeClock(), deadlineMs: 60_000 };
    await expect(putRecords(records(1), port, options)).resolves.toEqual([put]);
    const never = { put: failing };
    await expect(putRecords(records(1), never, options)).resolves.toEqual([{ kind: 'failed', reason }]);
  });

  test('an answer with too few entries counts the rest as failed and puts them again', async () => {
    let calls = 0;
    const port = {
      put(batch: readonly Uint8Array[]): Promise<PutEntry[]> {
        calls += 1;
        return Promise.resolve(calls === 1 ? [put] : batch.map(() => put));
      },
    };
    const results = await putRecords(records(3), port, { ...fakeClock(), deadlineMs: 60_000 });
    expect(results).toEqual([put, put, put]);
    expect(calls).toBe(2);
  });
});
