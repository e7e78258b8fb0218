import { dateOrders, type DateAttribute } from './date-attributes.ts';
import type { DateInput, FoundDate, Place } from './date-input.ts';
import { ageAt } from './date-window.ts';
import { inOrder, isGood, isLateDate, logTime, type LogTime } from './log-time.ts';

/** The attribute that keeps the time of a log that is too old for Datadog. */
export const originalTimestamp = 'original_timestamp';

/** Every member with the key `attribute` at `place` gets the key `to`: with duplicates, renaming one would bring back another. */
export interface DateRename {
  readonly attribute: DateAttribute | typeof originalTimestamp;
  readonly place: Place;
  readonly inSyslog: boolean;
  readonly to: string;
}

/** What has to change so that Datadog dates a log by its time. */
export interface DatePlan {
  readonly renames: readonly DateRename[];
  /** Epoch ms for a member `timestamp`, which stands in place of one that is null. */
  readonly timestampMs: number | undefined;
  /** Epoch ms for a member `original_timestamp`: the log is too old for Datadog. */
  readonly originalTimestampMs: number | undefined;
}

const noRenames: readonly DateRename[] = [];

/** The plan of a log whose dates are right. */
export const datesStay: DatePlan = {
  renames: noRenames,
  timestampMs: undefined,
  originalTimestampMs: undefined,
};

/**
 * Plans law 11: the log leaves with an official date that Datadog can use and that is the log's time, under both published orders of
 * date attributes; or, older than 17.5 h at arrival, with `original_timestamp` and without a date, so that Datadog takes the time of
 * reception. A log that has no date and nothing that tells one stays without.
 */
export function planDates(input: DateInput): DatePlan {
  const { dates } = input;
  if (dates.length === 0) return planWithoutDates(input);
  return dates.length === 1 && isRight(dates[0]!, input) ? datesStay : fullPlan(input);
}

/** The plan of nearly every log. */
function planWithoutDates(input: DateInput): DatePlan {
  const time = logTime(input);
  if (time === undefined || Number.isNaN(time.ms)) return datesStay;
  if (ageAt(time.ms, input.arrivalMs) === 'late') return withoutDates([], input, time);
  return { renames: noRenames, timestampMs: time.ms, originalTimestampMs: undefined };
}

/** Whether Datadog can use the only date of a log, under both orders. */
function isRight({ attribute, value }: FoundDate, input: DateInput): boolean {
  return attribute !== '@timestamp' && attribute !== 'syslog.timestamp' && isGood(value, input);
}

function fullPlan(input: DateInput): DatePlan {
  const dates = input.dates.filter(({ value }) => value.kind !== 'null');
  const time = logTime({ ...input, dates });
  if (time === undefined || time.source === 'original')
    return dates.length === 0 ? datesStay : withoutDates(dates, input, undefined);
  if (ageAt(time.ms, input.arrivalMs) === 'late') return withoutDates(dates, input, time);
  const bad = outranking(dates, input);
  const kept = bad.length === 0 ? dates : dates.filter((date) => !bad.includes(date));
  const timestampMs = isOfficialGood(kept, input) || Number.isNaN(time.ms) ? undefined : time.ms;
  if (bad.length === 0 && timestampMs === undefined) return datesStay;
  const names = new Names(isNamed(input));
  return {
    renames: bad.map((date) => renameOf(date, nameFor(date, names))),
    timestampMs,
    originalTimestampMs: undefined,
  };
}

/** The bad dates that would win over a good `timestamp`: under one order `@timestamp` stands before it. */
function outranking(dates: readonly FoundDate[], input: DateInput): readonly FoundDate[] {
  return (['@timestamp', 'timestamp'] as const).flatMap((attribute) => {
    const candidates = candidatesFor(attribute, dates);
    const good = candidates.findIndex(({ value }) => isGood(value, input));
    return good < 0 ? candidates : candidates.slice(0, good);
  });
}

/** In the order in which they count: the intake lifts what is inside a JSON message over what stands outside. */
function candidatesFor(attribute: DateAttribute, dates: readonly FoundDate[]): readonly FoundDate[] {
  const found = dates.filter((date) => date.attribute === attribute);
  return [
    ...found.filter(({ place }) => place === 'inner'),
    ...found.filter(({ place }) => place === 'outer'),
  ];
}

function isOfficialGood(dates: readonly FoundDate[], input: DateInput): boolean {
  return Object.values(dateOrders).every((order) => {
    for (const attribute of order) {
      const [first] = candidatesFor(attribute, dates);
      if (first !== undefined) return isGood(first.value, input);
    }
    return false;
  });
}

/**
 * Takes every date away. The one that is the log's time becomes `original_timestamp`, unless Datadog could not read it; an
 * `original_timestamp` that says something else gives way.
 */
function withoutDates(dates: readonly FoundDate[], input: DateInput, time: LogTime | undefined): DatePlan {
  const foreign =
    time === undefined ? [] : originals(input).filter((each) => !isLateDate(each.value, input.arrivalMs));
  const isSaid = originals(input).length > foreign.length;
  // Beside a member of that name, a null even, a renamed one would be a duplicate.
  const asOriginal = isNamed(input) ? undefined : renamable(time);
  const originalTimestampMs = isSaid || asOriginal !== undefined ? undefined : time?.ms;
  const isTaken = isNamed(input) || asOriginal !== undefined || originalTimestampMs !== undefined;
  const names = new Names(isTaken);
  const renames: DateRename[] = [
    ...foreign.map(({ place }): DateRename => ({
      attribute: originalTimestamp,
      place,
      inSyslog: false,
      to: names.take(originalTimestamp),
    })),
    ...inOrder(dates).map((date) =>
      renameOf(date, date === asOriginal ? originalTimestamp : nameFor(date, names)),
    ),
  ];
  if (renames.length === 0 && originalTimestampMs === undefined) return datesStay;
  return { renames, timestampMs: undefined, originalTimestampMs };
}

function renamable(time: LogTime | undefined): FoundDate | undefined {
  const source = typeof time?.source === 'object' ? time.source : undefined;
  if (source?.value.kind !== 'date' || source.value.converted) return undefined;
  return source.attribute === 'syslog.timestamp' ? undefined : source;
}

function renameOf({ attribute, place, inSyslog = false }: FoundDate, to: string): DateRename {
  return { attribute, place, inSyslog, to };
}

/** Inside an object `syslog` nothing else is called so. */
function nameFor({ attribute, inSyslog = false }: FoundDate, names: Names): string {
  return inSyslog ? originalTimestamp : names.take(`original_${attribute}`);
}

function isNamed({ originals: found = [] }: DateInput): boolean {
  return found.length > 0;
}

function originals({ originals: found = [] }: DateInput): NonNullable<DateInput['originals']> {
  return found.filter(({ value }) => value.kind !== 'null');
}

/** Names that are free: `original_timestamp`, then `original_timestamp_2`. */
class Names {
  readonly #taken: Set<string>;

  constructor(isOriginalTaken: boolean) {
    this.#taken = new Set(isOriginalTaken ? [originalTimestamp] : []);
  }

  take(name: string): string {
    let free = name;
    for (let number = 2; this.#taken.has(free); number++) free = `${name}_${number}`;
    this.#taken.add(free);
    return free;
  }
}
