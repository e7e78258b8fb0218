import { describe, expect, test } from '@jest/globals';
import { batches, createBatcher } from '../../src/batch/batch.ts';

const parts = (sizes: readonly number[], maxItems: number, maxBytes: number) =>
  [...batches(sizes, { maxItems, maxBytes }, (size) => size)].map((part) =>
    part.kind === 'batch' ? part.items : `oversize ${part.item}`,
  );

describe('batches', () => {
  test.each([
    { name: 'nothing', sizes: [], expected: [] },
    { name: 'exactly the limit in items', sizes: [1, 1, 1], expected: [[1, 1, 1]] },
    { name: 'one more than the limit in items', sizes: [1, 1, 1, 1], expected: [[1, 1, 1], [1]] },
    { name: 'exactly the limit in bytes', sizes: [5, 5], expected: [[5, 5]] },
    { name: 'one byte more', sizes: [5, 6], expected: [[5], [6]] },
    { name: 'an item of exactly the limit', sizes: [10], expected: [[10]] },
    {
      name: 'an item above the limit between others',
      sizes: [1, 11, 2],
      expected: [[1], 'oversize 11', [2]],
    },
    { name: 'items of no size', sizes: [0, 0, 0, 0], expected: [[0, 0, 0], [0]] },
  ])('$name', ({ sizes, expected }) => {
    expect(parts(sizes, 3, 10)).toEqual(expected);
  });

  test('is lazy: an endless source is read only as far as asked', () => {
    function* endless() {
      for (;;) yield 1;
    }
    const first = batches(endless(), { maxItems: 2, maxBytes: 10 }, (size) => size).next();
    expect(first.value).toEqual({ kind: 'batch', items: [1, 1], bytes: 2 });
  });

  test('a limit below one item is refused', () => {
    expect(() => createBatcher({ maxItems: 0, maxBytes: 1 }, () => 1)).toThrow(RangeError);
  });
});
