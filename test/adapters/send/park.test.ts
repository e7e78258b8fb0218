import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../../../src/adapters/stores/directory.ts';
import { parkIn } from '../../../src/adapters/send/park.ts';

const directory = mkdtempSync(join(tmpdir(), 'kubehose-park-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('parking', () => {
  test('writes one object of lines under the prefix, and the same one again', async () => {
    const park = parkIn(() => Promise.resolve(directoryStore(directory)), 'parked/');
    await park('2026/01/02/03/logs-1', ['{"a":1}\n', '{"b":2}\n'], 1_000);
    await park('2026/01/02/03/logs-1', ['{"a":1}\n', '{"b":2}\n'], 1_000);
    expect(readFileSync(join(directory, 'parked/2026/01/02/03/logs-1'), 'utf8')).toBe('{"a":1}\n{"b":2}\n');
  });

  test('opens the store once, and only when it is needed', async () => {
    let opened = 0;
    const park = parkIn(() => {
      opened += 1;
      return Promise.resolve(directoryStore(directory));
    }, '');
    expect(opened).toBe(0);
    await park('x', ['1\n'], 1_000);
    await park('y', ['2\n'], 1_000);
    expect(opened).toBe(1);
  });

  test('a store that does not answer is given up', async () => {
    const put = () => new Promise<never>(() => {});
    await expect(parkIn(() => Promise.resolve({ put }), '')('x', [], 20)).rejects.toThrow(
      /did not answer in time/,
    );
  });

  test('a store that refuses is told', async () => {
    const put = () => Promise.reject(new Error('no'));
    await expect(parkIn(() => Promise.resolve({ put }), '')('x', [], 1_000)).rejects.toThrow('no');
  });

  test('a store that does not open is given up, too, and opened again next time', async () => {
    let times = 0;
    const opening = Promise.withResolvers<never>();
    const kept: string[] = [];
    const put = (key: string) => {
      kept.push(key);
      return Promise.resolve({ kind: 'written', etag: '' } as const);
    };
    const park = parkIn(() => {
      times += 1;
      return times === 1 ? opening.promise : Promise.resolve({ put });
    }, '');
    await expect(park('x', [], 5)).rejects.toThrow(/did not answer in time/);
    const second = park('x', [], 100_000);
    opening.reject(new Error('no'));
    await expect(second).rejects.toThrow('no');
    await park('x', [], 100_000);
    expect([times, kept]).toEqual([2, ['x']]);
  });
});
