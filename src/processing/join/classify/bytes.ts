import { Buffer } from 'node:buffer';

/** Texts that lines are compared with, as bytes. */
export function literals(...texts: readonly string[]): readonly Uint8Array[] {
  return texts.map((text) => Buffer.from(text));
}

export function startsWith(text: Uint8Array, at: number, end: number, literal: Uint8Array): boolean {
  if (at + literal.length > end) return false;
  for (let index = 0; index < literal.length; index++) if (text[at + index] !== literal[index]) return false;
  return true;
}

export function startsWithAny(
  text: Uint8Array,
  at: number,
  end: number,
  candidates: readonly Uint8Array[],
): boolean {
  for (let index = 0; index < candidates.length; index++)
    if (startsWith(text, at, end, candidates[index]!)) return true;
  return false;
}

export function endsWith(text: Uint8Array, start: number, end: number, literal: Uint8Array): boolean {
  const at = end - literal.length;
  return at >= start && startsWith(text, at, end, literal);
}

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Position of the first byte that is no white space, or `end`. */
export function skipBlanks(text: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text[at])) at++;
  return at;
}

/** Position of the first white space, or `end`. */
export function skipWord(text: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && !isSpace(text[at])) at++;
  return at;
}
