import { Buffer } from 'node:buffer';
import { restructure, writeEdited, type Edit } from '../../json/edit.ts';
import { batches } from '../../batch/batch.ts';
import { ByteWriter } from '../../codec/byte-writer.ts';
import { findMembers } from '../../json/object.ts';
import { decodeString } from '../../json/strings.ts';
import { bytesOf } from '../../logs/log-attributes.ts';
import type { ObjectStore, StoredObject } from '../../store/object-store.ts';
import { parkedKey } from './own-keys.ts';
import { sourceRecords, type ReadOptions, type SourceRecord } from '../read/records.ts';
import type { LogStates } from './log-states.ts';

/** Bytes of one parked object, unless a single line is longer. */
const segmentBytes = 8 * 1024 * 1024;

/**
 * Writes what is parked of an object under `parked/`, in lines that a later replay reads like any failed record, each with its
 * reason in `parkedReason`. The object is read once more, and the names come from the content: repeated after a crash, the same
 * objects are written.
 */
export async function parkRecords(
  object: StoredObject,
  states: LogStates,
  options: ReadOptions,
): Promise<void> {
  let lines: Buffer[] = [];
  let bytes = 0;
  for await (const records of sourceRecords(object, options)) {
    for (const record of records) {
      for (const line of parkedLines(record, states, options.raw)) {
        lines.push(line);
        bytes += line.length;
      }
    }
    if (bytes < segmentBytes) continue;
    await write(lines, object, options.store);
    lines = [];
    bytes = 0;
  }
  if (bytes > 0) await write(lines, object, options.store);
}

async function write(lines: readonly Buffer[], object: StoredObject, store: ObjectStore): Promise<void> {
  const content = Buffer.concat(lines);
  await store.put(parkedKey(object, content), content);
}

/** Logs in one parked line, unless a single one is longer: in base64 still far below what a replay takes for a line. */
const maxLineLogBytes = 4 * 1024 * 1024;

/** The lines for what is parked of a record. There are several only where it was packed and is large. */
function parkedLines(record: SourceRecord, states: LogStates, raw: boolean): readonly Buffer[] {
  const { content, firstLogNumber } = record;
  const numbers = Array.from({ length: record.logCount }, (_, index) => firstLogNumber + index);
  const parked = numbers.filter((logNumber) => states.at(logNumber).startsWith('p:'));
  const [first] = parked;
  if (first === undefined) return [];
  const reason = states.at(first).slice(2);
  if (content.kind !== 'logs') return [undecodableLine(record, reason, raw)];
  const isWhole = parked.length === record.logCount && !raw;
  const whole = isWhole ? edited(record.line, { parkedReason: reason }) : undefined;
  if (whole !== undefined) return [whole];
  const logs = parked.map((logNumber) => bytesOf(content.logs[logNumber - firstLogNumber]!));
  const parts = batches(logs, { maxItems: Infinity, maxBytes: maxLineLogBytes }, ({ length }) => length + 1);
  return Array.from(parts, (part) => {
    const bytes = (part.kind === 'batch' ? part.items : [part.item]).flatMap((log) => [log, newline]);
    return parkedRecord(record, Buffer.concat(bytes).toString('base64'), reason, raw);
  });
}

const newline = Buffer.from('\n');

/** Bytes that say nothing are kept as they are: the line where it is JSON, else all of it in `rawLine`. */
function undecodableLine({ line, errorCode }: SourceRecord, parkedReason: string, raw: boolean): Buffer {
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
  const writer = new ByteWriter();
  writeEdited(line, 0, line.length, edits, writer);
  writer.write(newline, 0, 1);
  return writer.toBuffer();
}
