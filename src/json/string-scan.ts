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

/** Position after the string whose opening quote is at `position`, or `malformed`. */
export function skipString(bytes: Uint8Array, position: number, end: number): number {
  if (byteAt(bytes, position, end) !== quote) return malformed;
  for (let at = skipText(bytes, position + 1, end); at < end; at = skipText(bytes, at, end)) {
    const byte = bytes[at]!;
    if (byte === quote) return at + 1;
    if (byte !== backslash) return malformed;
    at = skipEscape(bytes, at, end);
    if (at === malformed) return malformed;
  }
  return malformed;
}

// The words of the bytes that were scanned last: the hot path scans the same buffer again and again.
let scanned: Uint8Array | undefined;
let words: Int32Array = new Int32Array();

/** Position of the first quote, backslash or control character at or after `position`, or `end`; four bytes at a time. */
function skipText(bytes: Uint8Array, position: number, end: number): number {
  if (bytes !== scanned) {
    scanned = bytes;
    words =
      bytes.byteOffset % 4 === 0
        ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
        : new Int32Array();
  }
  let at = position;
  while ((at & 3) !== 0 && at < end && isText[bytes[at]!] === 1) at++;
  if ((at & 3) === 0) {
    const last = Math.min(end >> 2, words.length);
    let word = at >> 2;
    while (word < last && isFourText(words[word]!)) word++;
    at = Math.max(at, word << 2);
    while (at < end && isText[bytes[at]!] === 1) at++;
  }
  return at;
}

/** Whether four bytes are text, at once: subtracting borrows into the top bit of a byte that is too small. */
function isFourText(word: number): boolean {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  const small =
    ((quotes - 0x01010101) & ~quotes) |
    ((backslashes - 0x01010101) & ~backslashes) |
    ((word - 0x20202020) & ~word);
  return (small & 0x80808080) === 0;
}

function skipEscape(bytes: Uint8Array, position: number, end: number): number {
  const kind = byteAt(bytes, position + 1, end);
  if (isShortEscape[kind] === 1) return position + 2;
  return kind === 0x75 ? skipHex(bytes, position + 2, end) : malformed;
}

/** Position after four hexadecimal digits, or `malformed`. */
export function skipHex(bytes: Uint8Array, position: number, end: number): number {
  if (position + 4 > end) return malformed;
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
