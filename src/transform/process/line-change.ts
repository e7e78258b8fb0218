import type { RuleProblem } from '../../processing/rules/rule.ts';
import type { LineView } from '../line/line-view.ts';

/** What processing makes of a line that does not go out as it came. */
export type LineChange = GoneLine | ChangedLine | HeldLine;

/** A line that does not go out: it is part of another log, or nobody wants it. */
export interface GoneLine {
  readonly kind: 'gone';
  readonly reason: 'joined' | 'excluded' | 'sampled';
  /** Who joined it; or the rule, filter or annotation that dropped it. */
  readonly by: string;
  /** The line whose log it went into, where it was joined; that one may be gone itself. */
  readonly into?: LineView;
}

/** A line that goes out in the place of the one that came: joined, masked or tagged. */
export interface ChangedLine {
  readonly kind: 'changed';
  readonly line: LineView;
  /** Rules that masked something in it. */
  readonly masked: readonly string[];
  /** Rules of its pod that cannot be used. */
  readonly problems: readonly RuleProblem[];
}

/** A line that must not go out, because a mask of its pod cannot be used; its record fails. */
export interface HeldLine {
  readonly kind: 'held';
  readonly by: string;
}
