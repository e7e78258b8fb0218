/** Lets only so many work at once; the others wait in their order. */
export interface Semaphore {
  /** Answers a function that gives the turn back, or `undefined` at once when too many are waiting. */
  acquire(): Promise<(() => void) | undefined>;
}

export function createSemaphore(maxAtOnce: number, maxWaiting: number): Semaphore {
  let free = maxAtOnce;
  const waiting: ((give: () => void) => void)[] = [];

  function giveOnce(): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next(giveOnce());
    };
  }

  return {
    acquire() {
      if (free > 0) {
        free -= 1;
        return Promise.resolve(giveOnce());
      }
      if (waiting.length >= maxWaiting) return Promise.resolve(undefined);
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}

/** Runs works of the same key one after the other, those of different keys at the same time. */
export function serializeByKey(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async function run(key, work) {
    const before = last.get(key);
    const own = before === undefined ? work() : before.then(work, work);
    last.set(key, own);
    try {
      return await own;
    } finally {
      if (last.get(key) === own) last.delete(key);
    }
  };
}
