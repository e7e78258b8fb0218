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

/** What could have given a value and did not. */
export interface Lost {
  readonly from: string;
  readonly because: string;
}

/** The value that won, and what lost against it. */
export interface Chosen extends Sourced {
  readonly lost: readonly Lost[];
}

/** What became of one line, and why. Nothing of its text is in it but what became a tag, a date, a status or a service. */
export interface Explanation extends LineRef {
  readonly fate: 'log' | 'joined' | 'excluded' | 'sampled out' | 'held back' | 'passed on';
  /** The detector, rule, filter or annotation that decided; of a line that is passed on, why. */
  readonly by: string | undefined;
  /** The other lines of the log. */
  readonly joinedFrom: readonly LineRef[];
  readonly rules: readonly RuleEvent[];
  readonly date: Chosen | undefined;
  readonly status: Chosen | undefined;
  readonly service: Chosen | undefined;
  readonly tags: readonly Sourced[];
  /** Tags that are not written, and the setting that says so. */
  readonly leftOut: readonly Sourced[];
  /** What could not be said, and why. */
  readonly missing: readonly string[];
}
