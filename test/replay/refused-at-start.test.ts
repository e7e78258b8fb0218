import { describe, expect, test } from '@jest/globals';
import { failedRecord } from './model/backup.ts';
import { apiOf } from './model/datadog.ts';
import { attempt, imbalances, keysUnder, newWorld, nowMs } from './model/job.ts';

const line = (id: number) => failedRecord(Buffer.from(`{"id":"${id}"}`));
const many = (count: number) => Array.from({ length: count }, (_, index) => index);
const oneObject = (count: number) => newWorld({ 'errors/1': many(count).map(line).join('\n') });
const manyObjects = (count: number) =>
  newWorld(Object.fromEntries(many(count).map((id) => [`errors/${String(id).padStart(3, '0')}`, line(id)])));

const sentence = 'Datadog refuses everything (400): check DD_SITE and DD_URL';

describe('a destination that refuses everything is not believed', () => {
  test.each([
    ['one large object', oneObject(1_800), 1],
    ['one large object, small batches', oneObject(100), 1, 3],
    ['many objects of one log', manyObjects(60), 4],
    ['many objects of one log, one at a time', manyObjects(60), 1],
  ])('%s', async (_, world, concurrency, maxItems = 1_000) => {
    const keys = keysUnder(world.bucket, '');
    let requests = 0;
    const refuses = () => (requests += 1) > 0;
    const api = apiOf(world.datadog, { refuses });
    const report = await attempt(world, { api, maxItems, job: { concurrency } });
    expect(imbalances(report)).toEqual([]);
    expect(report.stopped).toEqual({ cause: 'destination_refuses', sentence });
    expect(report.records).toMatchObject({ delivered: 0, parked: {}, skipped: {} });
    expect(report.dueReasons).toMatchObject([{ reason: sentence, records: report.records.found }]);
    expect(keysUnder(world.bucket, '')).toEqual(keys);
    expect(requests).toBeLessThan(100);
    await attempt(world);
    expect(keysUnder(world.bucket, 'parked/')).toEqual([]);
    expect(keysUnder(world.bucket, 'errors/')).toEqual([]);
  });

  test('fewer refusals than that are believed when the job is at its end', async () => {
    const world = manyObjects(19);
    const report = await attempt(world, { api: apiOf(world.datadog, { refuses: () => true }) });
    expect(imbalances(report)).toEqual([]);
    expect(report).toMatchObject({
      objects: { found: 19, settled: 19 },
      records: { found: 19, parked: { refused: 19 }, due: 0 },
      stopped: undefined,
      dueReasons: [],
    });
    expect(keysUnder(world.bucket, 'parked/')).toHaveLength(19);
  });

  test('one log that is accepted shows that the refused ones are to blame', async () => {
    const world = oneObject(100);
    const api = apiOf(world.datadog, { refuses: (id) => id !== '5' });
    const report = await attempt(world, { api, maxItems: 10 });
    expect(report).toMatchObject({ stopped: undefined, records: { delivered: 1, parked: { refused: 99 } } });
  });
});

describe('the report says why records are due', () => {
  test('what Datadog answered, how often it was tried, and when at last', async () => {
    const world = manyObjects(2);
    const api = apiOf(world.datadog, { breaksOn: () => true });
    const { records, dueReasons } = await attempt(world, { api, job: { concurrency: 1 } });
    expect(records.due).toBe(2);
    expect(dueReasons).toEqual([
      { reason: 'Datadog answered 500', records: 2, tries: expect.any(Number), lastMs: expect.any(Number) },
    ]);
    expect(dueReasons[0]!.tries).toBeGreaterThan(4);
    expect(dueReasons[0]!.lastMs).toBe(world.clock.now());
  });

  test('a refused key, and what was never tried because of it', async () => {
    const world = manyObjects(5);
    const api = apiOf(world.datadog, { keyRefused: () => true });
    const { records, dueReasons } = await attempt(world, { api });
    expect(dueReasons).toMatchObject([
      { reason: 'Datadog answered 403: the API key is refused', records: records.due },
    ]);
  });

  test('nothing is due, so there is no reason', async () => {
    const world = manyObjects(2);
    expect((await attempt(world)).dueReasons).toEqual([]);
  });

  test('while it waits, whoever looks on is told', async () => {
    const world = manyObjects(1);
    const waits: unknown[] = [];
    const api = apiOf(world.datadog, { breaksOn: () => world.clock.now() < nowMs + 5_000 });
    await attempt(world, { api, ports: { onWait: (wait) => waits.push(wait) } });
    expect(waits.length).toBeGreaterThan(1);
    expect(waits[0]).toEqual({ reason: 'Datadog answered 500', tries: 1, ms: world.clock.sleeps[0] });
    expect(world.datadog.accepted).toEqual(['0']);
  });
});

test('bytes that are no UTF-8 are sent as U+FFFD, and counted', async () => {
  const records = ['{"id":"A","log":"caf\xe9"}', '{"id":"B","log":"x"}'].map((text) =>
    failedRecord(Buffer.from(text, 'latin1')),
  );
  const world = newWorld({ 'errors/1': records.join('\n') });
  const report = await attempt(world);
  expect(report.sent).toMatchObject({ items: 2, repaired: 1 });
  expect(world.datadog.logs[0]).toMatchObject({ message: 'caf\ufffd' });
});
