import { Buffer } from 'node:buffer';
import type { Park } from '../../intake/park.ts';
import { StoreError, type ObjectStore } from '../../store/object-store.ts';

/**
 * Parks in a bucket or a directory: one object of failed-record lines, under `prefix`, where a replay finds it. It gives up in
 * time, since the answer to Firehose waits for it. The store is opened when something is parked for the first time, and again when
 * that failed.
 */
export function parkIn(open: () => Promise<Pick<ObjectStore, 'put'>>, prefix: string): Park {
  let store: Promise<Pick<ObjectStore, 'put'>> | undefined;

  async function opened(): Promise<Pick<ObjectStore, 'put'>> {
    store ??= open();
    try {
      return await store;
    } catch (error) {
      store = undefined;
      throw error;
    }
  }

  async function put(key: string, content: Buffer): Promise<void> {
    const to = await opened();
    await to.put(key, content);
  }

  return (name, lines, timeoutMs) => within(timeoutMs, put(`${prefix}${name}`, Buffer.from(lines.join(''))));
}

async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new StoreError('unavailable', 'the store for parked records did not answer in time')),
      timeoutMs,
    );
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
