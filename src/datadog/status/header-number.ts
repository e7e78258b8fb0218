import { isDigit, isLetter, keyOfLetters, keyOfWord } from './bytes.ts';

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ').map(keyOfWord);
const otherDateWords = 'mon tue wed thu fri sat sun utc gmt z am pm'.split(' ').map(keyOfWord);
const monthKeys: ReadonlySet<number> = new Set(months);
const dateWords: ReadonlySet<number> = new Set([...months, ...otherDateWords]);

/** Whether letters, by their key, are part of a date. */
export function isDateWord(key: number): boolean {
  return dateWords.has(key);
}

/**
 * Behind a date, a time (`10:00AM` and `1.79586e+09` too) or, `behindHeader`, a process number; `start` for a number that is a part
 * of the text.
 */
export function endOfNumber(text: Uint8Array, start: number, end: number, behindHeader: boolean): number {
  let at = start;
  let marks = 0;
  while (at < end && !endsNumber(text[at]!)) {
    const byte = text[at]!;
    if (isDigit(byte)) at++;
    else {
      const next = isTimeByte(byte) ? at + 1 : endOfLetters(text, at, end);
      if (next === at) return start;
      marks++;
      at = next;
    }
  }
  return marks === 0 && !behindHeader && at - start < 10 ? start : at;
}

/** Letters inside a number: the month in `28-Nov-2026`, `AM` or `PM` at its end, an exponent. */
function endOfLetters(text: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isLetter(text[at]!)) at++;
  const length = at - start;
  const next = at < end ? text[at]! : 0x20;
  if (length === 3 && (next === 0x2d || next === 0x2f))
    return monthKeys.has(keyOfLetters(text, start, at)) ? at : start;
  if (length === 1) return (text[start]! | 0x20) === 0x65 && next === 0x2b ? at : start;
  const isHalf = length === 2 && (text[start + 1]! | 0x20) === 0x6d && endsNumber(next);
  return isHalf && isDateWord(keyOfLetters(text, start, at)) ? at : start;
}

/** Blank, tab (also `\t`), ESC (also `\u001b`), `|` and `]`. */
function endsNumber(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x1b || byte === 0x5c || byte === 0x7c || byte === 0x5d;
}

function isTimeByte(byte: number): boolean {
  // + , - . / : and # in front of a process number; T and Z
  return (byte >= 0x2b && byte <= 0x3a) || byte === 0x54 || byte === 0x5a || byte === 0x23;
}
