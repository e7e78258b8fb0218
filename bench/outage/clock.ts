interface Timer {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Time that jumps to the next timer when nothing else is left to do. */
export class VirtualClock {
  #nowMs = 0;
  readonly #timers = new Map<number, Timer[]>();

  readonly now = (): number => this.#nowMs;
  readonly random = (): number => 0.5;

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      const atMs = this.#nowMs + Math.max(0, Math.ceil(ms));
      const timers = this.#timers.get(atMs) ?? [];
      timers.push({ atMs, wake });
      this.#timers.set(atMs, timers);
    });

  /** Runs until no timer is left. */
  async run(): Promise<void> {
    for (let due = [...this.#timers.keys()].sort(ascending); due.length > 0;) {
      const next = due[0]!;
      this.#nowMs = next;
      const timers = this.#timers.get(next) ?? [];
      this.#timers.delete(next);
      for (const { wake } of timers) wake();
      await new Promise((resolve) => setImmediate(resolve));
      due = due.slice(1);
      const added = [...this.#timers.keys()].length !== due.length;
      if (added) due = [...this.#timers.keys()].sort(ascending);
    }
  }
}

function ascending(one: number, other: number): number {
  return one - other;
}
