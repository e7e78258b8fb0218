import { expect, test } from '@jest/globals';
import { Arena } from '../../src/codec/arena.ts';

test('copies stay as they were until the reset, whatever comes after them', () => {
  const arena = new Arena();
  for (let round = 0; round < 3; round++) {
    const kept = Array.from({ length: 300 }, (_, index) => {
      const bytes = Buffer.alloc((index * 7_919) % 40_000, index % 251);
      return { copy: arena.copy(bytes), bytes };
    });
    const large = Buffer.alloc(5_000_000, round);
    expect(arena.copy(large).equals(large)).toBe(true);
    expect(kept.every(({ copy, bytes }) => copy.equals(bytes))).toBe(true);
    arena.reset();
  }
});

test('memory is used again after a reset', () => {
  const arena = new Arena();
  const { buffer } = arena.copy(Buffer.from('a'));
  arena.reset();
  expect(arena.copy(Buffer.from('b')).buffer).toBe(buffer);
});
