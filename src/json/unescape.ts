import { hexValue } from './string-scan.ts';

const backslash = 0x5c;

/** What stands behind a backslash → the byte that it means. */
const meanings = new Uint8Array(256);
for (const [letter, byte] of Object.entries({
  b: 8,
  t: 9,
  n: 10,
  f: 12,
  r: 13,
  '"': 0x22,
  '\\': 0x5c,
  '/': 0x2f,
}))
  meanings[letter.charCodeAt(0)] = byte;

/**
 * Writes the text that `bytes[start, end)`, the content of a JSON string, stands for to the beginning of `target` as UTF-8, and
 * answers its length. It stops where `target` is full, within a character if need be. Half a surrogate pair becomes U+FFFD.
 */
export function unescapeInto(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let length = 0;
  for (let at = start; at < end && length < target.length;) {
    const byte = bytes[at]!;
    if (byte !== backslash) {
      target[length++] = byte;
      at++;
    } else if (bytes[at + 1] !== 0x75) {
      target[length++] = meanings[bytes[at + 1]!]!;
      at += 2;
    } else {
      const unit = unitAt(bytes, at);
      const low = isHigh(unit) && isUnitNext(bytes, at + 6, end) ? unitAt(bytes, at + 6) : 0;
      const isPair = low >= 0xdc00 && low <= 0xdfff;
      length = writeCharacter(
        isPair ? 0x10000 + ((unit - 0xd800) << 10) + low - 0xdc00 : unit,
        target,
        length,
      );
      at += isPair ? 12 : 6;
    }
  }
  return Math.min(length, target.length);
}

function unitAt(bytes: Uint8Array, at: number): number {
  let unit = 0;
  for (let digit = at + 2; digit < at + 6; digit++) unit = unit * 16 + hexValue(bytes[digit]!);
  return unit;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isUnitNext(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 6 <= end && bytes[at] === backslash && bytes[at + 1] === 0x75;
}

function writeCharacter(codePoint: number, target: Uint8Array, position: number): number {
  const code = codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xfffd : codePoint;
  if (code < 0x80) {
    target[position] = code;
    return position + 1;
  }
  const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  target[position] = (more === 1 ? 0xc0 : more === 2 ? 0xe0 : 0xf0) | (code >> (6 * more));
  for (let left = more - 1; left >= 0; left--)
    target[position + more - left] = 0x80 | ((code >> (6 * left)) & 0x3f);
  return position + more + 1;
}
