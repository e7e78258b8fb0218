/**
 * The grammar of `scan.ts` for JSON inside a JSON string, where a quote reads `\"` and a line end between tokens `\n`. It is scanned
 * as it stands, so that positions are those of the outer text and nothing is unescaped. Text that spells its own syntax as `\uXXXX`
 * is taken for malformed: nobody writes it.
 *
 * Most JSON logs pass here, so it is a loop of its own with hardly a call in it. It may look at bytes at or behind `end`, and what
 * reaches beyond is malformed.
 */

import { closerAt, pushCloser } from './open-containers.ts';
import { skipAtom, type Member } from './scan.ts';
import { byteAt, hexValue, isShortEscape, isText, malformed, skipHex } from './string-scan.ts';

const quote = 0x22;
const backslash = 0x5c;
const blank = 0x20;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const comma = 0x2c;
const colon = 0x3a;

/** Position after the object whose brace is at `position`, or `malformed`; its own members are pushed to `members`. */
export function skipNestedObject(
  bytes: Uint8Array,
  position: number,
  end: number,
  members: Member[],
): number {
  let keyStart = 0;
  let keyEnd = 0;
  let valueStart = 0;
  let depth = 0;
  let closer = closeBrace;
  let at = skipNestedSpace(bytes, position + 1, end);
  if (byteAt(bytes, at, end) === closer) return at + 1;
  while (at < end) {
    if (closer === closeBrace) {
      const start = at;
      if (bytes[at] !== backslash || bytes[at + 1] !== quote) return malformed;
      at += 2;
      while (isText[bytes[at]!] === 1) at++;
      if (bytes[at] === backslash && bytes[at + 1] === quote) at += 2;
      else at = skipRestOfString(bytes, at, end);
      if (at === malformed) return malformed;
      if (depth === 0) {
        keyStart = start;
        keyEnd = at;
      }
      if (bytes[at] !== colon) at = skipNestedSpace(bytes, at, end);
      if (bytes[at] !== colon) return malformed;
      at = isSpace(bytes, at + 1) ? skipNestedSpace(bytes, at + 1, end) : at + 1;
      if (depth === 0) valueStart = at;
    }
    const first = bytes[at];
    if (first === backslash) {
      if (bytes[at + 1] !== quote) return malformed;
      at += 2;
      while (isText[bytes[at]!] === 1) at++;
      if (bytes[at] === backslash && bytes[at + 1] === quote) at += 2;
      else at = skipRestOfString(bytes, at, end);
    } else if (first === openBrace || first === openBracket) {
      const inner = skipNestedSpace(bytes, at + 1, end);
      // Both closing characters stand two behind the one that opens.
      if (bytes[inner] !== first + 2) {
        pushCloser(depth++, closer);
        closer = first + 2;
        at = inner;
        continue;
      }
      at = inner + 1;
    } else {
      at = first === quote ? malformed : skipAtom(bytes, at, end);
    }
    if (at === malformed) return malformed;
    for (;;) {
      if (depth === 0) members.push({ keyStart, keyEnd, valueStart, valueEnd: at });
      if (isSpace(bytes, at)) at = skipNestedSpace(bytes, at, end);
      const next = bytes[at];
      at++;
      if (next === comma) break;
      if (next !== closer) return malformed;
      if (depth === 0) return at <= end ? at : malformed;
      closer = closerAt(--depth);
    }
    if (isSpace(bytes, at)) at = skipNestedSpace(bytes, at, end);
  }
  return malformed;
}

/** White space of nested text. As bytes, line ends and tabs would make the outer string malformed. */
export function skipNestedSpace(bytes: Uint8Array, position: number, end: number): number {
  let at = position;
  while (at < end) {
    if (bytes[at] === blank) at++;
    else if (bytes[at] === backslash && isSpaceEscape(byteAt(bytes, at + 1, end))) at += 2;
    else break;
  }
  return at;
}

/** Whether white space may begin here: a backslash may be that of a quote. */
function isSpace(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === blank || (bytes[at] === backslash && bytes[at + 1] !== quote);
}

function isSpaceEscape(letter: number): boolean {
  return letter === 0x6e || letter === 0x72 || letter === 0x74;
}

/** Position after the string that goes on with an escape at `position`, or `malformed`. */
function skipRestOfString(bytes: Uint8Array, position: number, end: number): number {
  let at = position;
  while (at < end) {
    if (bytes[at] !== backslash) return malformed;
    if (byteAt(bytes, at + 1, end) === quote) return at + 2;
    at = skipEscape(bytes, at, end);
    if (at === malformed) return malformed;
    while (at < end && isText[bytes[at]!] === 1) at++;
  }
  return malformed;
}

/** An escape of the outer string inside a string of the nested text; `\\` begins an escape of the nested text itself. */
function skipEscape(bytes: Uint8Array, position: number, end: number): number {
  const kind = byteAt(bytes, position + 1, end);
  if (kind === 0x2f) return position + 2;
  if (kind === 0x75) return isTextEscape(bytes, position) ? position + 6 : malformed;
  if (kind !== backslash) return malformed;
  const inner = byteAt(bytes, position + 2, end);
  if (inner === 0x75) return skipHex(bytes, position + 3);
  if (inner !== backslash) return inner !== quote && isShortEscape[inner] === 1 ? position + 3 : malformed;
  const escaped = byteAt(bytes, position + 3, end);
  return escaped === quote || escaped === backslash || escaped === 0x2f ? position + 4 : malformed;
}

/** Whether `\uXXXX` stands for a character that may stand in a JSON string as it is. */
function isTextEscape(bytes: Uint8Array, position: number): boolean {
  if (skipHex(bytes, position + 2) === malformed) return false;
  let unit = 0;
  for (let at = position + 2; at < position + 6; at++) unit = unit * 16 + hexValue(bytes[at]!);
  return unit >= 0x20 && unit !== quote && unit !== backslash;
}
