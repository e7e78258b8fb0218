import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { maxLineBytes } from '../../../src/replay/read/lines.ts';
import { LogStates, type LogState } from '../../../src/replay/settle/log-states.ts';
import { parkRecords } from '../../../src/replay/settle/park.ts';
import { arrivalMs, failedRecord } from '../model/backup.ts';
import { apiOf } from '../model/datadog.ts';
import { Effects } from '../model/effects.ts';
import { attempt, keysUnder, logs, newWorld } from '../model/job.ts';
import { memoryStore } from '../model/memory-store.ts';
import { parkedIds, parkedLines } from '../model/parked.ts';

const log = (id: string, bytes = 1) => `{"id":"${id}","log":"${'x'.repeat(bytes)}"}\n`;

async function parkedOf(object: string, refuses: (id: string) => boolean) {
  const world = newWorld({ 'errors/1': object });
  await attempt(world, { api: apiOf(world.datadog, { refuses }) });
  expect(keysUnder(world.bucket, 'errors/')).toEqual([]);
  return world;
}

describe('what is parked of an object', () => {
  const same = failedRecord(Buffer.from(log('a')));
  const runs: readonly LogState[][] = [
    ['p:refused', ''],
    ['w', 'p:refused'],
  ];

  async function park(object: string, states: readonly (readonly LogState[])[]): Promise<readonly string[]> {
    const world = newWorld({ 'errors/1': object });
    const store = memoryStore(world.bucket, { effects: new Effects(), now: () => arrivalMs });
    const stored = (await store.find('errors/1'))!;
    for (const list of states)
      await parkRecords(stored, new LogStates(list.map((state) => [1, state])), { store, logs, raw: false });
    return parkedIds(world.bucket);
  }

  test('of equal lines, each: also where one run parks the first, and the next run the other', async () => {
    expect(await park(same + same, runs)).toEqual(['a', 'a']);
    expect(await park(failedRecord(Buffer.from(log('a') + log('a'))), runs)).toEqual(['a', 'a']);
  });

  test('written once more after a crash, the same', async () => {
    expect(await park(same + same, [runs[0]!, runs[0]!, runs[1]!, runs[1]!])).toEqual(['a', 'a']);
  });
});

describe('what is parked of a record', () => {
  test('the line as it was, when all of it is', async () => {
    const world = await parkedOf(failedRecord(Buffer.from(log('a') + log('b'))), () => true);
    const [line] = parkedLines(world.bucket);
    expect(line?.fields).toMatchObject({
      attemptsMade: 4,
      rawData: Buffer.from(log('a') + log('b')).toString('base64'),
      parkedReason: 'refused',
    });
  });

  test('those logs that are, when others of it have arrived', async () => {
    const world = await parkedOf(
      failedRecord(Buffer.from(log('a') + log('b') + log('c'))),
      (id) => id === 'b',
    );
    expect(world.datadog.accepted).toEqual(['a', 'c']);
    expect(parkedIds(world.bucket)).toEqual(['b']);
  });

  test('its data, when its line was damaged behind it', async () => {
    const world = await parkedOf(failedRecord(Buffer.from(log('a'))).slice(0, -5), () => true);
    expect(parkedIds(world.bucket)).toEqual(['a']);
  });

  test('lines that a replay can read, also of a packed record that unpacks to as much as one may', async () => {
    const ids = Array.from({ length: 16 }, (_, index) => String(index));
    const data = gzipSync(ids.map((id) => log(id, 500_000)).join(''));
    const world = await parkedOf(failedRecord(data), (id) => id !== '7');
    const lengths = [...world.bucket]
      .filter(([key]) => key.startsWith('parked/'))
      .flatMap(([, { bytes }]) =>
        bytes
          .toString()
          .split('\n')
          .map(({ length }) => length),
      );
    expect(Math.max(...lengths)).toBeLessThan(maxLineBytes);
    await attempt(world, { prefix: 'parked/' });
    expect([...world.datadog.accepted].sort()).toEqual([...ids].sort());
  });
});
