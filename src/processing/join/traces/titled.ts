import { lineClass as is, type ClassAt } from '../line-class.ts';

/** Lines of the message of a panic. */
const maxMessageLines = 16;

/**
 * Index behind the stack below `Stack trace:`, whose title is at `title`: PHP's numbered frames and where it was thrown, with the
 * exceptions that followed; or indented frames. `title` where there are none.
 */
export function endOfTitled(at: ClassAt, title: number): number {
  let end = title + 1;
  if (at(end) === is.phpFrame) return endOfPhp(at, end);
  while (isIndented(at(end))) end++;
  if (end === title + 1) return title;
  return at(end) === is.rustNote ? end + 1 : end;
}

function endOfPhp(at: ClassAt, start: number): number {
  let end = start;
  for (;;) {
    while (at(end) === is.phpFrame) end++;
    if (at(end) !== is.blank || at(end + 2) !== is.stackTitle || at(end + 3) !== is.phpFrame) break;
    end += 3;
  }
  return at(end) === is.indented ? end + 1 : end;
}

function isIndented(kind: number): boolean {
  return kind === is.indented || kind === is.frame || kind === is.frameWithProperties || kind === is.cause;
}

/** Index behind the panic of a Rust program at `start`: its message, its backtrace, and the note about it. */
export function endOfRustPanic(at: ClassAt, start: number): number {
  for (let index = start + 1; index <= start + maxMessageLines; index++) {
    const kind = at(index);
    if (kind === is.rustNote) return index + 1;
    if (kind === is.stackTitle) return Math.max(endOfTitled(at, index), index + 1);
    if (!isText(kind)) break;
  }
  return isText(at(start + 1)) ? start + 2 : start + 1;
}

function isText(kind: number): boolean {
  return (
    kind === is.other || kind === is.level || kind === is.indented || kind === is.blank || kind === is.header
  );
}
