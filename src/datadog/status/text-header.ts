import { Buffer } from 'node:buffer';
import { statusInBrackets } from './bracket-level.ts';
import { endOfToken, isDigit, isLetter, keyOfLetters, keyOfWord, longestKey, startsWith } from './bytes.ts';
import { endOfColour, endOfColours, isEscape } from './colours.ts';
import type { Status } from './datadog-status.ts';
import { endOfNumber, isDateWord } from './header-number.ts';
import { statusOfLevelWord } from './level-value.ts';
import { levelWords, ordinaryWords } from './levels.ts';
import { statusOfRuntime } from './runtime-text.ts';

const most = { tokens: 10, bracketBytes: 80 };

const levels: ReadonlyMap<number, Status> = new Map(
  Object.entries(levelWords).flatMap(([status, words]) =>
    words
      .filter((word) => word.length >= 3 && word.length <= longestKey && word !== 'http')
      .map((word) => [keyOfWord(word), status as Status] as const),
  ),
);
/** Words that only count with a colon behind them: .NET, PostgreSQL, java.util.logging. */
const colonLevels: ReadonlyMap<number, Status> = new Map([
  [keyOfWord('fail'), 'error'],
  [keyOfWord('log'), 'info'],
]);
/** Words that count with a colon behind them, or in capitals behind the time. */
const ordinary: ReadonlySet<number> = new Set(ordinaryWords.map(keyOfWord));
/** One letter for a level: Ruby's in front of `, [`, others behind the time. */
const letters: ReadonlyMap<number, Status> = new Map([
  [keyOfWord('t'), 'debug'],
  [keyOfWord('d'), 'debug'],
  [keyOfWord('i'), 'info'],
  [keyOfWord('n'), 'notice'],
  [keyOfWord('w'), 'warning'],
  [keyOfWord('e'), 'error'],
  [keyOfWord('c'), 'critical'],
  [keyOfWord('f'), 'emergency'],
]);

/** In front of the version in the lines of Datadog's own tracer for Go. */
const datadogTracer = Buffer.from('Datadog Tracer v');

/** `main.go:12:`, `cmd/web.go:242:runWeb()`. */
const goPlace = /^[\w./-]+\.go:\d+:/;

/** 1 for what may follow a level: blank, tab (also `\t`), ESC, `[`, `]`, `|`, `,`, `/`, `(`. */
const delimiters = new Uint8Array(256);
for (const byte of [0x20, 0x09, 0x1b, 0x5c, 0x5b, 0x5d, 0x7c, 0x2c, 0x2f, 0x28]) delimiters[byte] = 1;

/** What the header said so far. */
interface Seen {
  time: boolean;
  dash: boolean;
  pipe: boolean;
  name: boolean;
  /** A pair: behind it, a word in small letters may be part of the text. */
  pair: boolean;
}

/** The level among date, process, thread and logger in front of a text; the first other word ends the search. */
export function statusOfHeader(text: Buffer, start: number, end: number): Status | undefined {
  const seen: Seen = { time: false, dash: false, pipe: false, name: false, pair: false };
  let at = start;
  for (let token = 0; token < most.tokens; token++) {
    at = skipSeparators(text, at, end, seen);
    if (at >= end) return undefined;
    const first = text[at]!;
    if (first === 0x5b || (first === 0x7b && seen.time)) {
      const close = closingBracket(text, at, Math.min(end, at + most.bracketBytes));
      if (close < 0) return undefined;
      const content = text.toString('latin1', at + 1, close);
      const status =
        first === 0x7b
          ? undefined
          : seen.time && /^[TDIWEF]$/.test(content)
            ? letters.get(keyOfWord(content))
            : statusInBrackets(content);
      if (status !== undefined) return status;
      seen.time ||= isDigit(text[at + 1]!);
      at = close + 1;
    } else if (first === 0x3c && seen.time) {
      // ClickHouse.
      const wordEnd = endOfWord(text, at + 1, end);
      return text[wordEnd] === 0x3e ? statusOfLevelWord(text.toString('latin1', at + 1, wordEnd)) : undefined;
    } else if (isDigit(first) || first === 0x23 || (first === 0x2b && seen.time)) {
      const next = endOfNumber(text, at, end, seen.time || (token > 0 && isProcess(text, at, end)));
      if (next === at) return undefined;
      seen.time = true;
      at = next;
    } else if (isLetter(first)) {
      const wordEnd = endOfWord(text, at, end);
      const status =
        statusOfWord(text, at, wordEnd, end, seen) ??
        statusOfChannel(text, wordEnd, end, seen) ??
        (seen.time ? statusOfRuntime(text, at, end) : undefined);
      if (status !== undefined) return status;
      const next = endOfHeaderWord(text, at, wordEnd, end, seen, token);
      if (next === at) return exceptionHeader(text, at, end, token);
      at = next;
    } else {
      return undefined;
    }
  }
  return undefined;
}

/** Of the bracket or brace at `start`. */
function closingBracket(text: Uint8Array, start: number, end: number): number {
  const wanted = text[start]! + 2;
  for (let at = start + 1; at < end; at++) if (text[at] === wanted) return at;
  return -1;
}

/** Blanks, tabs, terminal colours, and what stands between the parts of a header. */
function skipSeparators(text: Uint8Array, start: number, end: number, seen: Seen): number {
  let at = start;
  while (at < end) {
    const byte = text[at]!;
    if (byte === 0x20 || byte === 0x09 || byte === 0x3a || byte === 0x2c) at++;
    else if (byte === 0x2d || byte === 0x7c) {
      seen.dash ||= byte === 0x2d;
      seen.pipe ||= byte === 0x7c;
      at++;
    } else if (byte === 0x5c && text[at + 1] === 0x74) at += 2;
    else if (isEscape(text, at)) {
      const colourEnd = endOfColour(text, at, end);
      if (colourEnd === at) return at;
      at = colourEnd;
    } else return at;
  }
  return at;
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
  const after = wordEnd < end && isEscape(text, wordEnd) ? endOfColours(text, wordEnd, end) : wordEnd;
  // A colour ends a word, unless a colon comes behind it: winston, .NET.
  const next = after < end ? text[text[after] === 0x3a ? after : wordEnd]! : 0x20;
  const isUpper = (text[start + 1]! & 0x20) === 0;
  const isLone = wordEnd - start === 1;
  if (next !== 0x3a && !isLone && !((isUpper || (seen.time && !seen.pair)) && delimiters[next] === 1))
    return undefined;
  const key = keyOfLetters(text, start, wordEnd);
  if (isLone) return isLetterLevel(text, wordEnd, end, seen) ? letters.get(key) : undefined;
  // NestJS writes LOG behind the time, without a colon.
  if (next === 0x3a || (isUpper && seen.time && colonLevels.has(key)))
    return colonLevels.get(key) ?? levels.get(key);
  return ordinary.has(key) && !(isUpper && seen.time) ? undefined : levels.get(key);
}

/**
 * What follows a letter that is a level: Ruby's `, [`; behind the time `! ` (Telegraf), ` |` (etcd), ` [` (Semantic Logger) or
 * ` a.cc:12]` (TensorFlow).
 */
function isLetterLevel(text: Uint8Array, letterEnd: number, end: number, seen: Seen): boolean {
  const [next, follows] = [text[letterEnd], text[letterEnd + 1]];
  if (next === 0x2c) return text[letterEnd + 2] === 0x5b;
  if (!seen.time || letterEnd + 1 >= end) return false;
  if (next !== 0x20) return next === 0x21 && follows === 0x20;
  return follows === 0x7c || follows === 0x5b || text[endOfToken(text, letterEnd + 1, end) - 1] === 0x5d;
}

/** `app.ERROR:` behind the date: Monolog, Laravel. */
function statusOfChannel(text: Uint8Array, wordEnd: number, end: number, seen: Seen): Status | undefined {
  if (!seen.time || text[wordEnd] !== 0x2e) return undefined;
  const nameEnd = endOfName(text, wordEnd, end);
  if (text[nameEnd] !== 0x3a) return undefined;
  let start = nameEnd;
  while (text[start - 1] !== 0x2e) start--;
  return levels.get(keyOfLetters(text, start, nameEnd));
}

/**
 * Behind a part of a date, a logger's name between dashes or bars (`2026-11-28 10:00:00 - app.db - ERROR`), a pair behind the time
 * (`10:00:00 request_id=7 [error]`), a name that the level follows (`10:00:00 - LiteLLM:INFO:`), a place in Go's source, or a program's
 * name in front of a bracket (`nginx: [emerg]`); `start` for any other word.
 */
function endOfHeaderWord(
  text: Buffer,
  start: number,
  wordEnd: number,
  end: number,
  seen: Seen,
  token: number,
): number {
  const after = endOfName(text, wordEnd, end);
  if (wordEnd - start <= 3 && isDateWord(keyOfLetters(text, start, wordEnd))) {
    seen.time = true;
    return after;
  }
  const follows = text[after]!;
  const isProgram = token === 0 && follows === 0x3a && text[after + 1] === 0x20 && text[after + 2] === 0x5b;
  if (isProgram && exceptionHeader(text, start, end, token) === undefined) return after;
  if (!seen.time) return start;
  if (startsWith(text, start, end, datadogTracer)) return endOfToken(text, start + datadogTracer.length, end);
  const isNamed = follows === 0x3a && seen.dash && isLetter(text[after + 1] ?? 0);
  const isPlace =
    (follows === 0x3a || follows === 0x2f) &&
    goPlace.test(text.toString('latin1', start, endOfToken(text, start, end)));
  if (follows === 0x3d || isNamed || isPlace) {
    seen.pair = true;
    return isNamed ? after + 1 : endOfToken(text, after, end);
  }
  const isBetween =
    follows === 0x20 && ((seen.dash && text[after + 1] === 0x2d) || (seen.pipe && text[after + 1] === 0x7c));
  if (!isBetween || seen.name) return start;
  seen.name = true;
  return after;
}

/** `1  - ` behind a name in brackets: NestJS. */
function isProcess(text: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && isDigit(text[at]!)) at++;
  while (at < end && text[at] === 0x20) at++;
  return text[at] === 0x2d;
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
