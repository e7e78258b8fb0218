import type { TurningArena } from '../../codec/arena.ts';
import { logOf } from '../../logs/log-attributes.ts';
import type { RecordLog } from '../../logs/record-logs.ts';
import { takesRecord } from '../filter.ts';
import type { JobState } from '../job-state.ts';
import type { SourceRecord } from '../read/records.ts';
import { isSettledState, type LogStates } from '../settle/log-states.ts';
import type { NumberedLog, Prepared } from './destination.ts';

/** How many logs of a record have no fate yet. */
export function dueCount({ firstLogNumber, logCount }: SourceRecord, states: LogStates): number {
  let due = 0;
  for (let at = firstLogNumber; at < firstLogNumber + logCount; at++) if (isDueAt(at, states)) due += 1;
  return due;
}

/** What the logs that have no fate yet come to, made one by one. */
export function* prepare(
  record: SourceRecord,
  states: LogStates,
  arena: TurningArena,
  { job, ports }: JobState,
): Generator<Prepared, void, undefined> {
  const { content, firstLogNumber, logCount } = record;
  const isTaken = takesRecord(job.filter, record);
  if (isTaken && content.kind === 'logs') {
    const choice = { ...job, nowMs: ports.clock.now(), arena };
    const dropped: number[] = [];
    const due = dueLogs(content.logs, firstLogNumber, states, dropped);
    yield* ports.destination.prepare(due, choice);
    if (dropped.length > 0) yield { kind: 'delivered', logNumbers: dropped };
    return;
  }
  const all = Array.from({ length: logCount }, (_, index) => firstLogNumber + index);
  const logNumbers = all.filter((each) => isDueAt(each, states));
  yield isTaken && content.kind === 'unreadable'
    ? { kind: 'parked', logNumbers, reason: content.reason }
    : { kind: 'skipped', logNumbers, reason: 'filtered' };
}

/** Those that rules have dropped are added to `dropped`. */
function* dueLogs(
  logs: Iterable<RecordLog>,
  firstLogNumber: number,
  states: LogStates,
  dropped: number[],
): Generator<NumberedLog, void, undefined> {
  for (const { numbers, log } of logs) {
    const logNumbers = numbers.map((each) => firstLogNumber + each).filter((each) => isDueAt(each, states));
    if (logNumbers.length === 0) continue;
    if (typeof log === 'string') for (const each of logNumbers) dropped.push(each);
    else yield { logNumbers, log: logOf(log) };
  }
}

function isDueAt(logNumber: number, states: LogStates): boolean {
  return !isSettledState(states.at(logNumber));
}
