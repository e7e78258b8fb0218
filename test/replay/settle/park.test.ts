import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { maxLineBytes } from '../../../src/replay/read/lines.ts';
import { failedRecord } from '../model/backup.ts';
import { apiOf } from '../model/datadog.ts';
import { attempt, keysUnder, newWorld } from '../model/job.ts';
import { parkedIds, parkedLines } from '../model/parked.ts';

const log = (id: string, bytes = 1) => `{"id":"${id}","log":"${'x'.repeat(bytes)}"}\n`;

async function parkedOf(object: string, refuses: (id: string) => boolean) {
  const world = newWorld({ 'errors/1': object });
  await attempt(world, { api: apiOf(world.datadog, { refuses }) });
  expect(keysUnder(world.bucket, 'errors/')).toEqual([]);
  return world;
}

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
