import type { Buffer } from 'node:buffer';
import { parseRfc3339Ms } from '../../fluent-bit/rfc3339.ts';
import { decodeNestedString, decodeString } from '../../json/strings.ts';
import type { DateValue } from './date.ts';
import { dateOfText } from './date-text.ts';
import { epochOf } from './epoch.ts';

const absent: DateValue = { kind: 'null' };
const unreadable: DateValue = { kind: 'unreadable' };

const quote = 0x22;
const backslash = 0x5c;

/** The longest text that is looked at as a date. */
const maxTextBytes = 64;

/**
 * Reads the JSON value `bytes[start, end)` as a date; `\"` may stand for its quotes, as inside a JSON message. Datadog reads ISO
 * 8601, epoch milliseconds and RFC 3164 (documentation, "Log date remapper"); other forms of a date count as converted: seconds,
 * micro- and nanoseconds, numbers in strings, `+0000`, no zone (UTC), a blank for the T, RFC 2822, Apache's. `nearMs` tells the
 * year of an RFC 3164 date.
 */
export function readDateValue(bytes: Buffer, start: number, end: number, nearMs?: number): DateValue {
  const first = bytes[start]!;
  if (first === quote) return readText(bytes, start, end, 1, nearMs);
  if (first === backslash) return readText(bytes, start, end, 2, nearMs);
  if (isDigit(first)) return epochOf(bytes.toString('latin1', start, end), 'number') ?? unreadable;
  return first === 0x6e ? absent : unreadable;
}

function readText(
  bytes: Buffer,
  start: number,
  end: number,
  quoteBytes: 1 | 2,
  nearMs: number | undefined,
): DateValue {
  const from = start + quoteBytes;
  const to = end - quoteBytes;
  const timeMs = parseRfc3339Ms(bytes, from, to);
  if (timeMs !== undefined) return { kind: 'date', timeMs, converted: false, hasTimeOfDay: true };
  if (to - from > maxTextBytes) return unreadable;
  const hasEscape = bytes.subarray(from, to).includes(backslash);
  const decode = quoteBytes === 1 ? decodeString : decodeNestedString;
  const text = hasEscape ? decode(bytes, start, end) : bytes.toString('latin1', from, to);
  return dateOfText(text, nearMs) ?? unreadable;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
