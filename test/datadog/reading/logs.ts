import { Buffer } from 'node:buffer';
import { dateOrders, type DateOrder } from '../../../src/datadog/reading/date-attributes.ts';
import type { DateInput, FoundDate, Place } from '../../../src/datadog/reading/date-input.ts';
import type { DatePlan } from '../../../src/datadog/reading/date-plan.ts';
import { readDateValue } from '../../../src/datadog/reading/date-value.ts';
import type { DateValue } from '../../../src/datadog/reading/date.ts';
import { isObject } from './json.ts';

export type Attributes = Readonly<Record<string, unknown>>;

/** A log: its attributes, and the JSON object that its message holds, if it does. */
export interface PlainLog {
  readonly outer: Attributes;
  readonly inner?: Attributes | undefined;
}

export const orders = Object.keys(dateOrders) as DateOrder[];

/** The log as it is sent. */
export function asSent({ outer, inner }: PlainLog): Attributes {
  return inner === undefined ? outer : { ...outer, message: JSON.stringify(inner) };
}

export function valueOf(value: unknown, nearMs?: number): DateValue {
  const bytes = Buffer.from(JSON.stringify(value));
  return readDateValue(bytes, 0, bytes.length, nearMs);
}

/** What a caller of `planDates` finds in the log. */
export function inputOf(log: PlainLog, rest: Omit<DateInput, 'dates' | 'originals'>): DateInput {
  const nearMs = rest.arrivalMs ?? rest.criTimeMs;
  const originals = (['inner', 'outer'] as const)
    .filter((place) => Object.hasOwn(log[place] ?? {}, 'original_timestamp'))
    .map((place) => ({ place, value: valueOf(log[place]!['original_timestamp'], nearMs) }));
  return {
    ...rest,
    dates: [...datesOf(log.outer, 'outer', nearMs), ...datesOf(log.inner ?? {}, 'inner', nearMs)],
    originals,
  };
}

function datesOf(object: Attributes, place: Place, nearMs: number | undefined): FoundDate[] {
  const flat = dateOrders.preprocessing
    .filter((attribute) => Object.hasOwn(object, attribute))
    .map((attribute) => ({ attribute, place, value: valueOf(object[attribute], nearMs) }));
  const syslog = object['syslog'];
  if (!isObject(syslog) || !Object.hasOwn(syslog, 'timestamp')) return flat;
  const value = valueOf(syslog['timestamp'], nearMs);
  return [...flat, { attribute: 'syslog.timestamp', place, inSyslog: true, value }];
}

/** The log after the plan. */
export function applied({ outer, inner }: PlainLog, plan: DatePlan): PlainLog {
  const changed = {
    ...renamed(outer, plan, 'outer'),
    ...(plan.timestampMs === undefined ? {} : { timestamp: plan.timestampMs }),
    ...(plan.originalTimestampMs === undefined ? {} : { original_timestamp: plan.originalTimestampMs }),
  };
  return { outer: changed, inner: inner && renamed(inner, plan, 'inner') };
}

function renamed(object: Attributes, { renames }: DatePlan, place: Place): Attributes {
  const here = renames.filter((rename) => rename.place === place);
  const to = (key: string, inSyslog: boolean): string =>
    here.find(
      (rename) => rename.inSyslog === inSyslog && rename.attribute === (inSyslog ? `syslog.${key}` : key),
    )?.to ?? key;
  const entries = Object.entries(object).map(([key, value]) => [
    to(key, false),
    key === 'syslog' && isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, each]) => [to(name, true), each]))
      : value,
  ]);
  return Object.fromEntries(entries) as Attributes;
}
