import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../support/property.ts';
import { failedRecord } from './model/backup.ts';
import { memoryStore } from './model/memory-store.ts';
import { attempt, imbalances, keysUnder, newWorld, nowMs, type World } from './model/job.ts';

const log = (id: string) => failedRecord(Buffer.from(`{"id":"${id}","log":"x"}`));
const ids = Array.from({ length: 24 }, (_, index) => String(index));

function backup(): World {
  const objects = Array.from({ length: 6 }, (_, object): [string, string] => [
    `errors/${object}`,
    ids
      .slice(object * 4, object * 4 + 4)
      .map(log)
      .join('\n'),
  ]);
  return newWorld(Object.fromEntries(objects));
}

const jobs = (concurrency: number) =>
  ['one', 'another'].map((owner) => ({ job: { owner, concurrency }, maxItems: 2 }));

describe('two jobs on one prefix at once', () => {
  test('bring everything back together; none of it twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.scheduler(), async (concurrency, scheduler) => {
        const world = backup();
        const run = jobs(concurrency).map((options) => {
          const store = memoryStore(world.bucket, { now: () => world.clock.now() });
          const put = scheduler.scheduleFunction((...args: Parameters<typeof store.put>) =>
            store.put(...args),
          );
          const get = scheduler.scheduleFunction((key: string) => store.get(key));
          return attempt(world, { ...options, store: { ...store, put, get } });
        });
        await scheduler.waitFor(Promise.all(run));
        const reports = await Promise.all(run);
        expect(reports.map(imbalances)).toEqual([[], []]);
        await attempt(world);
        expect([...world.datadog.accepted].sort()).toEqual([...ids].sort());
        expect(keysUnder(world.bucket, 'errors/')).toEqual([]);
        expect(keysUnder(world.bucket, 'replayed/')).toHaveLength(6);
      }),
      runs(0.1, 0.2),
    );
  });

  test('in a store that ignores conditions nothing is lost, and both reports add up', async () => {
    const world = backup();
    const now = () => world.clock.now();
    const run = jobs(2).map((options) =>
      attempt(world, { ...options, store: memoryStore(world.bucket, { now, conditional: false }) }),
    );
    expect((await Promise.all(run)).map(imbalances)).toEqual([[], []]);
    await attempt(world);
    expect([...new Set(world.datadog.accepted)].sort()).toEqual([...ids].sort());
    expect(keysUnder(world.bucket, 'replayed/')).toHaveLength(6);
  });

  test('the second is told, and leaves alone what the first works on', async () => {
    const world = backup();
    // A job that holds an object and renews its lease whenever somebody waits.
    const ledger = { version: 1, key: 'errors/0', units: [] };
    const store = memoryStore(world.bucket, { now: () => world.clock.now() });
    const renew = () => {
      const [held] = keysUnder(world.bucket, 'kubehose-ledger/');
      const lease = { owner: 'first', untilMs: world.clock.now() + 60_000 };
      if (held !== undefined)
        world.bucket.set(held, {
          bytes: Buffer.from(JSON.stringify({ ...ledger, lease })),
          lastModifiedMs: nowMs,
        });
    };
    const object = (await store.find('errors/0'))!;
    const { openLedger } = await import('../../src/replay/settle/ledger.ts');
    await openLedger(object, store, {
      owner: 'first',
      leaseMs: 60_000,
      now: () => world.clock.now(),
      keeps: false,
      raw: false,
    });
    const clock = {
      ...world.clock,
      sleep: async (ms: number) => {
        await world.clock.sleep(ms);
        renew();
      },
    };
    const report = await attempt(world, { job: { owner: 'second' }, ports: { clock } });
    expect(report.objects).toEqual({ found: 6, settled: 5, left: { in_use: 1 } });
    expect(keysUnder(world.bucket, 'errors/')).toEqual(['errors/0']);
    expect(world.datadog.accepted).toHaveLength(20);
  });

  test('a job that was killed holds its object only until its lease runs out', async () => {
    const world = backup();
    const store = memoryStore(world.bucket, { now: () => world.clock.now() });
    const { openLedger } = await import('../../src/replay/settle/ledger.ts');
    const object = (await store.find('errors/0'))!;
    await openLedger(object, store, {
      owner: 'killed',
      leaseMs: 60_000,
      now: () => world.clock.now(),
      keeps: false,
      raw: false,
    });
    const report = await attempt(world, { job: { owner: 'next' } });
    expect(report.objects).toEqual({ found: 6, settled: 6, left: {} });
    expect(world.clock.now()).toBe(nowMs + 60_001);
    expect([...world.datadog.accepted].sort()).toEqual([...ids].sort());
  });
});
