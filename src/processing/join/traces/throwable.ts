import { lineClass as is, type ClassAt } from '../line-class.ts';

/** Lines of a message between the name of an exception and its first frame. */
const maxMessageLines = 16;
/** Lines from the source that Node shows of an uncaught error to its last line, `Node.js v…`. */
const maxUncaughtLines = 200;

/**
 * Index behind the trace of Java, Node or .NET whose first line is at `start`: frames right below it, or below a message of a few
 * lines if it has the name of an exception. `start + 1` if there is none.
 */
export function endOfThrowable(at: ClassAt, start: number): number {
  const isNamed = at(start) === is.header || at(start) === is.datedHeader;
  const body = isNamed ? skipMessage(at, start + 1) : start + 1;
  return isFrameOrCause(at(body)) ? endOfBody(at, body) : start + 1;
}

/** Index of the first frame or cause within a message's length of `from`; `from` if there is none. */
function skipMessage(at: ClassAt, from: number): number {
  for (let index = from; index <= from + maxMessageLines; index++) {
    if (isFrameOrCause(at(index))) return index;
    if (!isMessage(at(index))) return from;
  }
  return from;
}

function endOfBody(at: ClassAt, from: number): number {
  let end = from;
  for (;;) {
    const kind = at(end);
    if (kind === is.frameWithProperties) end = endOfProperties(at, end + 1);
    else if (kind === is.frame) end++;
    else if (kind === is.cause) end = skipMessage(at, end + 1);
    else if (kind === is.blank && isFrameOrCause(at(end + 1))) end++;
    else return end + versionLines(at, end);
  }
}

/** Node prints the properties of an error indented, down to a brace at the margin. */
function endOfProperties(at: ClassAt, from: number): number {
  let end = from;
  while (isInProperties(at(end))) end++;
  return at(end) === is.brace ? end + 1 : end;
}

function isInProperties(kind: number): boolean {
  return (
    kind === is.indented ||
    kind === is.frame ||
    kind === is.frameWithProperties ||
    kind === is.cause ||
    kind === is.blank
  );
}

/** Lines of `Node.js v24.1.0` and the blank before it. */
function versionLines(at: ClassAt, from: number): number {
  if (at(from) === is.nodeVersion) return 1;
  return at(from) === is.blank && at(from + 1) === is.nodeVersion ? 2 : 0;
}

/**
 * Index behind an error that Node did not catch: the place, its source, a caret, then the error; Node 17 and later end it with their
 * version. `start + 1` if it is none.
 */
export function endOfUncaught(at: ClassAt, start: number): number {
  const caret = [start + 2, start + 1, start + 3].find((index) => at(index) === is.caret);
  if (caret === undefined) return start + 1;
  const version = findVersion(at, caret + 1);
  if (version !== undefined) return version + 1;
  let error = caret + 1;
  while (at(error) === is.blank) error++;
  const end = endOfThrowable(at, error);
  return end > error + 1 ? end : caret + 1;
}

function findVersion(at: ClassAt, from: number): number | undefined {
  for (let index = from; index < from + maxUncaughtLines; index++) {
    if (at(index) === is.nodeVersion) return index;
    if (at(index) === is.dated || at(index) === is.nodeLocation) return undefined;
  }
  return undefined;
}

function isFrameOrCause(kind: number): boolean {
  return kind === is.frame || kind === is.frameWithProperties || kind === is.cause;
}

function isMessage(kind: number): boolean {
  return (
    kind === is.other ||
    kind === is.indented ||
    kind === is.blank ||
    kind === is.level ||
    kind === is.brace ||
    kind === is.caret ||
    kind === is.stackTitle ||
    kind === is.phpFrame
  );
}
