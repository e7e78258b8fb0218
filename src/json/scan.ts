/**
 * Walks JSON text as bytes and says where a value ends. The grammar is RFC 8259 to the letter, except that bytes above 0x7f are
 * taken as they are inside strings: Fluent Bit 1.9 and the Go plugin emit invalid UTF-8, and those bytes must survive.
 */

import { byteAt, malformed, skipString, type Nesting } from './string-scan.ts';

export { byteAt, malformed, skipString, type Nesting } from './string-scan.ts';

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const colon = 0x3a;

/**
 * Position after the value that begins at `position` (white space already skipped), or `malformed`. Iterative: the depth of the
 * text costs one byte of memory a level and no stack.
 */
export function skipValue(
  bytes: Uint8Array,
  position: number,
  end: number,
  nesting: Nesting = 'plain',
): number {
  const first = byteAt(bytes, position, end);
  if (first === openBrace || first === openBracket) return skipContainer(bytes, position, end, nesting);
  return skipAtom(bytes, position, end, nesting);
}

/**
 * Position of the first byte at or after `position` that is not JSON white space (at most `end`). Nested text has its line ends and
 * tabs as escapes: as bytes they would make the outer string malformed.
 */
export function skipSpace(
  bytes: Uint8Array,
  position: number,
  end: number,
  nesting: Nesting = 'plain',
): number {
  return nesting === 'plain' ? skipPlainSpace(bytes, position, end) : skipNestedSpace(bytes, position, end);
}

/** Position of the value after the colon that follows a key, or `malformed`. */
export function skipColon(
  bytes: Uint8Array,
  position: number,
  end: number,
  nesting: Nesting = 'plain',
): number {
  const at = skipSpace(bytes, position, end, nesting);
  return byteAt(bytes, at, end) === colon ? skipSpace(bytes, at + 1, end, nesting) : malformed;
}

function skipPlainSpace(bytes: Uint8Array, position: number, end: number): number {
  for (let at = position; at < end; at++) {
    const byte = bytes[at]!;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return at;
  }
  return end;
}

function skipNestedSpace(bytes: Uint8Array, position: number, end: number): number {
  let at = position;
  while (at < end) {
    if (bytes[at] === 0x20) at++;
    else if (bytes[at] === backslash && isSpaceEscape(byteAt(bytes, at + 1, end))) at += 2;
    else return at;
  }
  return end;
}

/** `n`, `r` or `t` after a backslash. */
function isSpaceEscape(letter: number): boolean {
  return letter === 0x6e || letter === 0x72 || letter === 0x74;
}

// The containers that are open around the position, outermost first: 1 for an object, 0 for an array. Reused, since a scan is
// synchronous and never re-entered.
let open = new Uint8Array(256);

function skipContainer(bytes: Uint8Array, position: number, end: number, nesting: Nesting): number {
  let depth = 0;
  let at = position;
  for (;;) {
    const first = byteAt(bytes, at, end);
    if (first === openBrace || first === openBracket) {
      const isObject = first === openBrace;
      push(depth++, isObject ? 1 : 0);
      at = skipSpace(bytes, at + 1, end, nesting);
      if (byteAt(bytes, at, end) !== (isObject ? closeBrace : closeBracket)) {
        if (isObject) at = skipKey(bytes, at, end, nesting);
        if (at === malformed) return malformed;
        continue;
      }
      depth--;
      at++;
    } else {
      at = skipAtom(bytes, at, end, nesting);
      if (at === malformed) return malformed;
    }
    while (depth > 0) {
      at = skipSpace(bytes, at, end, nesting);
      const isObject = open[depth - 1] === 1;
      const next = byteAt(bytes, at, end);
      if (next === comma) {
        at = skipSpace(bytes, at + 1, end, nesting);
        if (isObject) at = skipKey(bytes, at, end, nesting);
        if (at === malformed) return malformed;
        break;
      }
      if (next !== (isObject ? closeBrace : closeBracket)) return malformed;
      depth--;
      at++;
    }
    if (depth === 0) return at;
  }
}

/** Position of the value that belongs to the key at `position`: key, white space, colon, white space; or `malformed`. */
function skipKey(bytes: Uint8Array, position: number, end: number, nesting: Nesting): number {
  const afterKey = skipString(bytes, position, end, nesting);
  return afterKey === malformed ? malformed : skipColon(bytes, afterKey, end, nesting);
}

function push(depth: number, kind: 0 | 1): void {
  if (depth === open.length) {
    const larger = new Uint8Array(open.length * 2);
    larger.set(open);
    open = larger;
  }
  open[depth] = kind;
}

/** A value that is no container: a string, a word or a number. */
function skipAtom(bytes: Uint8Array, position: number, end: number, nesting: Nesting): number {
  switch (byteAt(bytes, position, end)) {
    case quote:
    case backslash:
      return skipString(bytes, position, end, nesting);
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
