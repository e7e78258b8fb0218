import { lineClass as is, type ClassAt } from '../line-class.ts';
import { endOfGo, endOfGoStack } from './go.ts';
import { endOfPython } from './python.ts';
import { endOfRuby } from './ruby.ts';
import { endOfThrowable, endOfUncaught } from './throwable.ts';
import { endOfRustPanic, endOfTitled } from './titled.ts';

/** Who recognised a trace, for `explain`. */
export type TraceName = 'throwable' | 'node' | 'python' | 'go' | 'ruby' | 'dotnet log' | 'titled' | 'rust';

export interface Trace {
  readonly name: TraceName;
  /** Index behind its last line. */
  readonly end: number;
}

/**
 * The stack trace that begins with the line at `start`, which has no date; `undefined` if the line stands alone. Looks at a bounded
 * number of lines beyond what it takes, so that the work stays linear.
 */
export function traceAt(at: ClassAt, start: number): Trace | undefined {
  const found = traceBeginningAt(at, start);
  if (found !== undefined || at(start) !== is.level) return found;
  // The line that logs the exception, with the exception below it.
  return at(start + 1) === is.level ? undefined : traceBeginningAt(at, start + 1);
}

function traceBeginningAt(at: ClassAt, start: number): Trace | undefined {
  switch (at(start)) {
    case is.pythonTraceback:
    case is.pythonGroup:
    case is.pythonFrame:
      return trace('python', start, endOfPython(at, start));
    case is.goPanic:
    case is.goroutine:
      return trace('go', start, endOfGo(at, start));
    case is.nodeLocation:
      return trace('node', start, endOfUncaught(at, start));
    case is.rubyError:
      return trace('ruby', start, endOfRuby(at, start));
    case is.dotnetLog:
      return trace('dotnet log', start, endOfIndented(at, start + 1));
    case is.rustPanic:
      return trace('rust', start, endOfRustPanic(at, start));
    case is.header:
    case is.datedHeader:
    case is.other:
    case is.level:
      if (at(start + 1) === is.stackTitle) {
        const end = endOfTitled(at, start + 1);
        if (end > start + 1) return trace('titled', start, end);
      }
      // The note of a panic whose message is in its first line, as until Rust 1.72.
      if (at(start + 1) === is.rustNote) return trace('rust', start, start + 2);
      if (at(start + 1) === is.rubyFrame) return trace('ruby', start, endOfRuby(at, start));
      return at(start + 2) === is.goLocation
        ? trace('go', start, endOfGoStack(at, start))
        : trace('throwable', start, endOfThrowable(at, start));
    case is.stackTitle:
      return trace('throwable', start, endOfThrowable(at, start));
    default:
      return undefined;
  }
}

function trace(name: TraceName, start: number, end: number): Trace | undefined {
  return end > start + 1 ? { name, end } : undefined;
}

/**
 * Index behind the lines from `start` on that can only go on a trace which began before: those that a batch finds at its beginning
 * when the batch before it ended in the middle of one.
 */
export function endOfContinuation(at: ClassAt, start: number): number {
  let end = start;
  while (isContinuation(at(end))) end++;
  if (end === start) return start;
  // The exception's name closes a Python traceback.
  const closesPython = at(end - 1) === is.indented || at(end - 1) === is.pythonFrame;
  return closesPython && at(end) === is.header ? end + 1 : end;
}

function isContinuation(kind: number): boolean {
  return (
    kind === is.frame ||
    kind === is.frameWithProperties ||
    kind === is.cause ||
    kind === is.pythonFrame ||
    kind === is.goLocation ||
    kind === is.rubyFrame
  );
}

/** The message of .NET's console logger, its exception included: everything is indented. */
function endOfIndented(at: ClassAt, start: number): number {
  let end = start;
  while (
    at(end) === is.indented ||
    at(end) === is.frame ||
    at(end) === is.cause ||
    (at(end) === is.blank && at(end + 1) === is.indented)
  )
    end++;
  return end;
}
