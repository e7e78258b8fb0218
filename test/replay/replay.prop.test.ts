import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../support/property.ts';
import { modelObject, writeObject, type Written } from './model/backup.ts';
import { apiOf } from './model/datadog.ts';
import { Crash, Effects, type Trouble } from './model/effects.ts';
import { attempt, imbalances, keysUnder, newWorld, sum, type World } from './model/job.ts';
import { parkedIds, parkedLines } from './model/parked.ts';

/** Which effects go wrong in one run: a number per effect, used up in turn. */
const troubles = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom<Trouble>('fail-before', 'fail-after', 'crash-after') },
  ),
  { maxLength: 60 },
);

/** What else is wrong during one run: logs that break whatever batch they are in, a key that is refused after so many requests. */
const troubledRun = fc.record({
  troubles,
  broken: fc.nat(8),
  requestsWithKey: fc.oneof(
    { weight: 4, arbitrary: fc.constant(Infinity) },
    { weight: 1, arbitrary: fc.nat(6) },
  ),
});

const backup = fc
  .array(modelObject, { maxLength: 5 })
  .map((models) => models.map((model, index) => writeObject(model, index)));

describe('the whole job', () => {
  test('brings everything back whatever happens, and its reports add up', async () => {
    await fc.assert(
      fc.asyncProperty(
        backup,
        fc.array(troubledRun, { maxLength: 4 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(6),
        async (objects, runsOfTrouble, concurrency, maxItems, poisonous) => {
          const world = newWorld(Object.fromEntries(objects.map(({ key, bytes }) => [key, bytes])));
          const ids = objects.flatMap((object) => object.ids);
          const poison = new Set(ids.filter((_, index) => index % 7 === poisonous));
          const refuses = (id: string) => poison.has(id);
          const options = { job: { concurrency, maxAttempts: 1_000 }, maxItems };
          let repeated = 0;
          for (const { troubles: trouble, broken, requestsWithKey } of runsOfTrouble) {
            const effects = new Effects((number) => trouble[number - 1]);
            let requests = 0;
            const api = apiOf(world.datadog, {
              effects,
              refuses,
              breaksOn: (id) => ids.indexOf(id) % 6 === broken,
              keyRefused: () => (requests += 1) > requestsWithKey,
            });
            try {
              const report = await attempt(world, { ...options, effects, api });
              expect(imbalances(report)).toEqual([]);
              const parked = sum(Object.values(report.records.parked));
              expect(parkedLines(world.bucket).length).toBeGreaterThanOrEqual(parked);
            } catch (error) {
              if (!isTrouble(error)) throw error;
            }
            repeated += maxItems * sum(trouble.map((each) => costOf(each, concurrency)));
            expect(missing(world, objects, poison)).toEqual([]);
          }
          world.clock.advance(120_000);
          const last = await attempt(world, { ...options, api: apiOf(world.datadog, { refuses }) });
          expect(imbalances(last)).toEqual([]);
          expectAllBack(world, objects, poison);
          expect(duplicates(world)).toBeLessThanOrEqual(repeated);
        },
      ),
      runs(0.3, 0.5),
    );
  });
});

/** Batches that may be sent once more: a crash finds one in flight for each object that is worked on, a lost answer is one. */
function costOf(trouble: Trouble | undefined, concurrency: number): number {
  return trouble === 'crash-after' ? concurrency : trouble === undefined ? 0 : 1;
}

/** A listing that fails before its first object ends the job with the store's error. */
function isTrouble(error: unknown): boolean {
  return error instanceof Crash || (error instanceof Error && error.message === 'the store does not answer');
}

/** Logs that are neither at Datadog, nor parked, nor in an object that is still due. */
function missing(
  { bucket, datadog }: World,
  objects: readonly Written[],
  poison: ReadonlySet<string>,
): string[] {
  const accepted = new Set(datadog.accepted);
  const parked = new Set(parkedIds(bucket));
  return objects
    .filter(({ key }) => !bucket.has(key))
    .flatMap(({ ids }) => ids)
    .filter((id) => (poison.has(id) ? !parked.has(id) : !accepted.has(id)));
}

function expectAllBack(world: World, objects: readonly Written[], poison: ReadonlySet<string>): void {
  const { bucket, datadog } = world;
  const ids = objects.flatMap(({ ids: own }) => own);
  expect([...new Set(datadog.accepted)].sort()).toEqual(ids.filter((id) => !poison.has(id)).sort());
  expect([...new Set(parkedIds(bucket))].filter((id) => id !== '?').sort()).toEqual([...poison].sort());
  expect(parkedIds(bucket).filter((id) => id === '?')).toHaveLength(
    sum(objects.map(({ undecodable, isErrorObject }) => (isErrorObject ? undecodable : 0))),
  );
  const foreign = objects.filter(({ isErrorObject }) => !isErrorObject);
  expect(keysUnder(bucket, 'errors/')).toEqual(foreign.map(({ key }) => key));
  for (const { key, bytes } of foreign) expect(bucket.get(key)?.bytes.equals(bytes)).toBe(true);
  for (const { key, bytes } of objects.filter(({ isErrorObject }) => isErrorObject))
    expect(bucket.get(`replayed/${key}`)?.bytes.equals(bytes)).toBe(true);
}

function duplicates({ datadog }: World): number {
  return datadog.accepted.length - new Set(datadog.accepted).size;
}
