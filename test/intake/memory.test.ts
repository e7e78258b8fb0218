import { describe, expect, test } from '@jest/globals';
import { createMemory, Progress } from '../../src/intake/memory.ts';

describe('progress', () => {
  test('knows exactly what was added', () => {
    const progress = new Progress('f');
    const added = [0, 7, 8, 63, 64, 1_000, 99_999];
    for (const item of added) progress.add(item);
    const found = Array.from({ length: 100_010 }, (_, item) => item).filter((item) => progress.has(item));
    expect(found).toEqual(added);
  });

  test('that is complete takes no room', () => {
    const progress = new Progress('f');
    progress.add(100_000);
    expect(progress.bytes).toBeGreaterThan(12_000);
    progress.complete();
    expect([progress.isComplete, progress.bytes]).toEqual([true, 0]);
  });
});

describe('memory', () => {
  test('gives back what is known, for the same content only', () => {
    const memory = createMemory({ maxRequests: 10, maxBytes: 1_000_000 });
    const first = memory.progressOf('a', 'f1');
    expect(memory.progressOf('a', 'f1')).toBe(first);
    expect(memory.progressOf('a', 'f2')).not.toBe(first);
    expect(memory.progressOf('b', 'f1')).not.toBe(first);
  });

  test('forgets what was asked for longest ago', () => {
    const memory = createMemory({ maxRequests: 3, maxBytes: 1_000_000 });
    for (const id of ['a', 'b', 'c']) memory.progressOf(id, 'f').complete();
    memory.progressOf('a', 'f');
    memory.progressOf('d', 'f');
    expect(['a', 'c'].map((id) => memory.progressOf(id, 'f').isComplete)).toEqual([true, true]);
    expect(memory.progressOf('b', 'f').isComplete).toBe(false);
  });

  test('stays below its bytes', () => {
    const memory = createMemory({ maxRequests: 1_000, maxBytes: 10_000 });
    const all = Array.from({ length: 100 }, (_, index) => {
      const progress = memory.progressOf(`r${index}`, 'f');
      progress.add(8_000);
      return progress;
    });
    const kept = all.filter((progress, index) => memory.progressOf(`r${index}`, 'f') === progress);
    expect(kept.length).toBeLessThan(12);
  });
});
