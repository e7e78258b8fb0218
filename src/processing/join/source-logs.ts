import type { JoinLimits } from './join-limits.ts';
import type { JoinedLog } from './joined-log.ts';
import { lineClass as is } from './line-class.ts';
import type { LineTable } from './line-table.ts';
import { buildLogs, type LogOrigin } from './log-builder.ts';
import { endOfContinuation, traceAt } from './traces/trace-at.ts';
import { unitsOf, type Unit } from './units.ts';

/** Pushes to `logs` what the lines `rows` of one source, in order, make together; lines that stand alone are left out. */
export function joinSource(
  lines: LineTable,
  rows: readonly number[],
  hasTimes: boolean,
  limits: JoinLimits,
  logs: JoinedLog[],
): void {
  const units = unitsOf(lines, rows, limits.maxBytes, hasTimes ? limits.maxGapMs : undefined);
  for (let start = 0; start < units.length;) {
    const end = endOfRun(units, start);
    for (let index = start; index < end;) index = joinNext({ units, end, limits, logs }, index);
    start = end;
  }
}

/** Units that may be joined with each other, up to `end`. */
interface Run {
  readonly units: readonly Unit[];
  readonly end: number;
  readonly limits: JoinLimits;
  readonly logs: JoinedLog[];
}

/** Index behind the log that begins with the unit `start`. */
function joinNext({ units, end, limits, logs }: Run, start: number): number {
  const unit = units[start]!;
  const at = (index: number): number => (index < end ? units[index]!.kind : is.dated);
  const push = (origin: LogOrigin, to: number): number => buildLogs(units, start, to, origin, limits, logs);
  if (start === 0) {
    const leading = endOfLeading(units, at, end);
    if (leading !== undefined) return push({ ...leading.origin, isContinued: true }, leading.end);
  }
  if (unit.kind === is.ruleStart) return push(ruleOrigin, endOfRuleEvent(units, start, end));
  const trace = unit.kind === is.dated ? undefined : traceAt(at, start);
  if (trace !== undefined) return push({ joiner: trace.name, isContinued: false }, trace.end);
  if (isStart(unit.kind)) return push(dateOrigin, endOfDated(at, start, end));
  return push(aloneOrigin, start + 1);
}

const ruleOrigin: LogOrigin = { joiner: 'multi_line', isContinued: false };
const dateOrigin: LogOrigin = { joiner: 'date', isContinued: false };
/** One unit: a whole line, or the parts of one. */
const aloneOrigin: LogOrigin = { joiner: 'partial', isContinued: false };

/** Behind the last unit that may be joined with `start`: a silence, a JSON object or a cut line ends the run. */
function endOfRun(units: readonly Unit[], start: number): number {
  let end = start + 1;
  if (standsAlone(units[start]!)) return end;
  while (end < units.length && !units[end]!.isAfterGap && !standsAlone(units[end]!)) end++;
  return end;
}

function standsAlone({ kind, startMarker, endMarker, isOpen }: Unit): boolean {
  return kind === is.json || startMarker || endMarker || isOpen;
}

function endOfRuleEvent(units: readonly Unit[], start: number, end: number): number {
  let to = start + 1;
  while (to < end && units[to]!.kind === is.ruleContinuation) to++;
  return to;
}

/** Undated lines go on the log, and so does a whole trace, though its source or message may hold a date. */
function endOfDated(at: (index: number) => number, start: number, end: number): number {
  let to = start + 1;
  while (to < end) {
    const trace = at(to) === is.dated ? undefined : traceAt(at, to);
    if (trace === undefined && isBoundary(at(to))) return to;
    to = trace?.end ?? to + 1;
  }
  return to;
}

function isStart(kind: number): boolean {
  return kind === is.dated || kind === is.datedHeader || kind === is.datedIndented;
}

function isBoundary(kind: number): boolean {
  return isStart(kind) || kind === is.ruleStart || kind === is.ruleContinuation;
}

/** Lines at the beginning of a batch that go on a log which began in the one before. */
function endOfLeading(
  units: readonly Unit[],
  at: (index: number) => number,
  end: number,
): { readonly end: number; readonly origin: LogOrigin } | undefined {
  const kind = at(0);
  if (kind === is.ruleStart || isStart(kind)) return undefined;
  if (kind === is.ruleContinuation) {
    const to = endOfRuleEvent(units, 0, end);
    // Without any start in sight the rule may be a wrong one, and everything would become one log.
    return to < end && at(to) === is.ruleStart ? { end: to, origin: ruleOrigin } : undefined;
  }
  const to = endOfDated(at, 0, end);
  if (to < end && isStart(at(to))) return { end: to, origin: dateOrigin };
  const trace = endOfContinuation(at, 0);
  return trace > 0 ? { end: trace, origin: { joiner: 'throwable', isContinued: true } } : undefined;
}
