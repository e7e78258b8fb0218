import type { LineReason } from './read/failed-record.ts';

/** Why a record lies under `parked/`. */
export type ParkedReason =
  | LineReason
  /** Datadog refused it although it was sent alone. */
  | 'refused'
  | 'too_large'
  | 'attempts_used_up'
  | 'hops_used_up';

/** Why a record stays where it is until somebody decides otherwise. */
export type SkippedReason = 'filtered' | 'too_old';

/** What became of a record, or of one log of it. A record has the worst fate of its logs, which is the last in this order. */
export type Fate =
  /** A rule, a filter or an annotation wants it nowhere. */
  | { readonly kind: 'dropped'; readonly reason: 'excluded' | 'sampled'; readonly by: string }
  | { readonly kind: 'delivered' }
  | { readonly kind: 'parked'; readonly reason: ParkedReason }
  | { readonly kind: 'skipped'; readonly reason: SkippedReason };

/** `found` = `delivered` + `dropped` + all of `parked` + all of `skipped` + `due`. */
export interface RecordCounts {
  found: number;
  delivered: number;
  /** Records of which rules left no log. */
  dropped: number;
  readonly parked: Partial<Record<ParkedReason, number>>;
  readonly skipped: Partial<Record<SkippedReason, number>>;
  due: number;
}

/**
 * What became of the lines of those records, and of the events of CloudWatch Logs messages, as far as no earlier run had settled them:
 * `found` = `delivered` + all of `joined`, `excluded` and `sampled` + `parked` + `skipped` + `due`.
 */
export interface ReplayLines {
  readonly found: number;
  /** Logs that were sent, each counted as the first of its lines. */
  readonly delivered: number;
  /** Lines that went into the log of another line, by who joined them. */
  readonly joined: Readonly<Record<string, number>>;
  /** Logs that a rule, a filter or an annotation dropped, by its name. */
  readonly excluded: Readonly<Record<string, number>>;
  /** Logs that a rule did not keep as samples, by its name. */
  readonly sampled: Readonly<Record<string, number>>;
  readonly parked: number;
  readonly skipped: number;
  readonly due: number;
  /** Of `delivered`: logs in which a rule masked something, by its name. */
  readonly masked: Readonly<Record<string, number>>;
}

/** Why an object stays under the prefix. */
export type LeftReason =
  /** Records of it are due. */
  | 'unsettled'
  /** Nothing of it is due; what was skipped lies in it. */
  | 'skipped'
  /** No line of it is a failed record: it is somebody else's. */
  | 'not_an_error_object'
  /** Another job works on it. */
  | 'in_use'
  /** It went away, or changed, while it was read. */
  | 'gone'
  | 'changed'
  /** Written too short a time ago, or too long. */
  | 'too_young'
  | 'before_since'
  | 'store_unavailable'
  /** What it takes is not allowed, or not possible as things are. */
  | 'store_refused'
  /** In an archive of S3; it must be restored first. */
  | 'archived'
  /** What is known of it cannot be read, so nothing of it is sent. */
  | 'ledger_unreadable'
  /** The job stopped before its turn. */
  | 'not_reached';

/** `found` = `settled` + all of `left`. */
export interface ObjectCounts {
  found: number;
  settled: number;
  readonly left: Partial<Record<LeftReason, number>>;
}

export type StopCause =
  | 'interrupted'
  | 'deadline'
  | 'unauthorized'
  /** It refused the first logs one by one, and never took any. */
  | 'destination_refuses'
  | 'destination_unavailable'
  | 'store_refused'
  | 'listing_failed';

/** Why a job ended early, as a sentence for people. */
export interface Stop {
  readonly cause: StopCause;
  readonly sentence: string;
}

/** Why records are due: a phrase, for how many, and what was tried for them. */
export interface DueReason {
  readonly reason: string;
  records: number;
  /** Requests that were made in vain. */
  tries: number;
  /** When the last of them ended, epoch ms. */
  lastMs: number | undefined;
}

export interface ReplayReport {
  readonly objects: ObjectCounts;
  readonly records: RecordCounts;
  readonly lines: ReplayLines;
  /** The same by error code; codes beyond the first hundred are counted under `others`. */
  readonly byErrorCode: Readonly<Record<string, RecordCounts>>;
  /** The records of `records.due`, each once, the most frequent reason first. */
  readonly dueReasons: readonly DueReason[];
  /** Logs that Datadog accepted, or records that the stream took; of these, redated, cut, and those whose bytes were no UTF-8. */
  readonly sent: {
    readonly items: number;
    readonly bytes: number;
    readonly restamped: number;
    readonly cut: number;
    readonly repaired: number;
  };
  /** Records that an earlier run had brought back from objects that were still there; not among `found`. */
  readonly settledBefore: number;
  readonly stopped: Stop | undefined;
}
