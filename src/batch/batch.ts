export interface BatchLimits {
  readonly maxItems: number;
  /** Sum of the sizes of a batch's items. */
  readonly maxBytes: number;
}

/** Either a batch within both limits, or one item that is too large for any batch. */
export type Batched<T> =
  | { readonly kind: 'batch'; readonly items: readonly T[]; readonly bytes: number }
  | { readonly kind: 'oversize'; readonly item: T; readonly bytes: number };

/**
 * Cuts items into batches of at most `maxItems` items and `maxBytes` bytes, lazily and greedily. All that goes in comes out, in
 * its order: an item too large by itself stands between the batches as `oversize`, so that its fate is the caller's to decide.
 *
 * @param size bytes of one item, with whatever its place in the batch costs besides (a comma, say)
 */
export function* batches<T>(
  items: Iterable<T>,
  limits: BatchLimits,
  size: (item: T) => number,
): Generator<Batched<T>, void, undefined> {
  const batcher = createBatcher(limits, size);
  for (const item of items) yield* batcher.add(item);
  yield* batcher.end();
}

/** The same for items that arrive over time: `add` gives back what is complete by now, `end` the rest. */
export interface Batcher<T> {
  add(item: T): readonly Batched<T>[];
  end(): readonly Batched<T>[];
}

export function createBatcher<T>(limits: BatchLimits, size: (item: T) => number): Batcher<T> {
  if (!(limits.maxItems >= 1)) throw new RangeError('a batch must be allowed one item at least');
  let pending: T[] = [];
  let pendingBytes = 0;

  function end(): readonly Batched<T>[] {
    if (pending.length === 0) return [];
    const whole: Batched<T> = { kind: 'batch', items: pending, bytes: pendingBytes };
    pending = [];
    pendingBytes = 0;
    return [whole];
  }

  function add(item: T): readonly Batched<T>[] {
    const bytes = size(item);
    if (bytes > limits.maxBytes) return [...end(), { kind: 'oversize', item, bytes }];
    const full = pending.length >= limits.maxItems || pendingBytes + bytes > limits.maxBytes;
    const complete = full ? end() : [];
    pending.push(item);
    pendingBytes += bytes;
    return complete;
  }

  return { add, end };
}
