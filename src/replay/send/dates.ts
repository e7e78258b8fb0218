import { Buffer } from 'node:buffer';
import { maxFutureMs } from '../../datadog/limits.ts';
import { dateAttributes } from '../../datadog/reserved.ts';
import type { Edit } from '../../json/edit.ts';
import { freeKey } from '../../json/free-key.ts';
import { decodeNestedString, decodeString } from '../../json/strings.ts';
import { originalTimestamp } from '../../datadog/reading/date-plan.ts';
import type { DateMember, Log } from '../../logs/log-attributes.ts';

/**
 * Datadog rejects dates older than 18 h after it has answered 202. A replay acts half an hour before: the log may wait in a batch,
 * and clocks differ.
 */
export const actAtAgeMs = 17.5 * 60 * 60 * 1_000;

/** Clocks differ the other way too. */
const actAheadMs = maxFutureMs - 10 * 60 * 1_000;

export type Age = 'in-window' | 'late' | 'ahead';

/**
 * Whether Datadog would keep a log with these dates. Which of several dates counts is told differently by two pages of its
 * documentation, so all of them must be in the window; a value that is no date counts for none.
 */
export function ageOf({ text, attributes: { dates } }: Log, nowMs: number): Age {
  let age: Age = 'in-window';
  for (const date of dates) {
    const timeMs = dateMs(text, date, nowMs);
    if (timeMs === undefined) continue;
    if (timeMs < nowMs - actAtAgeMs) return 'late';
    if (timeMs > nowMs + actAheadMs) age = 'ahead';
  }
  return age;
}

/**
 * Pushes the edits that rename all dates, so that Datadog takes the time of reception: the one that counts becomes
 * `original_timestamp`, further ones `original_<name>`, with a number behind it where that is taken. Values stay byte for byte.
 */
export function restampDates({ text, attributes: { dates, hasOriginal } }: Log, edits: Edit[]): void {
  const official = officialDate(dates);
  // Once for each name: a log may have thousands of dates.
  const keys = new Map<string, string>();
  for (const date of dates) {
    const counts = date.alias === official?.alias && date.nesting === official.nesting;
    const name = counts && !hasOriginal ? originalTimestamp : furtherName(date);
    const place = `${date.object.open} ${name}`;
    const key = keys.get(place) ?? freeKey(text, date.object, name, date.nesting);
    keys.set(place, key);
    const quote = date.nesting === 'plain' ? '"' : '\\"';
    edits.push({ start: date.keyStart, end: date.keyEnd, insert: Buffer.from(`${quote}${key}${quote}`) });
  }
}

function furtherName({ alias }: DateMember): string {
  return alias === 'timestamp' ? `${originalTimestamp}_2` : `original_${alias}`;
}

/** The intake lifts the attributes of a JSON message over those of the same name outside, then looks in its order. */
function officialDate(dates: readonly DateMember[]): DateMember | undefined {
  for (const alias of dateAttributes) {
    const found = dates.filter((date) => date.alias === alias);
    if (found.length > 0) return found.find(({ nesting }) => nesting === 'nested') ?? found[0];
  }
  return undefined;
}

/** Epoch ms of a date as Datadog reads it: ISO 8601, epoch milliseconds, RFC 3164. */
function dateMs(
  text: Buffer,
  { valueStart, valueEnd, nesting }: DateMember,
  nowMs: number,
): number | undefined {
  const first = text[valueStart]!;
  if (first !== 0x22 && first !== 0x5c) return finite(text.toString('latin1', valueStart, valueEnd));
  const decode = nesting === 'plain' ? decodeString : decodeNestedString;
  const value = decode(text, valueStart, valueEnd).trim();
  if (/^-?\d+(?:\.\d+)?$/.test(value)) return finite(value);
  return isoMs(value) ?? rfc3164Ms(value, nowMs);
}

function finite(text: string): number | undefined {
  const value = text === 'null' || text === 'true' || text === 'false' ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const day = String.raw`(?<year>\d{4})[-/]?(?<month>\d\d)[-/]?(?<date>\d\d)`;
const time = String.raw`(?<hour>\d\d):?(?<minute>\d\d)(?::?(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?`;
const offset = String.raw`(?<sign>[+-])(?<offsetHour>\d\d):?(?<offsetMinute>\d\d)?`;
const isoDate = new RegExp(`^${day}(?:(?:T|\\s+)${time}\\s*(?:${offset})?)?`, 'i');

/**
 * Also what only looks like ISO 8601, whatever stands behind it: Datadog may read it, and a log that is redated without need loses
 * less than one that is dropped. A time without an offset is UTC.
 */
function isoMs(text: string): number | undefined {
  const parts = isoDate.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const { year, month, date, hour = '00', minute = '00', second = '00', fraction = '0' } = parts;
  const utcMs = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}.${fraction.slice(0, 3)}Z`);
  const { sign = '+', offsetHour = '0', offsetMinute = '0' } = parts;
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  const timeMs = utcMs - (sign === '-' ? -offsetMs : offsetMs);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** `Nov  8 04:05:06` has no year: the one that brings it nearest to now. */
function rfc3164Ms(text: string, nowMs: number): number | undefined {
  const [, monthDay, clock] = /^([A-Z][a-z]{2}\s+\d{1,2}) (\d\d:\d\d:\d\d)\b/.exec(text) ?? [];
  if (clock === undefined) return undefined;
  const year = new Date(nowMs).getUTCFullYear();
  const times = [year - 1, year, year + 1].map((each) => Date.parse(`${monthDay} ${each} ${clock} UTC`));
  const known = times.filter((timeMs) => !Number.isNaN(timeMs));
  return known.sort((one, other) => Math.abs(one - nowMs) - Math.abs(other - nowMs)).at(0);
}
