import { describe, expect, test } from '@jest/globals';
import type { LogsApi } from '../../src/delivery/logs.ts';
import { fakeDatadog, status } from '../support/datadog.ts';
import { failedRecord } from './model/backup.ts';
import { apiOf } from './model/datadog.ts';
import { attempt, imbalances, keysUnder, newWorld, nowMs } from './model/job.ts';
import { memoryStore } from './model/memory-store.ts';

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => failedRecord(Buffer.from(`{"id":"${index}"}`))).join('\n');

describe('a job that is interrupted', () => {
  test('while the ledger is written sends nothing more, and does not mistake its time', async () => {
    for (let write = 1; write <= 6; write += 1) {
      // What cannot be read is known without a request, so the ledger is written before the next one.
      const damaged = '\n{"rawData":"e30\n';
      const world = newWorld({ 'errors/1': lines(4).replaceAll('\n', damaged) });
      let interrupted = false;
      let writes = 0;
      const store = memoryStore(world.bucket, { now: () => world.clock.now() });
      const timeouts: number[] = [];
      const api: LogsApi = (body, entries, timeoutMs) => {
        timeouts.push(timeoutMs);
        return apiOf(world.datadog)(body, entries, timeoutMs);
      };
      const report = await attempt(world, {
        api,
        maxItems: 1,
        store: {
          ...store,
          put(...args) {
            if ((writes += 1) === write) interrupted = true;
            return store.put(...args);
          },
        },
        ports: { isInterrupted: () => interrupted },
      });
      expect(imbalances(report)).toEqual([]);
      expect(timeouts.every((timeoutMs) => timeoutMs >= 1_000 && timeoutMs <= 10_000)).toBe(true);
      await attempt(world);
      expect([...world.datadog.accepted].sort()).toEqual(['0', '1', '2', '3']);
    }
  });

  test('between two tries does not try again', async () => {
    const world = newWorld({ 'errors/1': lines(1) });
    const { api, calls } = fakeDatadog(() => status(503));
    const report = await attempt(world, { api, ports: { isInterrupted: () => calls.length > 0 } });
    expect(calls).toEqual([1]);
    expect(report).toMatchObject({ records: { due: 1 }, stopped: { cause: 'interrupted' } });
  });
});

describe('a limit on the speed', () => {
  test('never makes a job wait beyond its deadline', async () => {
    const world = newWorld({ 'errors/1': lines(40) });
    const report = await attempt(world, {
      job: { bytesPerSecond: 60, deadlineMs: nowMs + 40_000, concurrency: 1 },
    });
    expect(world.clock.now()).toBeLessThanOrEqual(nowMs + 30_000);
    expect(report.stopped?.cause).toBe('deadline');
    expect(report.records.delivered).toBeGreaterThan(0);
    expect(report.records.due).toBeGreaterThan(0);
    expect(keysUnder(world.bucket, 'errors/')).toEqual(['errors/1']);
  });
});
