import { cut, type LineTable } from './line-table.ts';

/** One line as the program wrote it: a line, or the parts into which the runtime cut it. */
export interface Unit {
  readonly rows: readonly number[];
  readonly kind: number;
  readonly bytes: number;
  /** Cut for its length: the rest is in the next unit, or this is the rest of the one before. */
  readonly startMarker: boolean;
  readonly endMarker: boolean;
  /** The part with the end is in another batch, or has no text. */
  readonly isOpen: boolean;
  /** Whether the program was silent for longer than `maxGapMs` before it. */
  readonly isAfterGap: boolean;
}

/** Puts the parts of cut lines together, up to `maxBytes`, and answers the lines of a source. `rows` are in order of time. */
export function unitsOf(
  lines: LineTable,
  rows: readonly number[],
  maxBytes: number,
  maxGapMs: number | undefined,
): Unit[] {
  const units: Unit[] = [];
  let begin = 0;
  let bytes = 0;
  let startMarker = false;
  const push = (end: number, endMarker: boolean, isOpen: boolean): void => {
    const first = rows[begin]!;
    const isAfterGap = begin > 0 && isGap(lines, rows[begin - 1]!, first, maxGapMs);
    const kind = lines.classes[first]!;
    units.push({ rows: rows.slice(begin, end), kind, bytes, startMarker, endMarker, isOpen, isAfterGap });
    begin = end;
    bytes = 0;
    startMarker = endMarker;
  };
  for (const [index, row] of rows.entries()) {
    if (index > begin && lines.partial[row] === cut.never) push(index, false, true);
    else if (index > begin && bytes + lines.sizes[row]! >= maxBytes) push(index, true, false);
    bytes += lines.sizes[row]!;
    if (lines.partial[row] !== cut.here) push(index + 1, false, false);
  }
  if (begin < rows.length) push(rows.length, false, true);
  return units;
}

function isGap(lines: LineTable, before: number, after: number, maxGapMs: number | undefined): boolean {
  return maxGapMs !== undefined && lines.timesMs[after]! - lines.timesMs[before]! > maxGapMs;
}
