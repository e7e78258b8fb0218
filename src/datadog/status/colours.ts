import { isDigit } from './bytes.ts';

/** Whether ESC is at `at`, or `\u001b` as it stands in JSON. */
export function isEscape(text: Uint8Array, at: number): boolean {
  return text[at] === 0x1b || (text[at] === 0x5c && text[at + 1] === 0x75);
}

/** Behind the colours at `start`. */
export function endOfColours(text: Uint8Array, start: number, end: number): number {
  let at = start;
  for (let next = at; at < end && isEscape(text, at); at = next) {
    next = endOfColour(text, at, end);
    if (next === at) break;
  }
  return at;
}

/** Behind `ESC [31m`, where ESC may read `\u001b`; `start` for anything else. */
export function endOfColour(text: Uint8Array, start: number, end: number): number {
  let at = start + (text[start] === 0x1b ? 1 : 6);
  if (text[at] !== 0x5b) return start;
  at++;
  while (at < end && (isDigit(text[at]!) || text[at] === 0x3b)) at++;
  return text[at] === 0x6d ? at + 1 : start;
}
