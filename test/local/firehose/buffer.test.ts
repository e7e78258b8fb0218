import { describe, expect, test } from '@jest/globals';
import { createBuffer, type BufferHints } from '../../../src/local/firehose/buffer.ts';
import { fakeDeps } from '../fakes.ts';

function collect(hints: BufferHints) {
  const deps = fakeDeps();
  const out: (readonly string[])[] = [];
  const buffer = createBuffer<string>(hints, (items) => out.push(items), deps);
  return { buffer, out, deps };
}

describe('createBuffer', () => {
  test('hands on when the size is reached', () => {
    const { buffer, out } = collect({ maxBytes: 10, intervalMs: 1_000 });
    buffer.add('a', 4);
    buffer.add('b', 6);
    expect(out).toEqual([['a', 'b']]);
    expect(buffer.length).toBe(0);
  });

  test('an item that would pass the size begins the next buffer', () => {
    const { buffer, out } = collect({ maxBytes: 10, intervalMs: 1_000 });
    buffer.add('a', 4);
    buffer.add('b', 7);
    expect(out).toEqual([['a']]);
    expect(buffer.length).toBe(1);
  });

  test('an item larger than the size goes alone', () => {
    const { buffer, out } = collect({ maxBytes: 10, intervalMs: 1_000 });
    buffer.add('a', 1);
    buffer.add('b', 50);
    expect(out).toEqual([['a'], ['b']]);
  });

  test('hands on when the interval since the first item has passed', () => {
    const { buffer, out, deps } = collect({ maxBytes: 10, intervalMs: 1_000 });
    buffer.add('a', 1);
    deps.pass(600);
    buffer.add('b', 1);
    deps.pass(399);
    expect(out).toEqual([]);
    deps.pass(1);
    expect(out).toEqual([['a', 'b']]);
  });

  test('the interval begins anew with each buffer', () => {
    const { buffer, out, deps } = collect({ maxBytes: 2, intervalMs: 1_000 });
    buffer.add('a', 1);
    deps.pass(900);
    buffer.add('b', 1);
    buffer.add('c', 1);
    deps.pass(999);
    expect(out).toEqual([['a', 'b']]);
    deps.pass(1);
    expect(out).toEqual([['a', 'b'], ['c']]);
  });

  test('hands on at the number of items, and when told to', () => {
    const { buffer, out } = collect({ maxBytes: 100, intervalMs: 1_000, maxItems: 2 });
    for (const item of ['a', 'b', 'c']) buffer.add(item, 0);
    expect(out).toEqual([['a', 'b']]);
    buffer.flush();
    buffer.flush();
    expect(out).toEqual([['a', 'b'], ['c']]);
  });
});
