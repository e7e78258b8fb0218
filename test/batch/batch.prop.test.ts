import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batches, createBatcher, type Batched } from '../../src/batch/batch.ts';
import { runs } from '../support/property.ts';

const limits = fc.record({
  maxItems: fc.integer({ min: 1, max: 8 }),
  maxBytes: fc.integer({ min: 0, max: 40 }),
});
const sizes = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 });

function itemsOf<T>(parts: readonly Batched<T>[]): T[] {
  return parts.flatMap((part) => (part.kind === 'batch' ? part.items : [part.item]));
}

test('all items come out in order, every batch within both limits, only what is too large alone is oversize', () => {
  fc.assert(
    fc.property(sizes, limits, (list, limit) => {
      const items = list.map((bytes, id) => ({ id, bytes }));
      const parts = [...batches(items, limit, ({ bytes }) => bytes)];
      expect(itemsOf(parts)).toEqual(items);
      for (const part of parts) {
        if (part.kind === 'oversize') {
          expect(part.item.bytes).toBeGreaterThan(limit.maxBytes);
          continue;
        }
        const bytes = part.items.reduce((sum, item) => sum + item.bytes, 0);
        expect(part.bytes).toBe(bytes);
        expect(bytes).toBeLessThanOrEqual(limit.maxBytes);
        expect(part.items.length).toBeGreaterThan(0);
        expect(part.items.length).toBeLessThanOrEqual(limit.maxItems);
      }
    }),
    runs(),
  );
});

test('no two neighbouring batches would have fitted into one', () => {
  fc.assert(
    fc.property(sizes, limits, (list, limit) => {
      const parts = [...batches(list, limit, (bytes) => bytes)];
      for (const [index, part] of parts.entries()) {
        const next = parts[index + 1];
        if (part.kind !== 'batch' || next?.kind !== 'batch') continue;
        const [first = 0] = next.items;
        expect(part.items.length === limit.maxItems || part.bytes + first > limit.maxBytes).toBe(true);
      }
    }),
    runs(),
  );
});

test('items that arrive one by one give the same batches', () => {
  fc.assert(
    fc.property(sizes, limits, (list, limit) => {
      const batcher = createBatcher<number>(limit, (bytes) => bytes);
      const parts = [...list.flatMap((item) => batcher.add(item)), ...batcher.end()];
      expect(parts).toEqual([...batches(list, limit, (bytes) => bytes)]);
      expect(batcher.end()).toEqual([]);
    }),
    runs(),
  );
});
