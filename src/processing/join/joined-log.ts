import type { TraceName } from './traces/trace-at.ts';

export interface JoinedPart {
  /** Index of the line, as `LineJoiner.add` gave it. */
  readonly line: number;
  /** Whether a line separator stands before it; parts of one cut line follow each other directly. */
  readonly isSeparated: boolean;
}

/** Who joined the lines of a log. */
export type Joiner = 'partial' | 'multi_line' | 'date' | TraceName;

/** A log made of several lines, or of one that is only a part. */
export interface JoinedLog {
  /** In order; the first is the carrier, whose record and time the log keeps. */
  readonly parts: readonly JoinedPart[];
  readonly joiner: Joiner;
  /** `...TRUNCATED...` stands before, or behind, the text: the log before or after this one holds the rest. */
  readonly startMarker: boolean;
  readonly endMarker: boolean;
  readonly tags: readonly string[];
}

/** What stands where a log was cut. Source: datadog-agent, `message.TruncatedFlag`. */
export const truncatedMarker = '...TRUNCATED...';

/** Which lines of a batch became one log. Every line is in at most one; those in none stand alone, as they are. */
export interface Joins {
  readonly logs: readonly JoinedLog[];
  /** By line: the index in `logs`, or −1. */
  readonly logOf: Int32Array;
  /** Lines that went into the log of another one. */
  readonly joinedLines: number;
}
