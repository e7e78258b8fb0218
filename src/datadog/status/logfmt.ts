import type { Buffer } from 'node:buffer';
import { isDigit, isLetter } from './bytes.ts';
import type { Status } from './datadog-status.ts';
import { statusOfLevelWord } from './level-value.ts';

const levelKeys: ReadonlySet<string> = new Set([
  'level',
  'lvl',
  'severity',
  'loglevel',
  'log_level',
  'log.level',
]);

const quote = 0x22;
const backslash = 0x5c;
const blank = 0x20;
const longestKey = 9;

/** The value of `level=` in a line of logfmt pairs, which begin the line; values may be quoted, and quotes escaped (`\"`). */
export function statusOfLogfmt(text: Buffer, start: number, end: number): Status | undefined {
  let at = start;
  while (at < end) {
    const equals = endOfKey(text, at, end);
    if (equals === at || text[equals] !== 0x3d || equals >= end) return undefined;
    const valueEnd = endOfValue(text, equals + 1, end);
    if (
      mayBeLevel(text[at]!) &&
      equals - at <= longestKey &&
      levelKeys.has(text.toString('latin1', at, equals))
    ) {
      return statusOfLevelWord(text.toString('latin1', equals + 1, valueEnd).replaceAll(/["\\]/g, ''));
    }
    at = valueEnd;
    while (at < end && text[at] === blank) at++;
  }
  return undefined;
}

function mayBeLevel(first: number): boolean {
  return first === 0x6c || first === 0x73; // l, s
}

function endOfKey(text: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isKeyByte(text[at]!)) at++;
  return at;
}

function isKeyByte(byte: number): boolean {
  return isLetter(byte) || isDigit(byte) || byte === 0x5f || byte === 0x2e || byte === 0x2d || byte === 0x40;
}

/** Behind the value: at a blank, or behind the closing quote. */
function endOfValue(text: Uint8Array, start: number, end: number): number {
  let at = start;
  const escapes = text[at] === backslash ? 1 : 0;
  if (text[at + escapes] !== quote) {
    while (at < end && text[at] !== blank) at++;
    return at;
  }
  at += escapes + 1;
  while (at < end && text[at] !== quote) at += text[at] === backslash && text[at + 1] !== quote ? 2 : 1;
  return Math.min(end, at + 1);
}
