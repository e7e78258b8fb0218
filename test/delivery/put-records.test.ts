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
