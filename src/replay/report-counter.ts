import type { LogProcessing } from '../logs/record-logs.ts';
import { LineCounter } from './line-counter.ts';
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
  /** A fate that so many of its lines share, with what was done to the log that they became. */
  resolve(fate: Fate, lines: number, processing?: LogProcessing): void;
  /** Says why the record stays due; what is said first counts. */
  tried(reason: string): void;
}

/** What is to be parked of one object counts as due until it is written. */
export class Parking {
  readonly #counts = new Map<RecordCounts, Map<ParkedReason, number>>();
  readonly #lines: LineCounter;
  #parkedLines = 0;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  addLines(lines: number): void {
    this.#parkedLines += lines;
  }

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
    this.#lines.parked(this.#parkedLines);
    this.#parkedLines = 0;
  }
}

const maxErrorCodes = 100;

/** Counts as it goes, so that the sums are right at any moment. */
export class ReportCounter {
  readonly objects: ObjectCounts = { found: 0, settled: 0, left: {} };
  readonly lines = new LineCounter();
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
    this.lines.found(logs);
    let left = logs;
    let worst: Fate | undefined;
    let isTried = false;
    return {
      resolve: (fate, lines, processing = unprocessed) => {
        if (fate.kind === 'parked') parking.addLines(lines);
        else this.lines.settled(fate, lines, processing);
        if (worst === undefined || severity[fate.kind] > severity[worst.kind]) worst = fate;
        left -= lines;
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
      lines: this.lines.counts(),
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

const severity = { dropped: 0, delivered: 1, parked: 2, skipped: 3 };

const unprocessed: LogProcessing = { joinedBy: [], masked: [] };

export function noRecords(): RecordCounts {
  return { found: 0, delivered: 0, dropped: 0, parked: {}, skipped: {}, due: 0 };
}

function settle(counts: RecordCounts, fate: Fate, parking: Parking): void {
  if (fate.kind === 'parked') return parking.add(counts, fate.reason);
  counts.due -= 1;
  if (fate.kind !== 'skipped') counts[fate.kind] += 1;
  else counts.skipped[fate.reason] = (counts.skipped[fate.reason] ?? 0) + 1;
}
