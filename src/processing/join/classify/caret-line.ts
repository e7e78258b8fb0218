import { isSpace } from './bytes.ts';

/** Whether there is nothing but `^`, `~` and blanks, and a `^` among them. */
export function isCaretLine(text: Uint8Array, start: number, end: number): boolean {
  let hasCaret = false;
  for (let at = start; at < end; at++) {
    const byte = text[at]!;
    if (byte === 0x5e) hasCaret = true;
    else if (byte !== 0x7e && !isSpace(byte)) return false;
  }
  return hasCaret;
}
