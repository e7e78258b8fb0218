/** One part of the bench. A new one is a file beside `transform.ts` and an entry of the list in `bench.ts`. */
export interface Section {
  /** Its key in the output of `--json`. */
  readonly name: string;
  /** Checks correctness first and throws when it does not hold. `progress` is told each step. */
  readonly run: (progress: (step: string) => void) => Promise<SectionResult>;
}

export interface SectionResult {
  readonly figures: Readonly<Record<string, unknown>>;
  /** Its chapter of docs/benchmarks.md. */
  readonly document: string;
}
