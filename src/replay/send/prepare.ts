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
    const dropped = new DroppedLogs();
    const due = dueLogs(content.logs, firstLogNumber, states, dropped);
    yield* ports.destination.prepare(due, choice);
    yield* dropped.all;
    return;
  }
  const all = Array.from({ length: logCount }, (_, index) => firstLogNumber + index);
  const logNumbers = all.filter((each) => isDueAt(each, states));
  yield isTaken && content.kind === 'unreadable'
    ? { kind: 'parked', logNumbers, reason: content.reason }
    : { kind: 'skipped', logNumbers, reason: 'filtered' };
}

/** Those that rules have dropped go to `dropped`. */
function* dueLogs(
  logs: Iterable<RecordLog>,
  firstLogNumber: number,
  states: LogStates,
  dropped: DroppedLogs,
): Generator<NumberedLog, void, undefined> {
  for (const { numbers, log, droppedBy: by = '', joinedBy: all, masked } of logs) {
    const lines = numbers.flatMap((each, index) => {
      const logNumber = firstLogNumber + each;
      return isDueAt(logNumber, states) ? [{ logNumber, by: all[index - 1] ?? '' }] : [];
    });
    if (lines.length === 0) continue;
    const logNumbers = lines.map(({ logNumber }) => logNumber);
    // The first that is due stands for the log.
    const joinedBy = lines.slice(1).map((line) => line.by);
    if (typeof log === 'string') dropped.add({ kind: 'dropped', reason: log, by, logNumbers, joinedBy });
    else yield { logNumbers, log: logOf(log), joinedBy, masked };
  }
}

type Dropped = Extract<Prepared, { readonly kind: 'dropped' }>;

/** Those of one rule are settled together: there may be as many as a record has lines. */
class DroppedLogs {
  readonly #ofRule = new Map<
    string,
    Dropped & { readonly logNumbers: number[]; readonly joinedBy: string[] }
  >();

  add(log: Dropped): void {
    const key = `${log.reason} ${log.by}`;
    const known = this.#ofRule.get(key) ?? { ...log, logNumbers: [], joinedBy: [] };
    for (const logNumber of log.logNumbers) known.logNumbers.push(logNumber);
    for (const name of log.joinedBy) known.joinedBy.push(name);
    this.#ofRule.set(key, known);
  }

  get all(): Iterable<Dropped> {
    return this.#ofRule.values();
  }
}

function isDueAt(logNumber: number, states: LogStates): boolean {
  return !isSettledState(states.at(logNumber));
}
