/** Something that loses logs, or will. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly what: string;
  /** Why it loses data. */
  readonly loses: string;
  /** How to mend it. */
  readonly mend: string;
}
