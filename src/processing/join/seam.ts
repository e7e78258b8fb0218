import { isUtf8 } from 'node:buffer';
import { hexValue } from '../../json/string-scan.ts';

/** A part of a line as the content of a JSON string, at `bytes[start, end)`. */
export interface Content {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** A character that the cut went through: it stands in the place of the end of one part and the beginning of the next. */
export interface Seam {
  readonly leftEnd: number;
  readonly character: Uint8Array;
  readonly rightStart: number;
}

/**
 * Container runtimes cut a long line at a byte, and Fluent Bit writes each byte of a character that is not whole as a character of
 * its own, U+E0NN for the byte NN, escaped or not. Answers the character that two such ends make together. Where Fluent Bit leaves
 * the bytes as they are, putting the parts together is enough.
 */
export function seamBetween(left: Content, right: Content): Seam | undefined {
  const before: number[] = [];
  let leftEnd = left.end;
  while (before.length < 3) {
    const mark = markBefore(left.bytes, left.start, leftEnd);
    if (mark === undefined) return undefined;
    leftEnd -= mark.length;
    before.unshift(mark.byte);
    if (mark.byte >= 0xc2) break;
  }
  const wanted = before[0]! >= 0xf0 ? 4 : before[0]! >= 0xe0 ? 3 : 2;
  const bytes = before;
  let rightStart = right.start;
  while (bytes.length < wanted) {
    const mark = markAt(right.bytes, rightStart, right.end);
    if (mark === undefined) return undefined;
    rightStart += mark.length;
    bytes.push(mark.byte);
  }
  const character = Uint8Array.from(bytes);
  return isUtf8(character) ? { leftEnd, character, rightStart } : undefined;
}

interface Mark {
  /** The byte that it stands for. */
  readonly byte: number;
  readonly length: number;
}

const escapeLength = 6;
const rawLength = 3;

/** The mark that ends at `end`. */
function markBefore(bytes: Uint8Array, start: number, end: number): Mark | undefined {
  const raw = end - rawLength >= start ? markAt(bytes, end - rawLength, end) : undefined;
  if (raw !== undefined) return raw;
  const at = end - escapeLength;
  if (at < start) return undefined;
  let backslashes = at;
  while (backslashes > start && bytes[backslashes - 1] === 0x5c) backslashes--;
  // Behind an odd number of backslashes, the one at `at` is itself escaped.
  return (at - backslashes) % 2 === 0 ? markAt(bytes, at, end) : undefined;
}

/** The mark that begins at `at`: `\ue0NN`, or the three bytes of U+E0NN. */
function markAt(bytes: Uint8Array, at: number, end: number): Mark | undefined {
  const second = bytes[at + 1]!;
  if (bytes[at] === 0xee && at + rawLength <= end && (second === 0x82 || second === 0x83)) {
    return { byte: ((second & 0x03) << 6) | (bytes[at + 2]! & 0x3f), length: rawLength };
  }
  if (bytes[at] !== 0x5c || second !== 0x75 || at + escapeLength > end) return undefined;
  if ((bytes[at + 2]! | 0x20) !== 0x65 || bytes[at + 3] !== 0x30) return undefined;
  const byte = hexValue(bytes[at + 4]!) * 16 + hexValue(bytes[at + 5]!);
  return byte >= 0x80 ? { byte, length: escapeLength } : undefined;
}
