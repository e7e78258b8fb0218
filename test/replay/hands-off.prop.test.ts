import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planReplay } from '../../src/replay/plan.ts';
import { sourceObjects } from '../../src/replay/read/objects.ts';
import { StoreError } from '../../src/store/object-store.ts';
import { runs } from '../support/property.ts';
import { failedRecord, modelObject, writeObject } from './model/backup.ts';
import { attempt, imbalances, keysUnder, newWorld, plainJob, logs, type World } from './model/job.ts';
import { memoryStore } from './model/memory-store.ts';

/** A line that looks a little like a failed record. */
const nearlyFailed = fc.constantFrom(
  '{"rawData":"eyJhIjoxfQ=="}',
  '{"errorCode":"Lambda.X","message":"no data"}',
  '{"rawData":5,"errorCode":"x"}',
  '{"log":"{\\"rawData\\":\\"e30=\\",\\"errorCode\\":\\"x\\"}"}',
  '{"attemptsMade":4,"arrival',
  '[{"rawData":"e30=","errorCode":"x"}]',
  '',
);

const foreignBytes = fc
  .oneof(
    fc.array(fc.oneof(fc.string(), fc.json(), nearlyFailed)).map((lines) => Buffer.from(lines.join('\n'))),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.constant(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
    fc.constant(Buffer.alloc(0)),
  )
  .chain((bytes) => fc.constantFrom(bytes, gzipSync(bytes), gzipSync(bytes).subarray(0, 15)));

const folder = fc.constantFrom('', 'errors/', 'AWSLogs/1/', 'reports/', 'parked-by-hand/', 'errors/deep/er/');

const foreignObject = fc.tuple(folder, fc.stringMatching(/^[a-z]{1,6}$/), foreignBytes);

function plan({ bucket, clock }: World, prefix: string) {
  const store = memoryStore(bucket, { now: () => clock.now() });
  return planReplay(
    sourceObjects(store, { prefix }, () => clock.now()),
    plainJob,
    { store, logs, clock },
  );
}

describe('foreign objects are untouched', () => {
  test('whatever lies beside error objects, and however the job ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(foreignObject, { maxLength: 6 }),
        fc.array(modelObject, { maxLength: 2 }),
        fc.constantFrom('', 'errors/'),
        fc.constantFrom('move', 'delete', 'keep'),
        async (objects, models, prefix, after) => {
          const foreign = objects.map(([place, name, bytes]): [string, Buffer] => [
            `${place}x-${name}`,
            bytes,
          ]);
          const own = models.map((model, index) => writeObject(model, index));
          const world = newWorld(
            Object.fromEntries([...foreign, ...own.map((each) => [each.key, each.bytes])]),
          );
          const before = new Map([...world.bucket].filter(([key]) => !own.some((each) => each.key === key)));
          const seen = [...before.keys()].filter((key) => key.startsWith(prefix));
          const others = own.filter(({ isErrorObject }) => !isErrorObject).length;
          expect((await plan(world, prefix)).objectsLeft.not_an_error_object ?? 0).toBe(seen.length + others);
          for (let run = 0; run < 2; run += 1) {
            const report = await attempt(world, { prefix, job: { after } });
            expect(imbalances(report)).toEqual([]);
            expect(report.objects.left.not_an_error_object ?? 0).toBe(seen.length + others);
          }
          for (const [key, object] of before) expect(world.bucket.get(key)).toBe(object);
          const written = [...keysUnder(world.bucket, 'replayed/'), ...keysUnder(world.bucket, 'parked/')];
          expect(written.filter((key) => [...before.keys()].some((each) => key.includes(each)))).toEqual([]);
          expect([...world.datadog.accepted].sort()).toEqual(own.flatMap(({ ids }) => ids).sort());
        },
      ),
      runs(0.2, 0.5),
    );
  });

  test('an object of many other lines before the first failed record is replayed all the same', async () => {
    const lines = `${'{"a":"some other line"}\n'.repeat(60_000)}${failedRecord(Buffer.from('{"id":"A"}'))}`;
    const world = newWorld({ 'errors/1': lines });
    const store = memoryStore(world.bucket, { now: () => world.clock.now(), chunkBytes: 100_000 });
    const report = await attempt(world, { store });
    expect(world.datadog.accepted).toEqual(['A']);
    expect(report.records).toMatchObject({ delivered: 1, parked: { not_a_failed_record: 60_000 } });
    expect(keysUnder(world.bucket, 'parked/')).not.toEqual([]);
  });
});

test('what the report calls parked lies in parked/, also of an object that stays', async () => {
  const object = [
    failedRecord(Buffer.from('{"id":"A"}')),
    '{"x":1}',
    failedRecord(Buffer.from('{"id":"B"}')),
  ];
  const world = newWorld({ 'errors/1': object.join('\n') });
  const job = { filter: { errorCodes: ['un*'] } };
  const report = await attempt(world, { job });
  expect(report.records).toMatchObject({
    found: 3,
    parked: { not_a_failed_record: 1 },
    skipped: { filtered: 2 },
  });
  expect(keysUnder(world.bucket, '')).toEqual([
    'errors/1',
    expect.stringMatching(/^kubehose-ledger\//),
    expect.stringMatching(/^parked\/errors\/1-parked-/),
  ]);
  await attempt(world, { job });
  await attempt(world);
  expect(keysUnder(world.bucket, 'parked/')).toHaveLength(1);
  expect(world.datadog.accepted).toEqual(['A', 'B']);
});

test('what cannot be parked yet counts as due', async () => {
  const world = newWorld({ 'errors/1': `${failedRecord(Buffer.from('{"id":"A"}'))}\n{"x":1}` });
  const store = memoryStore(world.bucket, { now: () => world.clock.now() });
  const put: typeof store.put = (key, ...rest) =>
    key.startsWith('parked/') ? Promise.reject(new StoreError('unavailable', 'no')) : store.put(key, ...rest);
  const report = await attempt(world, { store: { ...store, put } });
  expect(report.records).toMatchObject({ found: 2, delivered: 1, parked: {}, due: 1 });
  expect((await attempt(world)).records).toMatchObject({ due: 0 });
  expect(keysUnder(world.bucket, 'parked/')).toHaveLength(1);
});

test('a replay of parked/ ends, also where the listing shows what it has just parked', async () => {
  const bad = Array.from({ length: 8 }, (_, index): [string, string] => [
    `parked/${index}`,
    `{"errorCode":"x","parkedReason":"damaged_line","rawLine":"${index}eA="}\n`,
  ]);
  const world = newWorld(Object.fromEntries(bad));
  const store = memoryStore(world.bucket, { now: () => world.clock.now() });
  // One key after the other, each the next that is there by then.
  async function* list(prefix: string) {
    for (let last = ''; ;) {
      const before = last;
      const key = keysUnder(world.bucket, prefix).find((each) => each > before);
      if (key === undefined) return;
      last = key;
      yield [(await store.find(key))!];
    }
  }
  const report = await attempt(world, { prefix: 'parked/', store: { ...store, list } });
  expect(report.objects).toEqual({ found: 8, settled: 8, left: {} });
  expect(keysUnder(world.bucket, 'parked/')).toHaveLength(8);
});
