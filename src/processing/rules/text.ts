import { Buffer, isUtf8 } from 'node:buffer';

/** Text of a log as a string in which nothing is lost. */
export interface LogText {
  readonly text: string;
  /** Invalid bytes of the original stand in `text` as U+DC80 to U+DCFF. */
  readonly hasRawBytes: boolean;
}

/**
 * Decodes UTF-8 so that `encodeText` gives the same bytes again: each invalid byte becomes a lone surrogate, as Python's
 * `surrogateescape` does it. A pattern sees one character per invalid byte, as in Go.
 */
export function decodeText(bytes: Uint8Array): LogText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isUtf8(buffer)) return { text: buffer.toString('utf8'), hasRawBytes: false };
  const parts: string[] = [];
  let valid = 0;
  for (let at = 0; at < buffer.length;) {
    const length = sequenceLength(buffer, at);
    if (length === 0) {
      parts.push(buffer.toString('utf8', valid, at), String.fromCharCode(0xdc00 + buffer[at]!));
      valid = at + 1;
    }
    at += Math.max(length, 1);
  }
  parts.push(buffer.toString('utf8', valid));
  return { text: parts.join(''), hasRawBytes: true };
}

export function encodeText({ text, hasRawBytes }: LogText): Buffer {
  if (!hasRawBytes) return Buffer.from(text);
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { index } of text.matchAll(rawByte)) {
    parts.push(Buffer.from(text.slice(from, index)), Uint8Array.of(text.charCodeAt(index) - 0xdc00));
    from = index + 1;
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(from))]);
}

/** A low surrogate from U+DC80 to U+DCFF that no high surrogate stands before. */
const rawByte = /(?<![\ud800-\udbff])[\udc80-\udcff]/g;

/** Bytes of the valid UTF-8 character at `at`, or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  return first >= 0xc2 && first <= 0xf4 && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}
