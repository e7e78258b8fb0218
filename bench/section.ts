/** One part of the bench. A new one is a file beside `transform.ts` and an entry of the list in `bench.ts`. */
export interface Section {
  /** Its key in the output of `--json`. */
  readonly name: string;
  /** Throws when the output is wrong, so that nothing of it is measured; nothing for a section that checks while it runs. */
  readonly check?: () => Promise<void>;
  /** Measures. `progress` is told each step. */
  readonly run: (progress: (step: string) => void) => Promise<SectionResult>;
}

export interface SectionResult {
  readonly figures: Readonly<Record<string, unknown>>;
  /** Its chapter of docs/benchmarks.md. */
  readonly document: string;
}
