import type { LogProcessing } from '../logs/record-logs.ts';
import { countName, listedCounts, totalOf, type NamedCounts } from '../transform/outcome.ts';
import type { Fate, ReplayLines } from './report.ts';

/** Counts what becomes of lines. What has no fate yet is due. */
export class LineCounter {
  #found = 0;
  #delivered = 0;
  #parked = 0;
  #skipped = 0;
  readonly #joined: NamedCounts = new Map();
  readonly #excluded: NamedCounts = new Map();
  readonly #sampled: NamedCounts = new Map();
  readonly #masked: NamedCounts = new Map();

  found(lines: number): void {
    this.#found += lines;
  }

  /** So many lines that share a fate, with the logs that they became. What is to be parked counts when it is written. */
  settled(fate: Exclude<Fate, { kind: 'parked' }>, lines: number, { joinedBy, masked }: LogProcessing): void {
    if (fate.kind === 'skipped') {
      this.#skipped += lines;
      return;
    }
    for (const name of joinedBy) countName(this.#joined, name);
    if (fate.kind === 'delivered') {
      this.#delivered += lines - joinedBy.length;
      for (const name of masked) countName(this.#masked, name);
    } else {
      const counts = fate.reason === 'excluded' ? this.#excluded : this.#sampled;
      countName(counts, fate.by, lines - joinedBy.length);
    }
  }

  parked(lines: number): void {
    this.#parked += lines;
  }

  counts(): ReplayLines {
    const dropped = [this.#joined, this.#excluded, this.#sampled].map(totalOf);
    const settled = dropped.reduce(
      (sum, count) => sum + count,
      this.#delivered + this.#parked + this.#skipped,
    );
    return {
      found: this.#found,
      delivered: this.#delivered,
      joined: listedCounts(this.#joined),
      excluded: listedCounts(this.#excluded),
      sampled: listedCounts(this.#sampled),
      parked: this.#parked,
      skipped: this.#skipped,
      due: this.#found - settled,
      masked: listedCounts(this.#masked),
    };
  }
}
