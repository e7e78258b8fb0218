import { dateAttributes } from '../reserved.ts';
import type { DateValue, ReadDate } from './date.ts';
import type { DateInput, FoundDate } from './date-input.ts';
import { ageAt, dayMs } from './date-window.ts';

/** The log's time, and what said so. */
export interface LogTime {
  readonly ms: number;
  readonly source: FoundDate | 'cri' | 'original' | 'logger' | 'arrival';
}

/** As long as Kinesis keeps records, long-term retention apart: an older date is the business of the application. */
const defaultMaxLateMs = 7 * dayMs;

/** A logger's clock may be a little ahead; a reminder is more. */
const clockSkewMs = 5 * 60 * 1_000;

/** Zones lie a quarter of an hour apart, and 14 hours from UTC at most. */
const zoneStepMs = 15 * 60 * 1_000;
const maxZoneSteps = 14 * 4;
/** Between the date of a line and the moment at which it is written. */
const writtenWithinMs = 3_000;

/** Where nothing tells when a log was written, a converted date counts from 2001 to 2286, in milliseconds 13 digits. */
const plausibleFromMs = 1e12;
const plausibleToMs = 1e13;

/** Whether Datadog can use a date as it is, and it is a time: such a date is the application's word. */
export function isGood(value: DateValue, input: DateInput): boolean {
  return isTime(value) && !value.converted && isInWindow(value.timeMs, input) && !isLocalTime(value, input);
}

/**
 * Whether a date without a zone is local time. Either as UTC it lies behind the arrival, when the line was there already; or it is a
 * whole number of quarters of an hour away from the moment at which the line was written, as the CRI time or else the logger tells.
 */
export function isLocalTime(value: DateValue, input: DateInput): boolean {
  if (value.kind !== 'date' || value.lacksZone !== true) return false;
  if (input.arrivalMs !== undefined && value.timeMs > input.arrivalMs + clockSkewMs) return true;
  const distance = value.timeMs - (criTime(input) ?? loggerTime(input) ?? value.timeMs);
  const zones = Math.round(distance / zoneStepMs);
  return (
    zones !== 0 &&
    Math.abs(zones) <= maxZoneSteps &&
    Math.abs(distance - zones * zoneStepMs) <= writtenWithinMs
  );
}

/**
 * The first of: a date of the application that Datadog can use as it is, one that can be converted, one that is late as the line is,
 * the CRI time, the judgement of an earlier pass, a logger's time, the arrival.
 */
export function logTime(input: DateInput): LogTime | undefined {
  const own = ownTime(input);
  if (own !== undefined) return own;
  const cri = criTime(input);
  if (cri !== undefined) return { ms: cri, source: 'cri' };
  if (isJudgedLate(input)) return { ms: NaN, source: 'original' };
  const logger = loggerTime(input);
  if (logger !== undefined) return { ms: logger, source: 'logger' };
  return input.arrivalMs === undefined ? undefined : { ms: input.arrivalMs, source: 'arrival' };
}

function loggerTime(input: DateInput): number | undefined {
  const logger = input.loggerTimes?.find((value) => isPlausible(value, input));
  return logger?.kind === 'date' ? logger.timeMs : undefined;
}

/** Whether an earlier pass found the log too old: its `original_timestamp` is the log's time. */
function isJudgedLate({ originals = [], arrivalMs }: DateInput): boolean {
  if (originals.length === 0) return false;
  const values = originals.map(({ value }) => value).filter(({ kind }) => kind !== 'null');
  return values.length > 0 && values.every((value) => isLateDate(value, arrivalMs));
}

/** Whether a value of `original_timestamp` is that of a log too old for Datadog, and not something of the application's own. */
export function isLateDate(value: DateValue, arrivalMs: number | undefined): boolean {
  return value.kind === 'date' && (arrivalMs === undefined || ageAt(value.timeMs, arrivalMs) === 'late');
}

function ownTime(input: DateInput): LogTime | undefined {
  if (input.dates.length === 0) return undefined;
  const usable = inOrder(input.dates).filter(({ value }) => !isLocalTime(value, input));
  const source =
    usable.find(({ value }) => isGood(value, input)) ??
    usable.find(({ value }) => isTime(value) && value.converted && isConvertible(value, input)) ??
    usable.find(({ value }) => isTime(value) && isLateAsTheLine(value, input));
  return source?.value.kind === 'date' ? { ms: source.value.timeMs, source } : undefined;
}

/** In the order of `dateAttributes`: the intake lifts what is inside a JSON message over what stands outside. */
export function inOrder(dates: readonly FoundDate[]): readonly FoundDate[] {
  if (dates.length < 2) return dates;
  return dates.toSorted((one, other) => rankOf(one) - rankOf(other));
}

function rankOf({ attribute, place }: FoundDate): number {
  return dateAttributes.indexOf(attribute) * 2 + (place === 'inner' ? 0 : 1);
}

function isTime(value: DateValue): value is ReadDate {
  return value.kind === 'date' && value.hasTimeOfDay;
}

function isConvertible({ timeMs }: ReadDate, input: DateInput): boolean {
  if (referenceMs(input) === undefined) return timeMs >= plausibleFromMs && timeMs < plausibleToMs;
  return isInWindow(timeMs, input);
}

/** A date too old for Datadog is the log's time where the container wrote the line then, or nothing tells when it did. */
function isLateAsTheLine({ timeMs, converted }: ReadDate, input: DateInput): boolean {
  const { arrivalMs, maxLateMs = defaultMaxLateMs } = input;
  if (arrivalMs === undefined || ageAt(timeMs, arrivalMs) !== 'late') return false;
  const cri = criTime(input);
  if (cri !== undefined) return ageAt(cri, arrivalMs) === 'late' && Math.abs(timeMs - cri) <= dayMs;
  return arrivalMs - timeMs <= (converted ? dayMs : maxLateMs);
}

/** A time that the line cannot have been written at is no CRI time: it is to come, or of a clock that was not set yet. */
function criTime({ criTimeMs, arrivalMs }: DateInput): number | undefined {
  if (criTimeMs === undefined || criTimeMs < plausibleFromMs) return undefined;
  return ageAt(criTimeMs, arrivalMs) === 'ahead' ? undefined : criTimeMs;
}

/** What ages are measured by: the arrival, else the CRI time, which is before it. */
function referenceMs(input: DateInput): number | undefined {
  return input.arrivalMs ?? input.criTimeMs;
}

function isInWindow(timeMs: number, input: DateInput): boolean {
  return ageAt(timeMs, referenceMs(input)) === 'in-window';
}

/** A member that is merely called `time` may hold anything: it counts within a day before the arrival. */
function isPlausible(value: DateValue, { arrivalMs }: DateInput): boolean {
  if (!isTime(value) || Number.isNaN(value.timeMs)) return false;
  if (arrivalMs === undefined) return value.timeMs >= plausibleFromMs && value.timeMs < plausibleToMs;
  return value.timeMs >= arrivalMs - dayMs && value.timeMs <= arrivalMs + clockSkewMs;
}
