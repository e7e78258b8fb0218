import type { JoinedLog, JoinedPart, Joiner } from './joined-log.ts';
import type { JoinLimits } from './join-limits.ts';
import type { Unit } from './units.ts';

export interface LogOrigin {
  readonly joiner: Joiner;
  /** It goes on what an earlier batch began. */
  readonly isContinued: boolean;
}

/**
 * Pushes to `logs` what the units `[start, to)` become, several logs where one would be too long, and answers the index to go on at.
 * Behind a dated log that was too long the lines stand alone, as the Agent has it: they may belong to anything.
 * Source: datadog-agent `combining_aggregator.go`, `regex_aggregator.go`.
 */
export function buildLogs(
  units: readonly Unit[],
  start: number,
  to: number,
  origin: LogOrigin,
  { maxBytes, separatorBytes }: JoinLimits,
  logs: JoinedLog[],
): number {
  let begin = start;
  let bytes = units[start]!.bytes;
  for (let index = start + 1; index < to; index++) {
    const added = units[index]!.bytes;
    if (bytes + added < maxBytes) {
      bytes += separatorBytes + added;
      continue;
    }
    pushLog(units.slice(begin, index), origin, begin > start, true, logs);
    begin = index;
    bytes = added;
    if (origin.joiner === 'date' && added < maxBytes) {
      pushLog([units[index]!], origin, true, false, logs);
      return index + 1;
    }
  }
  pushLog(units.slice(begin, to), origin, begin > start, false, logs);
  return to;
}

function pushLog(
  units: readonly Unit[],
  origin: LogOrigin,
  isRest: boolean,
  isCut: boolean,
  logs: JoinedLog[],
): void {
  const tags = tagsOf(units, origin, isRest || isCut);
  const parts = partsOf(units);
  if (parts.length === 1 && tags.length === 0) return;
  const startMarker = isRest || units[0]!.startMarker;
  const endMarker = isCut || units[0]!.endMarker;
  logs.push({ parts, joiner: origin.joiner, startMarker, endMarker, tags });
}

function partsOf(units: readonly Unit[]): JoinedPart[] {
  return units.flatMap(({ rows }, unit) =>
    rows.map((line, part) => ({ line, isSeparated: unit > 0 && part === 0 })),
  );
}

/** Source of the names: datadog-agent `pkg/logs/message`. */
function tagsOf(
  units: readonly Unit[],
  { joiner, isContinued }: LogOrigin,
  isTruncated: boolean,
): readonly string[] {
  const isRule = joiner === 'multi_line';
  const tags: string[] = [];
  if (units.length > 1) tags.push(isRule ? 'multiline:multi_line' : 'multiline:auto_multiline');
  if (isContinued) tags.push('multiline:continued');
  if (isTruncated) tags.push(isRule ? 'truncated:multiline_regex' : 'truncated:auto_multiline');
  const [{ startMarker, endMarker, isOpen }] = units as readonly [Unit];
  if (startMarker || endMarker || isOpen) tags.push('truncated:single_line');
  return tags;
}
