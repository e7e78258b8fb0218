import { describe, expect, test } from '@jest/globals';
import { StoreError, type ObjectStore, type StoreFailure } from '../../../src/store/object-store.ts';
import { planReplay } from '../../../src/replay/plan.ts';
import { sourceObjects } from '../../../src/replay/read/objects.ts';
import { failedRecord } from '../model/backup.ts';
import { attempt, imbalances, keysUnder, newWorld, plainJob, logs, type World } from '../model/job.ts';
import { memoryStore } from '../model/memory-store.ts';

const line = (id: number) => failedRecord(Buffer.from(`{"id":"${id}"}`));

function backup(objects: number): World {
  return newWorld(Object.fromEntries(Array.from({ length: objects }, (_, id) => [`errors/${id}`, line(id)])));
}

/** A store that cannot read some objects. */
function storeWithout(world: World, failure: StoreFailure, isBad: (key: string) => boolean): ObjectStore {
  const store = memoryStore(world.bucket, { now: () => world.clock.now() });
  return {
    ...store,
    async *read(object) {
      if (isBad(object.key)) throw new StoreError(failure, `${object.key}: ${failure}`);
      yield* store.read(object);
    },
  };
}

function plan(world: World, store: ObjectStore) {
  const { clock } = world;
  return planReplay(
    sourceObjects(store, { prefix: 'errors/' }, () => clock.now()),
    plainJob,
    { store, logs, clock },
  );
}

describe('objects that cannot be read', () => {
  test('one that is refused, for a key of its own, say, holds up no other, and is told', async () => {
    const world = backup(6);
    const store = storeWithout(world, 'refused', (key) => key === 'errors/0');
    expect((await plan(world, store)).objectsLeft).toEqual({ store_refused: 1 });
    const report = await attempt(world, { store, job: { concurrency: 1 } });
    expect(imbalances(report)).toEqual([]);
    expect(report.objects).toEqual({ found: 6, settled: 5, left: { store_refused: 1 } });
    expect(report.stopped).toEqual({ cause: 'store_refused', sentence: 'errors/0: refused' });
    expect(keysUnder(world.bucket, '')).toEqual([
      'errors/0',
      ...[1, 2, 3, 4, 5].map((id) => `replayed/errors/${id}`),
    ]);
  });

  test('when all are refused, the job ends after a few', async () => {
    const world = backup(50);
    const store = storeWithout(world, 'refused', () => true);
    await expect(plan(world, store)).rejects.toThrow('errors/0: refused');
    const report = await attempt(world, { store, job: { concurrency: 1 } });
    expect(report.objects).toEqual({ found: 3, settled: 0, left: { store_refused: 3 } });
    expect(report.stopped?.cause).toBe('store_refused');
    await expect(
      plan(
        backup(1),
        storeWithout(backup(1), 'refused', () => true),
      ),
    ).rejects.toThrow(StoreError);
  });

  test('archived ones are passed over, however many, and each is told', async () => {
    const world = backup(6);
    const store = storeWithout(world, 'archived', (key) => key < 'errors/4');
    const told: unknown[] = [];
    const report = await attempt(world, {
      store,
      ports: { onObject: ({ key }, outcome) => outcome.kind === 'left' && told.push([key, outcome]) },
    });
    expect(report.objects).toEqual({ found: 6, settled: 2, left: { archived: 4 } });
    expect(report.stopped).toBeUndefined();
    expect(told).toContainEqual([
      'errors/0',
      { kind: 'left', reason: 'archived', sentence: 'errors/0: archived' },
    ]);
  });

  test('a ledger that cannot be read leaves its object alone, and is told', async () => {
    const world = backup(2);
    await attempt(world, { job: { after: 'keep' } });
    const [ledger = ''] = keysUnder(world.bucket, 'kubehose-ledger/');
    world.bucket.set(ledger, { bytes: Buffer.from('{'), lastModifiedMs: 0 });
    const told: string[] = [];
    const report = await attempt(world, {
      ports: { onObject: (_, outcome) => told.push('sentence' in outcome ? (outcome.sentence ?? '') : '') },
    });
    expect(report.objects).toEqual({ found: 2, settled: 1, left: { ledger_unreadable: 1 } });
    expect(told).toContainEqual(
      expect.stringMatching(/^kubehose-ledger\/\w+\.json, the ledger of errors\/./),
    );
    expect(world.datadog.accepted).toHaveLength(2);
    const store = memoryStore(world.bucket, { now: () => 0 });
    expect((await plan(world, store)).objectsLeft).toEqual({ ledger_unreadable: 1 });
  });
});
