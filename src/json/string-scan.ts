/** What the scanning functions return for text that is not JSON. */
export const malformed = -1;

const quote = 0x22;
const backslash = 0x5c;

/** 1 for what may follow a backslash and make an escape of two bytes. */
export const isShortEscape = new Uint8Array(256);
for (const character of '"\\/bfnrt') isShortEscape[character.charCodeAt(0)] = 1;

/** 1 for a byte that stands in a string as it is. A table: one look instead of three comparisons. */
export const isText = new Uint8Array(256).fill(1, 0x20);
isText[quote] = 0;
isText[backslash] = 0;

/** Position after the string whose opening quote is at `position`, or `malformed`. It may look at bytes at or behind `end`. */
export function skipString(bytes: Uint8Array, position: number, end: number): number {
  if (byteAt(bytes, position, end) !== quote) return malformed;
  let at = position + 1;
  while (at < end) {
    while (isText[bytes[at]!] === 1) at++;
    if (at >= end) return malformed;
    if (bytes[at] === quote) return at + 1;
    if (bytes[at] !== backslash) return malformed;
    at = skipEscape(bytes, at, end);
    if (at === malformed) return malformed;
  }
  return malformed;
}

function skipEscape(bytes: Uint8Array, position: number, end: number): number {
  const kind = byteAt(bytes, position + 1, end);
  if (isShortEscape[kind] === 1) return position + 2;
  return kind === 0x75 ? skipHex(bytes, position + 2) : malformed;
}

/** Position after four hexadecimal digits, or `malformed`. What reaches behind the end is malformed where the string ends. */
export function skipHex(bytes: Uint8Array, position: number): number {
  for (let at = position; at < position + 4; at++) {
    if (hexValue(bytes[at]!) < 0) return malformed;
  }
  return position + 4;
}

/** 0–15 for a hexadecimal digit, −1 for any other byte. */
export function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The byte at `position`, or 0, which no JSON token begins with, past the end. */
export function byteAt(bytes: Uint8Array, position: number, end: number): number {
  return position < end ? bytes[position]! : 0;
}
