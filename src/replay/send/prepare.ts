import type { Buffer } from 'node:buffer';
import type { TurningArena } from '../../codec/arena.ts';
import { logOf } from '../../logs/log-attributes.ts';
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
export function prepare(
  record: SourceRecord,
  states: LogStates,
  arena: TurningArena,
  { job, ports }: JobState,
): Iterable<Prepared> {
  const { content, firstLogNumber, logCount } = record;
  const isTaken = takesRecord(job.filter, record);
  if (isTaken && content.kind === 'logs') {
    const choice = { ...job, nowMs: ports.clock.now(), arena };
    return ports.destination.prepare(dueLogs(content.logs, firstLogNumber, states), choice);
  }
  const all = Array.from({ length: logCount }, (_, index) => firstLogNumber + index);
  const logNumbers = all.filter((each) => isDueAt(each, states));
  return isTaken && content.kind === 'unreadable'
    ? [{ kind: 'parked', logNumbers, reason: content.reason }]
    : [{ kind: 'skipped', logNumbers, reason: 'filtered' }];
}

function* dueLogs(
  logs: Iterable<Buffer>,
  firstLogNumber: number,
  states: LogStates,
): Generator<NumberedLog, void, undefined> {
  let logNumber = firstLogNumber;
  for (const bytes of logs) {
    if (isDueAt(logNumber, states)) yield { logNumber, log: logOf(bytes) };
    logNumber += 1;
  }
}

function isDueAt(logNumber: number, states: LogStates): boolean {
  return !isSettledState(states.at(logNumber));
}
