import { describe, expect, test } from '@jest/globals';
import type { ReplayJob } from '../../src/replay/job.ts';
import { failedRecord } from './model/backup.ts';
import { apiOf } from './model/datadog.ts';
import { Crash, Effects, type Trouble } from './model/effects.ts';
import { attempt, imbalances, keysUnder, newWorld, type Attempt, type World } from './model/job.ts';
import { parkedIds } from './model/parked.ts';

/** Two objects with several batches each, one record of three logs, one that is refused, one that cannot be decoded. */
function newBackup(): World {
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) =>
      failedRecord(Buffer.from(`{"id":"${from + index}","log":"x"}`)),
    );
  const threeLogs = failedRecord(Buffer.from('{"id":"a"}\n{"id":"bad"}\n{"id":"c"}\n'));
  return newWorld({
    'errors/1': [...lines(0, 3), threeLogs, ...lines(3, 5)].join('\n'),
    'errors/2': [...lines(5, 10), '{"rawData":"e30', ...lines(10, 12)].join('\n'),
  });
}

const good = ['a', 'c', ...Array.from({ length: 12 }, (_, index) => String(index))].sort();
const maxItems = 2;

describe.each<[string, Pick<ReplayJob, 'concurrency'> & Partial<ReplayJob>]>([
  ['one object at a time', { concurrency: 1 }],
  ['two objects at a time', { concurrency: 2 }],
  ['objects deleted in the end', { concurrency: 1, after: 'delete' }],
  ['objects kept in the end', { concurrency: 1, after: 'keep' }],
])('%s', (_, job) => {
  describe.each<Trouble>(['crash-after', 'fail-before', 'fail-after'])(
    '%s, for each effect of the job',
    (trouble) => {
      test('the next run brings the rest, and sends at most the batches in flight twice', async () => {
        const total = await effectsOf(job);
        expect(total).toBeGreaterThan(20);
        for (let number = 1; number <= total; number += 1) {
          const world = newBackup();
          const effects = new Effects((each) => (each === number ? trouble : undefined));
          await run(world, { job, effects, number });
          expectNothingMissing(world, number);
          await run(world, { job: { ...job, owner: 'another' }, number });
          expectAllBack(world, job, number);
          const inFlight = trouble === 'crash-after' ? job.concurrency : 1;
          const duplicates = world.datadog.accepted.length - good.length;
          expect({ number, duplicates: duplicates <= inFlight * maxItems }).toEqual({
            number,
            duplicates: true,
          });
        }
      });
    },
  );

  test('nothing is sent twice when nothing goes wrong, also by a second run', async () => {
    const world = newBackup();
    await run(world, { job, number: 0 });
    await run(world, { job, number: 0 });
    expect([...world.datadog.accepted].sort()).toEqual(good);
    expect(keysUnder(world.bucket, 'kubehose-ledger/')).toHaveLength(job.after === 'keep' ? 2 : 0);
  });
});

test('every effect that fails in one run, each in turn, still adds up', async () => {
  for (let step = 2; step < 9; step += 1) {
    const world = newBackup();
    const effects = new Effects((number) => (number % step === 0 ? 'fail-before' : undefined));
    await run(world, { job: { concurrency: 2 }, effects, number: step });
    expectNothingMissing(world, step);
  }
});

interface Options extends Attempt {
  readonly number: number;
}

async function run(world: World, { number, ...options }: Options): Promise<void> {
  const { effects } = options;
  const api = apiOf(world.datadog, { refuses: (id) => id === 'bad', ...(effects && { effects }) });
  try {
    const report = await attempt(world, { ...options, api, maxItems });
    expect({ number, wrong: imbalances(report) }).toEqual({ number, wrong: [] });
  } catch (error) {
    const isExpected =
      error instanceof Crash || (error instanceof Error && error.message === 'the store does not answer');
    if (!isExpected) throw error;
  }
}

async function effectsOf(job: Attempt['job']): Promise<number> {
  const effects = new Effects();
  await run(newBackup(), { job: job ?? {}, effects, number: 0 });
  return effects.count;
}

/** Whatever is neither at Datadog nor parked is in an object that is still there. */
function expectNothingMissing({ bucket, datadog }: World, number: number): void {
  const ids = {
    'errors/1': ['0', '1', '2', 'a', 'bad', 'c', '3', '4'],
    'errors/2': ['5', '6', '7', '8', '9', '10', '11'],
  };
  const known = new Set([...datadog.accepted, ...parkedIds(bucket)]);
  const missing = Object.entries(ids)
    .filter(([key]) => !bucket.has(key))
    .flatMap(([, own]) => own)
    .filter((id) => !known.has(id));
  expect({ number, missing }).toEqual({ number, missing: [] });
}

function expectAllBack(
  { bucket, datadog }: World,
  { after = 'move' }: Partial<ReplayJob>,
  number: number,
): void {
  expect({ number, ids: [...new Set(datadog.accepted)].sort() }).toEqual({ number, ids: good });
  expect([...new Set(parkedIds(bucket))].sort()).toEqual(['?', 'bad']);
  expect(keysUnder(bucket, 'errors/')).toEqual(after === 'keep' ? ['errors/1', 'errors/2'] : []);
  expect(keysUnder(bucket, 'replayed/')).toHaveLength(after === 'move' ? 2 : 0);
}
