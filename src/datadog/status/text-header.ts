import type { Buffer } from 'node:buffer';
import { isDigit, isLetter, keyOfLetters, keyOfWord, longestKey } from './bytes.ts';
import type { Status } from './datadog-status.ts';
import { statusOfLevelWord } from './level-value.ts';
import { levelWords } from './levels.ts';

const most = { tokens: 10, bracketBytes: 80 };

/** Parts of a date or of a logger's header that are words. */
const dateWords: ReadonlySet<number> = new Set(
  'jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun utc gmt z am pm'
    .split(' ')
    .map(keyOfWord),
);
const levels: ReadonlyMap<number, Status> = new Map(
  Object.entries(levelWords).flatMap(([status, words]) =>
    words
      .filter(({ length }) => length >= 3 && length <= longestKey)
      .map((word) => [keyOfWord(word), status as Status] as const),
  ),
);
/** Words that only count with a colon behind them: .NET, PostgreSQL, java.util.logging. */
const colonLevels: ReadonlyMap<number, Status> = new Map([
  [keyOfWord('fail'), 'error'],
  [keyOfWord('log'), 'info'],
]);
const ordinaryWords: ReadonlySet<number> = new Set(
  ['ok', 'success', 'config', 'default', 'fine', 'finer', 'finest', 'silly'].map(keyOfWord),
);
/** Ruby's, in front of `, [`. */
const rubyLetters: ReadonlyMap<number, Status> = new Map([
  [keyOfWord('d'), 'debug'],
  [keyOfWord('i'), 'info'],
  [keyOfWord('w'), 'warning'],
  [keyOfWord('e'), 'error'],
  [keyOfWord('f'), 'emergency'],
]);

/** 1 for what may follow a level: blank, tab (also `\t`), ESC, `[`, `]`, `|`, `,`, `/`, `(`. */
const delimiters = new Uint8Array(256);
for (const byte of [0x20, 0x09, 0x1b, 0x5c, 0x5b, 0x5d, 0x7c, 0x2c, 0x2f, 0x28]) delimiters[byte] = 1;

/** What the header said so far. */
interface Seen {
  time: boolean;
  dash: boolean;
  name: boolean;
}

/** The level among date, process, thread and logger in front of a text; the first other word ends the search. */
export function statusOfHeader(text: Buffer, start: number, end: number): Status | undefined {
  const seen: Seen = { time: false, dash: false, name: false };
  let at = start;
  for (let token = 0; token < most.tokens; token++) {
    at = skipSeparators(text, at, end, seen);
    if (at >= end) return undefined;
    const first = text[at]!;
    if (first === 0x5b) {
      const close = closingBracket(text, at + 1, Math.min(end, at + most.bracketBytes));
      if (close < 0) return undefined;
      const status = statusInBrackets(text.toString('latin1', at + 1, close));
      if (status !== undefined) return status;
      seen.time ||= isDigit(text[at + 1]!);
      at = close + 1;
    } else if (isDigit(first) || first === 0x23) {
      const next = endOfNumber(text, at, end, seen);
      if (next === at) return undefined;
      at = next;
    } else if (isLetter(first)) {
      const wordEnd = endOfWord(text, at, end);
      const status = statusOfWord(text, at, wordEnd, end, seen);
      if (status !== undefined) return status;
      if (!isHeaderWord(text, at, wordEnd, end, seen)) return exceptionHeader(text, at, end, token);
      at = endOfName(text, wordEnd, end);
    } else {
      return undefined;
    }
  }
  return undefined;
}

function closingBracket(text: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (text[at] === 0x5d) return at;
  return -1;
}

/** Blanks, tabs, terminal colours, and what stands between the parts of a header. */
function skipSeparators(text: Uint8Array, start: number, end: number, seen: Seen): number {
  let at = start;
  while (at < end) {
    const byte = text[at]!;
    if (byte === 0x20 || byte === 0x09 || byte === 0x7c || byte === 0x3a || byte === 0x2c) at++;
    else if (byte === 0x2d) {
      seen.dash = true;
      at++;
    } else if (byte === 0x5c && text[at + 1] === 0x74) at += 2;
    else if (byte === 0x1b || (byte === 0x5c && text[at + 1] === 0x75)) {
      const colourEnd = endOfColour(text, at, end);
      if (colourEnd === at) return at;
      at = colourEnd;
    } else return at;
  }
  return at;
}

/** `ESC [31m`, where ESC may read `\u001b`. */
function endOfColour(text: Uint8Array, start: number, end: number): number {
  let at = start + (text[start] === 0x1b ? 1 : 6);
  if (text[at] !== 0x5b) return start;
  at++;
  while (at < end && (isDigit(text[at]!) || text[at] === 0x3b)) at++;
  return text[at] === 0x6d ? at + 1 : start;
}

/** `error`, `WARN `, `core:error`, `2026-11-28 10:00:00,123: INFO/MainProcess`. */
function statusInBrackets(content: string): Status | undefined {
  const word = content.includes(': ')
    ? (content.split(': ')[1]!.split('/')[0] ?? '')
    : content.slice(content.lastIndexOf(':') + 1);
  const trimmed = word.trim();
  return trimmed.length >= 3 && !ordinaryWords.has(keyOfWord(trimmed))
    ? statusOfLevelWord(trimmed)
    : undefined;
}

/** Behind a date, a time or, after one of these, a process number; `start` for a number that is a part of the text. */
function endOfNumber(text: Uint8Array, start: number, end: number, seen: Seen): number {
  let at = start;
  let marks = 0;
  while (at < end && !endsNumber(text[at]!)) {
    const byte = text[at]!;
    if (!isDigit(byte)) marks++;
    if (!isDigit(byte) && !isTimeByte(byte)) return start;
    at++;
  }
  if (marks === 0 && !seen.time && at - start < 10) return start;
  seen.time = true;
  return at;
}

/** Blank, tab (also `\t`), ESC (also `\u001b`), `|` and `]`. */
function endsNumber(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x1b || byte === 0x5c || byte === 0x7c || byte === 0x5d;
}

function isTimeByte(byte: number): boolean {
  // + , - . / : and # in front of a process number; T and Z
  return (byte >= 0x2b && byte <= 0x3a) || byte === 0x54 || byte === 0x5a || byte === 0x23;
}

function endOfWord(text: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isLetter(text[at]!)) at++;
  return at;
}

function statusOfWord(
  text: Uint8Array,
  start: number,
  wordEnd: number,
  end: number,
  seen: Seen,
): Status | undefined {
  const next = wordEnd < end ? text[wordEnd]! : 0x20;
  const isUpper = (text[start + 1]! & 0x20) === 0;
  const isLone = wordEnd - start === 1;
  if (next !== 0x3a && !isLone && !((isUpper || seen.time) && delimiters[next] === 1)) return undefined;
  const key = keyOfLetters(text, start, wordEnd);
  if (isLone) return next === 0x2c && text[wordEnd + 2] === 0x5b ? rubyLetters.get(key) : undefined;
  if (next === 0x3a) return colonLevels.get(key) ?? levels.get(key);
  return ordinaryWords.has(key) ? undefined : levels.get(key);
}

/** A part of a date, or a logger's name between dashes (`2026-11-28 10:00:00 - app.db - ERROR`). */
function isHeaderWord(text: Uint8Array, start: number, wordEnd: number, end: number, seen: Seen): boolean {
  if (wordEnd - start <= 3 && dateWords.has(keyOfLetters(text, start, wordEnd))) {
    seen.time = true;
    return true;
  }
  const after = endOfName(text, wordEnd, end);
  const isName = seen.time && seen.dash && !seen.name && text[after] === 0x20 && text[after + 1] === 0x2d;
  seen.name ||= isName;
  return isName;
}

function endOfName(text: Uint8Array, start: number, end: number): number {
  let at = start;
  while (
    at < end &&
    (isLetter(text[at]!) || isDigit(text[at]!) || text[at] === 0x2e || text[at] === 0x5f || text[at] === 0x24)
  )
    at++;
  return at;
}

const exceptionName = /(?:Exception|Error|Throwable)$/;

/** `java.lang.IllegalStateException: …`, `TypeError: …`, at the very beginning. */
function exceptionHeader(text: Buffer, start: number, end: number, token: number): Status | undefined {
  if (token > 0) return undefined;
  const nameEnd = endOfName(text, start, end);
  const isEnd = nameEnd >= end || text[nameEnd] === 0x3a || text[nameEnd] === 0x5c;
  return isEnd && exceptionName.test(text.toString('latin1', start, nameEnd)) ? 'error' : undefined;
}
