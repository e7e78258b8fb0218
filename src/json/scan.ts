/**
 * Walks JSON text as bytes and says where a value ends. The grammar is RFC 8259 to the letter, except that bytes above 0x7f are
 * taken as they are inside strings: Fluent Bit 1.9 and the Go plugin emit invalid UTF-8, and those bytes must survive.
 */

import { closerAt, pushCloser } from './open-containers.ts';
import { byteAt, malformed, skipString } from './string-scan.ts';

export { byteAt, malformed, skipString } from './string-scan.ts';

/** Byte positions of one member: the key with its quotes, and the value. Ends are exclusive. */
export interface Member {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/**
 * Where a value is known to end without scanning it, or `malformed` when it is not known. It lets a caller that has met the same
 * bytes before skip them by comparison. It must only ever answer for bytes that are one complete, valid value.
 */
export type KnownValue = (keyStart: number, keyEnd: number, valueStart: number) => number;

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const comma = 0x2c;
const colon = 0x3a;

/**
 * Position after the value that begins at `position` (white space already skipped), or `malformed`. Iterative: the depth of the
 * text costs one byte of memory a level and no stack.
 */
export function skipValue(bytes: Uint8Array, position: number, end: number): number {
  const first = byteAt(bytes, position, end);
  if (first === openBrace || first === openBracket) return skipContainer(bytes, position, end);
  return skipAtom(bytes, position, end);
}

/**
 * Position after the object or array whose brace or bracket is at `position`, or `malformed`. The members of an object, not of those
 * inside it, are pushed to `members`, and `knownValue` is asked about their values. One loop: the transform spends its time here.
 */
export function skipContainer(
  bytes: Uint8Array,
  position: number,
  end: number,
  members?: Member[],
  knownValue?: KnownValue,
): number {
  let keyStart = 0;
  let keyEnd = 0;
  let valueStart = 0;
  let depth = 0;
  let closer = closerOf(bytes[position]!);
  let at = skipSpace(bytes, position + 1, end);
  if (byteAt(bytes, at, end) === closer) return at + 1;
  for (;;) {
    const start = at;
    if (closer === closeBrace) {
      at = skipString(bytes, start, end);
      if (at === malformed) return malformed;
      if (depth === 0) keyEnd = at;
      at = skipSpace(bytes, at, end);
      if (byteAt(bytes, at, end) !== colon) return malformed;
      at = skipSpace(bytes, at + 1, end);
    }
    let known = malformed;
    if (depth === 0) {
      keyStart = start;
      valueStart = at;
      if (knownValue !== undefined) known = knownValue(keyStart, keyEnd, valueStart);
    }
    const first = byteAt(bytes, at, end);
    if (known !== malformed) {
      at = known;
    } else if (first === openBrace || first === openBracket) {
      const inner = skipSpace(bytes, at + 1, end);
      if (byteAt(bytes, inner, end) !== closerOf(first)) {
        pushCloser(depth++, closer);
        closer = closerOf(first);
        at = inner;
        continue;
      }
      at = inner + 1;
    } else {
      at = skipAtom(bytes, at, end);
      if (at === malformed) return malformed;
    }
    for (;;) {
      if (depth === 0) members?.push({ keyStart, keyEnd, valueStart, valueEnd: at });
      at = skipSpace(bytes, at, end);
      const next = byteAt(bytes, at, end);
      at++;
      if (next === comma) break;
      if (next !== closer) return malformed;
      if (depth === 0) return at;
      closer = closerAt(--depth);
    }
    // A closing brace or bracket right after a comma is neither a key nor a value.
    at = skipSpace(bytes, at, end);
  }
}

/** Both closing characters stand two behind the one that opens. */
function closerOf(opening: number): number {
  return opening + 2;
}

/** Position of the first byte at or after `position` that is not JSON white space (at most `end`). */
export function skipSpace(bytes: Uint8Array, position: number, end: number): number {
  for (let at = position; at < end; at++) {
    const byte = bytes[at]!;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return at;
  }
  return end;
}

/** A value that is no container: a string, a word or a number. */
export function skipAtom(bytes: Uint8Array, position: number, end: number): number {
  switch (byteAt(bytes, position, end)) {
    case quote:
      return skipString(bytes, position, end);
    case 0x74:
      return skipWord(bytes, position, end, 'true');
    case 0x66:
      return skipWord(bytes, position, end, 'false');
    case 0x6e:
      return skipWord(bytes, position, end, 'null');
    default:
      return skipNumber(bytes, position, end);
  }
}

function skipWord(bytes: Uint8Array, position: number, end: number, word: string): number {
  if (position + word.length > end) return malformed;
  for (let index = 0; index < word.length; index++) {
    if (bytes[position + index] !== word.charCodeAt(index)) return malformed;
  }
  return position + word.length;
}

function skipNumber(bytes: Uint8Array, position: number, end: number): number {
  let at = position;
  if (byteAt(bytes, at, end) === 0x2d) at++;
  const integer = at;
  at = skipDigits(bytes, at, end);
  if (at === integer || (at > integer + 1 && bytes[integer] === 0x30)) return malformed;
  if (byteAt(bytes, at, end) === 0x2e) {
    const fraction = at + 1;
    at = skipDigits(bytes, fraction, end);
    if (at === fraction) return malformed;
  }
  if ((byteAt(bytes, at, end) | 0x20) !== 0x65) return at;
  at++;
  const sign = byteAt(bytes, at, end);
  if (sign === 0x2b || sign === 0x2d) at++;
  const exponent = at;
  at = skipDigits(bytes, at, end);
  return at === exponent ? malformed : at;
}

function skipDigits(bytes: Uint8Array, position: number, end: number): number {
  let at = position;
  while (at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
  return at;
}
