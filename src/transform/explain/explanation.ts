import type { RuleEvent } from '../../processing/rules/apply-rules.ts';

/** A line of the input. */
export interface LineRef {
  /** From 1 on. */
  readonly record: number;
  readonly line: number;
}

/** A value and what it comes from. */
export interface Sourced {
  readonly value: string;
  readonly from: string;
}

/** What became of one line, and why. Nothing of its text is in it but what became a tag, a date, a status or a service. */
export interface Explanation extends LineRef {
  readonly fate: 'log' | 'joined' | 'excluded' | 'sampled out' | 'held back' | 'passed on';
  /** The detector, rule, filter or annotation that decided; of a line that is passed on, why. */
  readonly by: string | undefined;
  /** The other lines of the log. */
  readonly joinedFrom: readonly LineRef[];
  readonly rules: readonly RuleEvent[];
  readonly date: (Sourced & { readonly lost: readonly string[] }) | undefined;
  readonly status: Sourced | undefined;
  readonly service: Sourced | undefined;
  readonly tags: readonly Sourced[];
  /** Tags that are not written, and the setting that says so. */
  readonly leftOut: readonly Sourced[];
  /** What could not be said, and why. */
  readonly missing: readonly string[];
}
