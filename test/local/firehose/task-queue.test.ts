import { describe, expect, test } from '@jest/globals';
import { createTaskQueue } from '../../../src/local/firehose/task-queue.ts';

describe('createTaskQueue', () => {
  test('runs in order and no more at a time than allowed', async () => {
    const queue = createTaskQueue(2);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    for (let number = 0; number < 7; number += 1) {
      queue.add(async () => {
        begun.push(number);
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      });
    }
    await queue.idle();
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(most).toBe(2);
    expect(running).toBe(0);
  });

  test('idle at once when there is nothing', async () => {
    await expect(createTaskQueue(1).idle()).resolves.toBeUndefined();
  });

  test('an error stops no other task and is told once', async () => {
    const queue = createTaskQueue(1);
    const done: string[] = [];
    queue.add(() => Promise.reject(new Error('first')));
    queue.add(() => {
      done.push('second');
      return Promise.resolve();
    });
    await expect(queue.idle()).rejects.toThrow('first');
    expect(done).toEqual(['second']);
    await expect(queue.idle()).resolves.toBeUndefined();
  });

  test('waits for tasks that tasks add', async () => {
    const queue = createTaskQueue(1);
    const done: string[] = [];
    queue.add(async () => {
      await Promise.resolve();
      queue.add(() => {
        done.push('inner');
        return Promise.resolve();
      });
    });
    await queue.idle();
    expect(done).toEqual(['inner']);
  });
});
