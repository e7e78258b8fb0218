/** What the scanning functions return for text that is not JSON. */
export const malformed = -1;

const quote = 0x22;
const backslash = 0x5c;

/** 1 for what may follow a backslash and make an escape of two bytes. */
const shortEscapes = new Uint8Array(256);
for (const character of '"\\/bfnrt') shortEscapes[character.charCodeAt(0)] = 1;

/**
 * Whether the text is plain JSON, or JSON inside a JSON string, where a quote reads `\"` and a newline between tokens `\n`. Nested
 * text is scanned as it stands, so that positions are those of the outer text and nothing is unescaped. Nested text that spells
 * its own syntax as `\uXXXX` is taken for malformed: nobody writes it.
 */
export type Nesting = 'plain' | 'nested';

/** Position after the string whose opening quote is at `position`, or `malformed`. */
export function skipString(
  bytes: Uint8Array,
  position: number,
  end: number,
  nesting: Nesting = 'plain',
): number {
  return nesting === 'plain' ? skipPlainString(bytes, position, end) : skipNestedString(bytes, position, end);
}

function skipPlainString(bytes: Uint8Array, position: number, end: number): number {
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

function skipNestedString(bytes: Uint8Array, position: number, end: number): number {
  if (byteAt(bytes, position, end) !== backslash || byteAt(bytes, position + 1, end) !== quote)
    return malformed;
  for (let at = skipText(bytes, position + 2, end); at < end; at = skipText(bytes, at, end)) {
    if (bytes[at] !== backslash) return malformed;
    if (byteAt(bytes, at + 1, end) === quote) return at + 2;
    at = skipNestedEscape(bytes, at, end);
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
  while ((at & 3) !== 0 && at < end && isText(bytes[at]!)) at++;
  if ((at & 3) === 0) {
    const last = Math.min(end >> 2, words.length);
    let word = at >> 2;
    while (word < last && isFourText(words[word]!)) word++;
    at = Math.max(at, word << 2);
    while (at < end && isText(bytes[at]!)) at++;
  }
  return at;
}

function isText(byte: number): boolean {
  return byte !== quote && byte !== backslash && byte >= 0x20;
}

/** The same for four bytes at once: subtracting borrows into the top bit of a byte that is too small. */
function isFourText(word: number): boolean {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  const small =
    ((quotes - 0x01010101) & ~quotes) |
    ((backslashes - 0x01010101) & ~backslashes) |
    ((word - 0x20202020) & ~word);
  return (small & 0x80808080) === 0;
}

/** An escape of the outer string inside a string of the nested text; `\\` begins an escape of the nested text itself. */
function skipNestedEscape(bytes: Uint8Array, position: number, end: number): number {
  const kind = byteAt(bytes, position + 1, end);
  if (kind === 0x2f) return position + 2;
  if (kind === 0x75) return isTextEscape(bytes, position, end) ? position + 6 : malformed;
  if (kind !== backslash) return malformed;
  const inner = byteAt(bytes, position + 2, end);
  if (inner === 0x75) return skipHex(bytes, position + 3, end);
  if (inner !== backslash) return inner !== quote && shortEscapes[inner] !== 0 ? position + 3 : malformed;
  const escaped = byteAt(bytes, position + 3, end);
  return escaped === quote || escaped === backslash || escaped === 0x2f ? position + 4 : malformed;
}

/** Whether `\uXXXX` stands for a character that may stand in a JSON string as it is. */
function isTextEscape(bytes: Uint8Array, position: number, end: number): boolean {
  if (skipHex(bytes, position + 2, end) === malformed) return false;
  let unit = 0;
  for (let at = position + 2; at < position + 6; at++) unit = unit * 16 + hexValue(bytes[at]!);
  return unit >= 0x20 && unit !== quote && unit !== backslash;
}

function skipEscape(bytes: Uint8Array, position: number, end: number): number {
  const kind = byteAt(bytes, position + 1, end);
  if (shortEscapes[kind] !== 0) return position + 2;
  return kind === 0x75 ? skipHex(bytes, position + 2, end) : malformed;
}

function skipHex(bytes: Uint8Array, position: number, end: number): number {
  if (position + 4 > end) return malformed;
  for (let at = position; at < position + 4; at++) {
    if (hexValue(bytes[at]!) < 0) return malformed;
  }
  return position + 4;
}

/** 0–15 for a hexadecimal digit, −1 for any other byte. */
function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The byte at `position`, or 0, which no JSON token begins with, past the end. */
export function byteAt(bytes: Uint8Array, position: number, end: number): number {
  return position < end ? bytes[position]! : 0;
}
