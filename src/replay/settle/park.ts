import { Buffer } from 'node:buffer';
import { restructure, editedBytes, type Edit } from '../../json/edit.ts';
import { batches } from '../../batch/batch.ts';
import { findMembers } from '../../json/object.ts';
import { decodeString } from '../../json/strings.ts';
import type { StoredObject } from '../../store/object-store.ts';
import type { RecordLog } from '../../logs/record-logs.ts';
import { parkedKey } from './own-keys.ts';
import { sourceRecords, type ReadOptions, type SourceRecord } from '../read/records.ts';
import type { LogStates } from './log-states.ts';

/** Bytes of one parked object, unless a single line is longer. */
const segmentBytes = 8 * 1024 * 1024;

/**
 * Writes what is parked of an object under `parked/`, in lines that a later replay reads like any failed record, each with its
 * reason in `parkedReason`, and answers the names. The object is read once more, and the names come from the content and its place:
 * repeated after a crash, the same objects are written.
 */
export async function parkRecords(
  object: StoredObject,
  states: LogStates,
  options: ReadOptions,
): Promise<readonly string[]> {
  const keys: string[] = [];
  const lines: Buffer[] = [];
  let bytes = 0;
  let firstLog = 0;
  const write = async () => {
    const content = Buffer.concat(lines.splice(0));
    const key = parkedKey(object, content, `${firstLog}/${keys.length}`);
    await options.store.put(key, content);
    keys.push(key);
    bytes = 0;
  };
  for await (const records of sourceRecords(object, options)) {
    for (const record of records) {
      const parked = parkedLogs(record, states);
      for (const line of parkedLines(record, parked, states, options.raw)) {
        if (lines.length === 0) firstLog = record.firstLogNumber + parked.indexOf(true);
        lines.push(line);
        bytes += line.length;
        if (bytes >= segmentBytes) await write();
      }
    }
  }
  if (bytes > 0) await write();
  return keys;
}

/** Which logs of a record are to be parked. */
function parkedLogs({ firstLogNumber, logCount }: SourceRecord, states: LogStates): readonly boolean[] {
  return Array.from({ length: logCount }, (_, index) => states.at(firstLogNumber + index).startsWith('p:'));
}

/** Logs in one parked line, unless a single one is longer: in base64 still far below what a replay takes for a line. */
const maxLineLogBytes = 4 * 1024 * 1024;

/** The lines for what is parked of a record. There are several only where it was packed and is large. */
function* parkedLines(
  record: SourceRecord,
  parked: readonly boolean[],
  states: LogStates,
  raw: boolean,
): Generator<Buffer, void, undefined> {
  const { content, firstLogNumber } = record;
  const first = parked.indexOf(true);
  if (first < 0) return;
  const reason = states.at(firstLogNumber + first).slice(2);
  if (content.kind !== 'logs') return yield unreadableLine(record, reason, raw);
  const isWhole = !raw && !parked.includes(false);
  const whole = isWhole ? edited(record.line, { parkedReason: reason }) : undefined;
  if (whole !== undefined) return yield whole;
  const limits = { maxItems: Infinity, maxBytes: maxLineLogBytes };
  for (const part of batches(logsAt(content.logs, parked), limits, ({ length }) => length)) {
    const bytes = Buffer.concat(part.kind === 'batch' ? part.items : [part.item]);
    yield parkedRecord(record, bytes.toString('base64'), reason, raw);
  }
}

/** Copies of those logs, each with a line end. */
function* logsAt(
  logs: Iterable<RecordLog>,
  isWanted: readonly boolean[],
): Generator<Buffer, void, undefined> {
  for (const { numbers, log } of logs)
    if (typeof log !== 'string' && numbers.some((each) => isWanted[each] === true))
      yield Buffer.concat([log, newline]);
}

const newline = Buffer.from('\n');

/** Bytes that say nothing are kept as they are: the line where it is JSON, else all of it in `rawLine`. */
function unreadableLine({ line, errorCode }: SourceRecord, parkedReason: string, raw: boolean): Buffer {
  if (raw) return jsonLine({ errorCode, rawData: line.toString('base64'), parkedReason });
  return (
    edited(line, { parkedReason }) ?? jsonLine({ errorCode, rawLine: line.toString('base64'), parkedReason })
  );
}

function parkedRecord(
  { line, errorCode, arrivalTimeMs }: SourceRecord,
  rawData: string,
  parkedReason: string,
  raw: boolean,
): Buffer {
  const kept = raw ? undefined : edited(line, { parkedReason, rawData });
  return kept ?? jsonLine({ errorCode, arrivalTimestamp: arrivalTimeMs, rawData, parkedReason });
}

function jsonLine(fields: Readonly<Record<string, string | number | undefined>>): Buffer {
  return Buffer.from(`${JSON.stringify(fields)}\n`);
}

/** The line with some fields in place of its own of that name, all others as they were; `undefined` when it is no JSON object. */
function edited(line: Buffer, fields: Readonly<Record<string, string>>): Buffer | undefined {
  const object = findMembers(line, 0, line.length);
  if (object === undefined) return undefined;
  const isReplaced = (index: number): boolean => {
    const { keyStart, keyEnd } = object.members[index]!;
    return Object.hasOwn(fields, decodeString(line, keyStart, keyEnd));
  };
  const added = Object.entries(fields).map(([key, value]) =>
    Buffer.from(`"${key}":${JSON.stringify(value)}`),
  );
  const edits: Edit[] = [];
  restructure(object, isReplaced, added, edits);
  return Buffer.concat([editedBytes(line, 0, line.length, edits), newline]);
}
