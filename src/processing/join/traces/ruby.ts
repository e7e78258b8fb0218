import { lineClass as is, type ClassAt } from '../line-class.ts';

/** Lines of a message, with the source that error_highlight shows, between the error and its first `from`. */
const maxMessageLines = 8;

/** Index behind the Ruby error at `start`, with its causes; `start + 1` if it stands alone. */
export function endOfRuby(at: ClassAt, start: number): number {
  let end = endOfError(at, start);
  while (at(end) === is.rubyError && endOfError(at, end) > end + 1) end = endOfError(at, end);
  return end;
}

function endOfError(at: ClassAt, start: number): number {
  const first = firstFrame(at, start + 1);
  if (first === undefined) return endOfSource(at, start + 1);
  let end = first;
  while (at(end) === is.rubyFrame || at(end) === is.indented) end++;
  return end;
}

function firstFrame(at: ClassAt, from: number): number | undefined {
  for (let index = from; index <= from + maxMessageLines; index++) {
    if (at(index) === is.rubyFrame) return index;
    if (!isMessage(at(index))) return undefined;
  }
  return undefined;
}

/** An error outside every method has no frames, but it may have its source: a blank, the source, a caret. */
function endOfSource(at: ClassAt, from: number): number {
  return at(from) === is.blank && at(from + 2) === is.caret ? from + 3 : from;
}

function isMessage(kind: number): boolean {
  return (
    kind === is.other || kind === is.indented || kind === is.blank || kind === is.level || kind === is.caret
  );
}
