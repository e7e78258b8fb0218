/** Something that loses logs, tags or times, or soon will. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly what: string;
  /** What it costs: which logs, tags or times are lost. */
  readonly impact: string;
  /** What to do about it, often a command. */
  readonly fix: string;
}

/** What one look brought. */
export type Diagnosis =
  | { readonly kind: 'healthy'; readonly check: string; readonly what: string }
  | { readonly kind: 'finding'; readonly finding: Finding }
  /** It could not be looked at; `reason` says why. */
  | { readonly kind: 'unknown'; readonly check: string; readonly reason: string };

export function healthy(check: string, what: string): Diagnosis {
  return { kind: 'healthy', check, what };
}

export function found(finding: Finding): Diagnosis {
  return { kind: 'finding', finding };
}

export function unknown(check: string, reason: string): Diagnosis {
  return { kind: 'unknown', check, reason };
}
