import { describe, expect, test } from '@jest/globals';
import { createSemaphore, serializeByKey } from '../../src/intake/semaphore.ts';

describe('turns', () => {
  test('are given in order, so many at once', async () => {
    const turns = createSemaphore(2, 10);
    const order: number[] = [];
    const give: (() => void)[] = [];
    const taken = [0, 1, 2, 3].map(async (number) => {
      const back = await turns.acquire();
      order.push(number);
      give.push(back!);
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([0, 1]);
    give[0]!();
    give[0]!();
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([0, 1, 2]);
    give[1]!();
    await Promise.all(taken);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  test('are refused when too many wait', async () => {
    const turns = createSemaphore(1, 1);
    const first = await turns.acquire();
    const second = turns.acquire();
    await expect(turns.acquire()).resolves.toBeUndefined();
    first!();
    await expect(second).resolves.toBeDefined();
  });
});

describe('one by one', () => {
  test('works of one key follow each other, also after a failure; other keys do not wait', async () => {
    const run = serializeByKey();
    const order: string[] = [];
    const work =
      (name: string, fails = false) =>
      async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const results = await Promise.allSettled([
      run('a', work('a1', true)),
      run('a', work('a2')),
      run('b', work('b1')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(order.filter((line) => line.startsWith('a'))).toEqual([
      'a1 begins',
      'a1 ends',
      'a2 begins',
      'a2 ends',
    ]);
    expect(order.indexOf('b1 begins')).toBeLessThan(order.indexOf('a1 ends'));
  });
});
