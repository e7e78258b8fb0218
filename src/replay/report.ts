import type { UndecodableReason } from './read/failed-record.ts';

/** Why a record lies under `parked/`. */
export type ParkedReason =
  | UndecodableReason
  /** Datadog refused it although it was sent alone. */
  | 'refused'
  | 'too_large'
  | 'attempts_used_up'
  | 'hops_used_up';

/** Why a record stays where it is until somebody decides otherwise. */
export type SkippedReason = 'filtered' | 'too_old' | 'not_a_failed_record' | 'line_too_long';

/** What became of a record, or of one log of it. A record has the worst fate of its logs, which is the last in this order. */
export type Fate =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'parked'; readonly reason: ParkedReason }
  | { readonly kind: 'skipped'; readonly reason: SkippedReason };

/** `found` = `delivered` + all of `parked` + all of `skipped` + `due`. */
export interface RecordCounts {
  found: number;
  delivered: number;
  readonly parked: Partial<Record<ParkedReason, number>>;
  readonly skipped: Partial<Record<SkippedReason, number>>;
  due: number;
}

/** Why an object stays under the prefix. */
export type LeftReason =
  /** Records of it are due. */
  | 'unsettled'
  /** Nothing of it is due; what was skipped lies in it. */
  | 'skipped'
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
  | 'destination_unavailable'
  | 'store_refused'
  | 'listing_failed';

/** Why a job ended early, as a sentence for people. */
export interface Stop {
  readonly cause: StopCause;
  readonly sentence: string;
}

export interface ReplayReport {
  readonly objects: ObjectCounts;
  readonly records: RecordCounts;
  /** The same by error code; codes beyond the first hundred are counted under `others`. */
  readonly byErrorCode: Readonly<Record<string, RecordCounts>>;
  /** Logs that Datadog accepted, or records that the stream took; of these, redated and cut ones. */
  readonly sent: {
    readonly items: number;
    readonly bytes: number;
    readonly restamped: number;
    readonly cut: number;
  };
  /** Records that an earlier run had brought back from objects that were still there; not among `found`. */
  readonly settledBefore: number;
  readonly stopped: Stop | undefined;
}

/** Follows the fates of one record's logs. Until all of them have one, the record is due. */
export interface RecordTally {
  resolve(fate: Fate): void;
}

const maxErrorCodes = 100;

/** Counts as it goes, so that the sums are right at any moment. */
export class ReportCounter {
  readonly objects: ObjectCounts = { found: 0, settled: 0, left: {} };
  readonly sent = { items: 0, bytes: 0, restamped: 0, cut: 0 };
  settledBefore = 0;
  readonly #records = noRecords();
  readonly #byErrorCode = new Map<string, RecordCounts>();

  /** A record of which `logs` logs are due. */
  found(errorCode: string, logs: number): RecordTally {
    const counts = [this.#records, this.#of(errorCode)];
    for (const each of counts) {
      each.found += 1;
      each.due += 1;
    }
    let left = logs;
    let worst: Fate = { kind: 'delivered' };
    return {
      resolve(fate) {
        if (severity[fate.kind] > severity[worst.kind]) worst = fate;
        left -= 1;
        if (left === 0) for (const each of counts) settle(each, worst);
      },
    };
  }

  settled(): void {
    this.objects.settled += 1;
  }

  left(reason: LeftReason, count = 1): void {
    this.objects.left[reason] = (this.objects.left[reason] ?? 0) + count;
  }

  report(stopped: Stop | undefined): ReplayReport {
    return {
      objects: this.objects,
      records: this.#records,
      byErrorCode: Object.fromEntries(this.#byErrorCode),
      sent: this.sent,
      settledBefore: this.settledBefore,
      stopped,
    };
  }

  #of(errorCode: string): RecordCounts {
    const known = this.#byErrorCode.get(errorCode);
    if (known !== undefined) return known;
    const name = this.#byErrorCode.size < maxErrorCodes ? errorCode : 'others';
    const counts = this.#byErrorCode.get(name) ?? noRecords();
    this.#byErrorCode.set(name, counts);
    return counts;
  }
}

const severity = { delivered: 0, parked: 1, skipped: 2 };

export function noRecords(): RecordCounts {
  return { found: 0, delivered: 0, parked: {}, skipped: {}, due: 0 };
}

function settle(counts: RecordCounts, fate: Fate): void {
  counts.due -= 1;
  if (fate.kind === 'delivered') counts.delivered += 1;
  else if (fate.kind === 'parked') counts.parked[fate.reason] = (counts.parked[fate.reason] ?? 0) + 1;
  else counts.skipped[fate.reason] = (counts.skipped[fate.reason] ?? 0) + 1;
}
