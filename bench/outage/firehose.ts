import type { VirtualClock } from './clock.ts';
import type { Functions } from './functions.ts';

/** The stream's retry duration. */
const retryMs = 300_000;

/** Delivers buffers: what is not taken is tried again, later each time, and in the end written to S3. */
export class Firehose {
  readonly backup = new Set<string>();
  readonly #clock: VirtualClock;
  readonly #functions: Functions;

  constructor(clock: VirtualClock, functions: Functions) {
    this.#clock = clock;
    this.#functions = functions;
  }

  async deliver(id: string): Promise<void> {
    const { now, sleep } = this.#clock;
    const untilMs = now() + retryMs;
    for (let waitMs = 5_000; ; waitMs = Math.min(2 * waitMs, 120_000)) {
      if (await this.#functions.invoke(id)) return;
      if (now() + waitMs > untilMs) break;
      await sleep(waitMs);
    }
    this.backup.add(id);
  }
}
