import { lineClass as is, type ClassAt } from '../line-class.ts';

/** Lines between `panic:` and the first goroutine. */
const maxHeaderLines = 24;

/** Index behind the crash of a Go program at `start`; `start + 1` where no goroutine follows. */
export function endOfGo(at: ClassAt, start: number): number {
  let end = firstGoroutine(at, start);
  if (end === undefined) return start + 1;
  for (;;) {
    end = endOfChunk(at, end);
    const next = at(end) === is.blank ? end + 1 : end;
    if (at(next) !== is.goroutine && at(next) !== is.goCrash) return end;
    end = next;
  }
}

/**
 * Index behind the stack that zap and pkg/errors print below a message, without a goroutine: pairs of a function and its place.
 * `start + 1` where none follows.
 */
export function endOfGoStack(at: ClassAt, start: number): number {
  let end = start + 1;
  while (isFunction(at(end)) && at(end + 1) === is.goLocation) end += 2;
  return end;
}

function isFunction(kind: number): boolean {
  return kind === is.other || kind === is.level || kind === is.header;
}

function firstGoroutine(at: ClassAt, start: number): number | undefined {
  for (let index = start; index <= start + maxHeaderLines; index++) {
    if (at(index) === is.goroutine) return index;
    if (index > start && !isHeaderLine(at(index))) return undefined;
  }
  return undefined;
}

function isHeaderLine(kind: number): boolean {
  return kind !== is.dated && kind !== is.json && kind < is.header
    ? true
    : kind === is.goPanic || kind === is.goCrash || kind === is.header || kind === is.goLocation;
}

/** Behind one goroutine or register dump: pairs of a function and its place, elided frames and single indented remarks. */
function endOfChunk(at: ClassAt, start: number): number {
  let end = start + 1;
  for (;;) {
    const kind = at(end);
    if (kind === is.goCrash || kind === is.goLocation || kind === is.indented) end++;
    else if (kind !== is.dated && kind !== is.json && kind !== is.blank && at(end + 1) === is.goLocation)
      end += 2;
    else return end;
  }
}
