import { Buffer } from 'node:buffer';

/** Whether `text[at, end)` begins with `beginning`. */
export function startsWith(text: Uint8Array, at: number, end: number, beginning: Uint8Array): boolean {
  if (at + beginning.length > end) return false;
  for (let index = 0; index < beginning.length; index++)
    if (text[at + index] !== beginning[index]) return false;
  return true;
}

export function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** The next blank, or `end`. */
export function endOfToken(text: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && text[at] !== 0x20) at++;
  return at;
}

/** Letters that fit into a key. */
export const longestKey = 10;

/**
 * A number for the letters `text[start, end)` without regard to their case, the same for no two words of up to ten letters; 0 for
 * longer ones. No string is made of them.
 */
export function keyOfLetters(text: Uint8Array, start: number, end: number): number {
  if (end - start > longestKey) return 0;
  let key = 0;
  for (let at = start; at < end; at++) key = key * 32 + (text[at]! & 0x1f);
  return key;
}

/** The same for a word. */
export function keyOfWord(word: string): number {
  return keyOfLetters(Buffer.from(word), 0, word.length);
}
