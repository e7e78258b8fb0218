import type {
  DueReason,
  Fate,
  LeftReason,
  ObjectCounts,
  ParkedReason,
  RecordCounts,
  ReplayReport,
  Stop,
} from './report.ts';

/** Follows the fates of one record's logs. Until all of them have one, the record is due. */
export interface RecordTally {
  resolve(fate: Fate): void;
  /** Says why the record stays due; what is said first counts. */
  tried(reason: string): void;
}

/** What is to be parked of one object counts as due until it is written. */
export class Parking {
  readonly #counts = new Map<RecordCounts, Map<ParkedReason, number>>();

  add(counts: RecordCounts, reason: ParkedReason): void {
    const reasons = this.#counts.get(counts) ?? new Map<ParkedReason, number>();
    this.#counts.set(counts, reasons.set(reason, (reasons.get(reason) ?? 0) + 1));
  }

  written(): void {
    for (const [counts, reasons] of this.#counts) {
      for (const [reason, count] of reasons) {
        counts.due -= count;
        counts.parked[reason] = (counts.parked[reason] ?? 0) + count;
      }
    }
    this.#counts.clear();
  }
}

const maxErrorCodes = 100;

/** Counts as it goes, so that the sums are right at any moment. */
export class ReportCounter {
  readonly objects: ObjectCounts = { found: 0, settled: 0, left: {} };
  readonly sent = { items: 0, bytes: 0, restamped: 0, cut: 0, repaired: 0 };
  settledBefore = 0;
  readonly #records = noRecords();
  readonly #byErrorCode = new Map<string, RecordCounts>();
  readonly #dueReasons = new Map<string, DueReason>();

  /** A record of which `logs` logs are due; what is parked of it counts when `parking` is written. */
  found(errorCode: string, logs: number, parking: Parking): RecordTally {
    const counts = [this.#records, this.#of(errorCode)];
    for (const each of counts) {
      each.found += 1;
      each.due += 1;
    }
    let left = logs;
    let worst: Fate = { kind: 'delivered' };
    let isTried = false;
    return {
      resolve(fate) {
        if (severity[fate.kind] > severity[worst.kind]) worst = fate;
        left -= 1;
        if (left === 0) for (const each of counts) settle(each, worst, parking);
      },
      tried: (reason) => {
        if (!isTried && left > 0) this.#due(reason).records += 1;
        isTried = true;
      },
    };
  }

  /** Requests that nothing came of. */
  tries(reason: string, tries: number, nowMs: number): void {
    const due = this.#due(reason);
    due.tries += tries;
    due.lastMs = nowMs;
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
      dueReasons: this.#reasons(stopped),
      settledBefore: this.settledBefore,
      stopped,
    };
  }

  #due(reason: string): DueReason {
    const known = this.#dueReasons.get(reason) ?? { reason, records: 0, tries: 0, lastMs: undefined };
    this.#dueReasons.set(reason, known);
    return known;
  }

  /** What was never tried is due because the job stopped, or because its object could not be read to its end. */
  #reasons(stopped: Stop | undefined): readonly DueReason[] {
    const reasons = Array.from(this.#dueReasons.values(), (each) => ({ ...each }));
    const untried = this.#records.due - reasons.reduce((sum, { records }) => sum + records, 0);
    const reason = stopped?.sentence ?? 'not tried';
    const same = reasons.find((each) => each.reason === reason);
    if (same === undefined) reasons.push({ reason, records: untried, tries: 0, lastMs: undefined });
    else same.records += untried;
    return reasons.filter(({ records }) => records > 0).sort((one, other) => other.records - one.records);
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

function settle(counts: RecordCounts, fate: Fate, parking: Parking): void {
  if (fate.kind === 'parked') return parking.add(counts, fate.reason);
  counts.due -= 1;
  if (fate.kind === 'delivered') counts.delivered += 1;
  else counts.skipped[fate.reason] = (counts.skipped[fate.reason] ?? 0) + 1;
}
