import type { Clock } from '../../adapters/clock.ts';

export interface BufferHints {
  readonly maxBytes: number;
  /** 0 hands on whatever is there as soon as the caller is done. */
  readonly intervalMs: number;
  readonly maxItems?: number;
}

export interface Buffering<T> {
  add(item: T, bytes: number): void;
  /** Hands on what is there, however little. */
  flush(): void;
  readonly length: number;
}

/**
 * Collects items until the size is reached or the interval has passed since the first of them, whichever comes first, and hands
 * them on. An item that would take the buffer past its size begins the next one.
 */
export function createBuffer<T>(
  { maxBytes, intervalMs, maxItems = Infinity }: BufferHints,
  handOn: (items: readonly T[]) => void,
  { schedule }: Pick<Clock, 'schedule'>,
): Buffering<T> {
  let items: T[] = [];
  let size = 0;
  let cancel: (() => void) | undefined;

  function flush(): void {
    cancel?.();
    cancel = undefined;
    if (items.length === 0) return;
    const full = items;
    items = [];
    size = 0;
    handOn(full);
  }

  function add(item: T, bytes: number): void {
    if (size + bytes > maxBytes || items.length >= maxItems) flush();
    items.push(item);
    size += bytes;
    if (size >= maxBytes || items.length >= maxItems) flush();
    else cancel ??= schedule(intervalMs, flush);
  }

  return {
    add,
    flush,
    get length() {
      return items.length;
    },
  };
}
