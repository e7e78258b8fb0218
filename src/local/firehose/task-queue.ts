export interface TaskQueue {
  add(task: () => Promise<void>): void;
  /** Resolves when no task is left; rejects with the first error that a task ended with since the last call. */
  idle(): Promise<void>;
}

/** Runs tasks in order, at most `concurrency` at a time. A task that fails stops no other one. */
export function createTaskQueue(concurrency: number): TaskQueue {
  const waiting: (() => Promise<void>)[] = [];
  const errors: unknown[] = [];
  let running = 0;
  let wake: (() => void)[] = [];

  function next(): void {
    if (running >= concurrency) return;
    const task = waiting.shift();
    if (task === undefined) return;
    running += 1;
    void run(task);
  }

  async function run(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      errors.push(error);
    }
    running -= 1;
    next();
    if (running > 0) return;
    const sleepers = wake;
    wake = [];
    for (const resume of sleepers) resume();
  }

  /** Tasks may have been added by the time a sleeper wakes. */
  async function quiet(): Promise<void> {
    if (running === 0) return;
    await new Promise<void>((resolve) => wake.push(resolve));
    await quiet();
  }

  return {
    add(task) {
      waiting.push(task);
      next();
    },
    async idle() {
      await quiet();
      const [error] = errors.splice(0);
      if (error !== undefined) throw error;
    },
  };
}
