/** `2026-01-02T03:04:05Z` up to `2026-01-02T03:04:05.123456789+02:00`. */
const minLength = 20;
const maxLength = 35;
const maxFractionDigits = 9;

const cumulativeDays = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Epoch milliseconds (truncated) of an RFC 3339 time that fills `text[start, end)` wholly: `Z` or `+hh:mm`/`-hh:mm`, no fraction or
 * one of 1 to 9 digits. `undefined` for anything else, an impossible date (February 30) and a leap second included, since neither
 * container runtimes nor Datadog know those. Works on bytes and allocates nothing: it runs once per log line.
 */
export function parseRfc3339Ms(text: Uint8Array, start: number, end: number): number | undefined {
  const length = end - start;
  if (length < minLength || length > maxLength || !hasSeparators(text, start)) return undefined;
  const day = epochDay(text, start);
  const clockMs = timeOfDayMs(text, start + 11);
  if (day === undefined || clockMs === undefined) return undefined;
  const zone = fractionEnd(text, start + 19, end);
  const offsetMs = zone === undefined ? undefined : zoneOffsetMs(text, zone, end);
  if (zone === undefined || offsetMs === undefined) return undefined;
  return day * 86_400_000 + clockMs + fractionMs(text, start + 20, zone) - offsetMs;
}

/** The same for a string, such as the value of Fluent Bit's `time` key. */
export function rfc3339Ms(text: string): number | undefined {
  if (text.length < minLength || text.length > maxLength) return undefined;
  const bytes = new TextEncoder().encode(text);
  return parseRfc3339Ms(bytes, 0, bytes.length);
}

function hasSeparators(text: Uint8Array, start: number): boolean {
  return (
    text[start + 4] === 0x2d && // -
    text[start + 7] === 0x2d &&
    (text[start + 10]! | 0x20) === 0x74 && // T or t
    text[start + 13] === 0x3a && // :
    text[start + 16] === 0x3a
  );
}

/** Days since 1970-01-01. */
function epochDay(text: Uint8Array, at: number): number | undefined {
  const century = twoDigits(text, at);
  const yearOfCentury = twoDigits(text, at + 2);
  const month = twoDigits(text, at + 5);
  const day = twoDigits(text, at + 8);
  if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12) return undefined;
  const year = century * 100 + yearOfCentury;
  const leapDay = isLeapYear(year) ? 1 : 0;
  if (day < 1 || day > daysOfMonth[month - 1]! + (month === 2 ? leapDay : 0)) return undefined;
  const dayOfYear = cumulativeDays[month - 1]! + (month > 2 ? leapDay : 0) + day - 1;
  return daysBeforeYear(year) + dayOfYear;
}

/** Days from 1970-01-01 to the first day of `year`; by arithmetic, because `Date.UTC` takes the years 0 to 99 for 1900 to 1999. */
function daysBeforeYear(year: number): number {
  const previous = year - 1;
  const leapDays = Math.floor(previous / 4) - Math.floor(previous / 100) + Math.floor(previous / 400);
  return (year - 1970) * 365 + leapDays - 477;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function timeOfDayMs(text: Uint8Array, at: number): number | undefined {
  const hours = twoDigits(text, at);
  const minutes = twoDigits(text, at + 3);
  const seconds = twoDigits(text, at + 6);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return undefined;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** Position behind the optional fraction that begins at `at`. */
function fractionEnd(text: Uint8Array, at: number, end: number): number | undefined {
  if (text[at] !== 0x2e) return at; // .
  let position = at + 1;
  while (position < end && isDigit(text[position]!)) position += 1;
  const digits = position - at - 1;
  return digits >= 1 && digits <= maxFractionDigits ? position : undefined;
}

function fractionMs(text: Uint8Array, from: number, to: number): number {
  let ms = 0;
  for (let index = 0; index < 3; index += 1) {
    const position = from + index;
    ms = ms * 10 + (position < to ? text[position]! - 0x30 : 0);
  }
  return ms;
}

function zoneOffsetMs(text: Uint8Array, at: number, end: number): number | undefined {
  const sign = text[at];
  if (end - at === 1) return (sign! | 0x20) === 0x7a ? 0 : undefined; // Z or z
  if (end - at !== 6 || (sign !== 0x2b && sign !== 0x2d) || text[at + 3] !== 0x3a) return undefined; // +hh:mm or -hh:mm
  const hours = twoDigits(text, at + 1);
  const minutes = twoDigits(text, at + 4);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined;
  const ms = (hours * 60 + minutes) * 60_000;
  return sign === 0x2d ? -ms : ms;
}

/** Value of two decimal digits; -1 where they are none, so that no caller needs a second kind of "missing". */
function twoDigits(text: Uint8Array, at: number): number {
  const tens = text[at]!;
  const ones = text[at + 1]!;
  return isDigit(tens) && isDigit(ones) ? (tens - 0x30) * 10 + ones - 0x30 : -1;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
