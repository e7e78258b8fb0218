/** One row per line, in columns that grow and are used again: a line that is not joined costs a few writes and no object. */
export class LineTable {
  classes = new Uint8Array(initialRows);
  /** Of `cut`. */
  partial = new Uint8Array(initialRows);
  sizes = new Int32Array(initialRows);
  /** NaN where the time is not known. */
  timesMs = new Float64Array(initialRows);
  timesNs = new Int32Array(initialRows);
  /** The next line of the same source, or −1. */
  next = new Int32Array(initialRows);
  length = 0;

  /** A row for one more line; its columns hold whatever was there before. */
  addRow(): number {
    if (this.length === this.classes.length) this.#grow();
    return this.length++;
  }

  #grow(): void {
    this.classes = grown(this.classes, new Uint8Array(this.length * 2));
    this.partial = grown(this.partial, new Uint8Array(this.length * 2));
    this.sizes = grown(this.sizes, new Int32Array(this.length * 2));
    this.timesMs = grown(this.timesMs, new Float64Array(this.length * 2));
    this.timesNs = grown(this.timesNs, new Int32Array(this.length * 2));
    this.next = grown(this.next, new Int32Array(this.length * 2));
  }

  /** Negative, 0 or positive: whether one line was written before the other. */
  compareTimes(one: number, other: number): number {
    return this.timesMs[one]! - this.timesMs[other]! || this.timesNs[one]! - this.timesNs[other]!;
  }
}

/** What a line is to the parts of a cut line. */
export const cut = {
  /** A whole line, or the last part of one. */
  end: 0,
  /** The line goes on in the next one. */
  here: 1,
  /** What Fluent Bit merged has no text: it is no part of a line, also behind one. */
  never: 2,
} as const;

const initialRows = 1024;

function grown<T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
