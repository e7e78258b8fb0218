import type { FailureName } from './errors.ts';

/**
 * What became of one request, in numbers. When it was answered 200: `logs` + `unreadable` = `delivered` + `deliveredBefore` +
 * `parked`.
 */
export interface IntakeReport {
  readonly requestId: string;
  /** `unknown` where the request does not say. */
  readonly streamName: string;
  readonly status: number;
  readonly failure: FailureName | undefined;
  readonly detail: string | undefined;
  /** The request was answered 200 before, so nothing of it was done again. */
  readonly isRepeated: boolean;
  readonly counts: IntakeCounts;
}

export interface IntakeCounts {
  records: number;
  /** Records that hold nothing but white space. */
  emptyRecords: number;
  /** Without those that rules drop. */
  logs: number;
  /** Lines that went into the log of another line. */
  joined: number;
  /** Logs that a rule, a filter or an annotation drops. */
  excluded: number;
  /** Logs that a rule does not keep as samples. */
  sampled: number;
  /** Of `logs`: a rule masks something in it. */
  masked: number;
  /** Records of which no log can be made. */
  unreadable: number;
  delivered: number;
  /** Accepted when the same request came before. */
  deliveredBefore: number;
  /** Of `delivered`: larger than Datadog takes, and cut. */
  cut: number;
  /** Of `delivered`: bytes that are no UTF-8 became U+FFFD. */
  repaired: number;
  /** Unreadable records and refused logs that were parked. */
  parked: number;
}

export function noCounts(): IntakeCounts {
  return {
    records: 0,
    emptyRecords: 0,
    logs: 0,
    joined: 0,
    excluded: 0,
    sampled: 0,
    masked: 0,
    unreadable: 0,
    delivered: 0,
    deliveredBefore: 0,
    cut: 0,
    repaired: 0,
    parked: 0,
  };
}
