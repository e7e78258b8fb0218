import type { Buffer } from 'node:buffer';

/** Calls `each` with the bounds of every line, its newline included. */
export function forEachLine(bytes: Buffer, each: (start: number, end: number) => void): void {
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    each(start, end);
    start = end;
  }
}
