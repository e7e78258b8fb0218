import { Buffer } from 'node:buffer';
import { hexValue } from './scan.ts';

const backslash = 0x5c;
const shortEscapes = new Map([...'"\\/'].map((character) => [character.charCodeAt(0), character.charCodeAt(0)]));
for (const [letter, byte] of Object.entries({ b: 8, f: 12, n: 10, r: 13, t: 9 })) {
  shortEscapes.set(letter.charCodeAt(0), byte);
}

/** The JavaScript string of the JSON string literal `bytes[start, end)`, quotes included; invalid UTF-8 reads as U+FFFD. */
export function decodeString(bytes: Buffer, start: number, end: number): string {
  const body = bytes.toString('utf8', start + 1, end - 1);
  return body.includes('\\') ? (JSON.parse(`"${body}"`) as string) : body;
}

/** A JSON string literal, as UTF-8 bytes. Lone surrogates come out as escapes, so the bytes are valid. */
export function encodeString(text: string): Buffer {
  return Buffer.from(JSON.stringify(text));
}

/**
 * Writes the content of a JSON string (the valid literal without its quotes) with its escapes undone; returns how many bytes.
 * `target` needs room for `end - start` bytes: undoing an escape never lengthens. A lone surrogate becomes its three bytes.
 */
export function unescapeInto(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let at = start;
  let length = 0;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte !== backslash) {
      target[length++] = byte;
      at++;
    } else if (bytes[at + 1] === 0x75) {
      const unit = codeUnit(bytes, at);
      const low = isHighSurrogate(unit) ? lowSurrogateAt(bytes, at + 6, end) : -1;
      length = writeCodePoint(target, length, low < 0 ? unit : pair(unit, low));
      at += low < 0 ? 6 : 12;
    } else {
      target[length++] = shortEscapes.get(bytes[at + 1]!)!;
      at += 2;
    }
  }
  return length;
}

/**
 * The position in the escaped text `bytes[start, end)` of the byte that `unescapeInto` wrote at `offset`. Only for offsets at
 * which an unescaped character begins (ASCII punctuation does).
 */
export function escapedPosition(bytes: Uint8Array, start: number, end: number, offset: number): number {
  let at = start;
  let written = 0;
  const scratch = new Uint8Array(4);
  while (at < end && written < offset) {
    const next = afterCharacter(bytes, at, end);
    written += next === at + 1 ? 1 : unescapeInto(bytes, at, next, scratch);
    at = next;
  }
  return at;
}

function afterCharacter(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== backslash) return at + 1;
  if (bytes[at + 1] !== 0x75) return at + 2;
  return isHighSurrogate(codeUnit(bytes, at)) && lowSurrogateAt(bytes, at + 6, end) >= 0 ? at + 12 : at + 6;
}

function codeUnit(bytes: Uint8Array, escape: number): number {
  let unit = 0;
  for (let at = escape + 2; at < escape + 6; at++) unit = unit * 16 + hexValue(bytes[at]!);
  return unit;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function lowSurrogateAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 6 > end || bytes[at] !== backslash || bytes[at + 1] !== 0x75) return -1;
  const unit = codeUnit(bytes, at);
  return unit >= 0xdc00 && unit < 0xe000 ? unit : -1;
}

function pair(high: number, low: number): number {
  return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

function writeCodePoint(target: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    target[at] = code;
    return at + 1;
  }
  if (code < 0x800) {
    target[at] = 0xc0 | (code >> 6);
    target[at + 1] = 0x80 | (code & 63);
    return at + 2;
  }
  const wide = code >= 0x10000;
  let next = at;
  if (wide) target[next++] = 0xf0 | (code >> 18);
  target[next++] = wide ? 0x80 | ((code >> 12) & 63) : 0xe0 | (code >> 12);
  target[next++] = 0x80 | ((code >> 6) & 63);
  target[next++] = 0x80 | (code & 63);
  return next;
}
