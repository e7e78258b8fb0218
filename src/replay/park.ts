import { Buffer } from 'node:buffer';
import { restructure, writeEdited, type Edit } from '../json/edit.ts';
import { ByteWriter } from '../codec/byte-writer.ts';
import { findMembers } from '../json/object.ts';
import { decodeString } from '../json/strings.ts';
import { bytesOf } from './log-attributes.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { parkedKey } from './own-keys.ts';
import { sourceRecords, type ReadOptions, type SourceRecord } from './source-records.ts';
import type { UnitStates } from './unit-states.ts';

/** Bytes of one parked object, unless a single line is longer. */
const segmentBytes = 8 * 1024 * 1024;

/**
 * Writes what is parked of an object under `parked/`, in lines that a later replay reads like any failed record, each with its
 * reason in `parkedReason`. The object is read once more, and the names come from the content: repeated after a crash, the same
 * objects are written.
 */
export async function parkRecords(
  object: StoredObject,
  units: UnitStates,
  options: ReadOptions,
): Promise<void> {
  let lines: Buffer[] = [];
  let bytes = 0;
  for await (const records of sourceRecords(object, options)) {
    for (const record of records) {
      const line = parkedLine(record, units, options.raw);
      if (line === undefined) continue;
      lines.push(line);
      bytes += line.length;
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

/** The line for what is parked of a record, or `undefined` when nothing is. */
function parkedLine(record: SourceRecord, units: UnitStates, raw: boolean): Buffer | undefined {
  const { content, firstUnit } = record;
  const numbers = Array.from({ length: record.units }, (_, index) => firstUnit + index);
  const parked = numbers.filter((unit) => units.at(unit).startsWith('p:'));
  const [first] = parked;
  if (first === undefined) return undefined;
  const reason = units.at(first).slice(2);
  if (content.kind !== 'logs') return undecodableLine(record, reason, raw);
  const logs = parked.flatMap((unit) => [bytesOf(content.logs[unit - firstUnit]!), newline]);
  const isWhole = parked.length === record.units;
  return parkedRecord(record, Buffer.concat(logs).toString('base64'), isWhole && !raw, reason, raw);
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
  isWhole: boolean,
  parkedReason: string,
  raw: boolean,
): Buffer {
  const kept = raw ? undefined : edited(line, isWhole ? { parkedReason } : { parkedReason, rawData });
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
