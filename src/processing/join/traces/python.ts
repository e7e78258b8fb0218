import { lineClass as is, type ClassAt } from '../line-class.ts';

/**
 * Index behind the Python traceback at `start`: frames and their source with carets, the exception, and the tracebacks of the
 * exceptions that it followed. `start + 1` if nothing follows.
 */
export function endOfPython(at: ClassAt, start: number): number {
  let end = endOfBlock(at, start);
  for (let next = chained(at, end); next !== undefined; next = chained(at, end)) end = endOfBlock(at, next);
  return end;
}

function endOfBlock(at: ClassAt, start: number): number {
  const end = skipSource(at, start + 1);
  if (at(start) === is.pythonGroup || !isExceptionLine(at(end))) return end;
  return skipSource(at, end + 1);
}

function skipSource(at: ClassAt, from: number): number {
  let end = from;
  while (
    at(end) === is.pythonFrame ||
    at(end) === is.indented ||
    at(end) === is.datedIndented ||
    at(end) === is.caret ||
    at(end) === is.rubyFrame
  )
    end++;
  return end;
}

/** The last line of a traceback; its name may be anything, and its message may hold a date. */
function isExceptionLine(kind: number): boolean {
  return (
    kind === is.header ||
    kind === is.datedHeader ||
    kind === is.other ||
    kind === is.level ||
    kind === is.rubyError
  );
}

/** Where the next traceback of a chain begins, behind a sentence between blank lines. */
function chained(at: ClassAt, end: number): number | undefined {
  const sentence = skipBlank(at, end);
  if (at(sentence) !== is.pythonChain) return undefined;
  const next = skipBlank(at, sentence + 1);
  return at(next) === is.pythonTraceback || at(next) === is.pythonGroup ? next : undefined;
}

function skipBlank(at: ClassAt, from: number): number {
  return at(from) === is.blank ? from + 1 : from;
}
