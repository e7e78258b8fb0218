import type { ObjectLine } from '../line/line-view.ts';
import type { LineTime } from './line-text.ts';

/** Recognises lines that are in a batch twice because Fluent Bit sent them twice. */
export class Retries {
  readonly #seen = new Map<string, number>();

  reset(): void {
    this.#seen.clear();
  }

  /** The row of the line that this one repeats; `undefined`, and remembered under `row`, where there is none. */
  rowOf(
    source: number,
    line: ObjectLine,
    start: number,
    end: number,
    { ms, ns }: LineTime,
    row: number,
  ): number | undefined {
    // Without a time two lines may just say the same.
    if (source < 0 || ms === undefined) return undefined;
    const key = `${source} ${ms} ${ns} ${line.bytes.toString('latin1', start, end)}`;
    const known = this.#seen.get(key);
    if (known === undefined) this.#seen.set(key, row);
    return known;
  }
}
