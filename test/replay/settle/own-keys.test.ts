import { describe, expect, test } from '@jest/globals';
import { isOwnKey, ledgerKey } from '../../../src/replay/settle/own-keys.ts';
import { failedRecord } from '../model/backup.ts';
import { attempt, keysUnder, newWorld } from '../model/job.ts';

describe('what a replay writes itself', () => {
  test.each([
    ['errors/1', '', false],
    ['errors/1', 'errors/', false],
    ['kubehose-ledger/x.json', '', true],
    ['kubehose-ledger/x.json', 'kubehose-ledger/', true],
    ['replayed/errors/1', '', true],
    ['replayed/errors/1', 'errors/', true],
    ['replayed/errors/1', 'replayed/', false],
    ['replayed/errors/1', 'replayed/errors/', false],
    ['replayed/replayed/errors/1', 'replayed/', true],
    ['replayed/replayed/errors/1', 'replayed/replayed/', false],
    ['parked/errors/1', 'parked/', false],
    ['parked/errors/1', 'replayed/', true],
    ['replayed/parked/errors/1', 'parked/', true],
    ['replayed-by-hand/1', '', false],
    ['parked/damaged-objects/errors/1', '', true],
    ['parked/damaged-objects/errors/1', 'parked/', true],
    ['parked/damaged-objects/errors/1', 'parked/damaged-objects/', false],
    ['parked/damaged-objects/parked/damaged-objects/errors/1', 'parked/damaged-objects/', true],
  ])('%s, seen from "%s": %s', (key, prefix, isOwn) => {
    expect(isOwnKey(key, prefix)).toBe(isOwn);
  });

  test('a replay of replayed/ sends everything once more, and not again when it is run again', async () => {
    const world = newWorld({ 'errors/1': failedRecord(Buffer.from('{"id":"1"}')) });
    await attempt(world);
    for (let run = 0; run < 3; run += 1) await attempt(world, { prefix: 'replayed/' });
    expect(world.datadog.accepted).toEqual(['1', '1']);
    expect(keysUnder(world.bucket, '')).toEqual(['replayed/replayed/errors/1']);
  });

  test('a folder of a console is no object, and stays', async () => {
    const world = newWorld({ 'errors/': '', 'errors/1': failedRecord(Buffer.from('{"id":"1"}')) });
    const report = await attempt(world);
    expect(report.objects).toEqual({ found: 1, settled: 1, left: {} });
    expect(keysUnder(world.bucket, '')).toEqual(['errors/', 'replayed/errors/1']);
  });
});

test('what is known of an object read with --raw is not taken for what is known of it without', async () => {
  const record = failedRecord(Buffer.from('{"id":"1"}'));
  const world = newWorld({ 'errors/1': `${record}\n${record}` });
  await attempt(world, { job: { raw: true, after: 'keep' } });
  const report = await attempt(world);
  expect(report.records).toMatchObject({ found: 2, delivered: 2 });
  expect(world.datadog.accepted.filter((id) => id === '1')).toHaveLength(2);
  const object = { key: 'a', bytes: 1, etag: 'e', lastModifiedMs: 0 };
  expect(ledgerKey(object, true)).not.toBe(ledgerKey(object, false));
});
