import { isDigit } from './bytes.ts';

const escape = 0x1b;

/** The text of the last call of `withoutColours`. */
export const plain = new Uint8Array(4_096);

/**
 * Copies `text[start, end)` to `plain` without terminal colours (`ESC [31m`), as far as there is room, and answers how long it is
 * there. The copy is good until the next call.
 */
export function withoutColours(text: Uint8Array, start: number, end: number): number {
  let length = 0;
  for (let at = start; at < end && length < plain.length;) {
    const next = text[at] === escape ? endOfColour(text, at, end) : at;
    if (next === at) plain[length++] = text[at++]!;
    else at = next;
  }
  return length;
}

function endOfColour(text: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  if (text[at] !== 0x5b) return start;
  at++;
  while (at < end && (isDigit(text[at]) || text[at] === 0x3b)) at++;
  return text[at] === 0x6d ? at + 1 : start;
}
