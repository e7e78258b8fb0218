import type { Buffer } from 'node:buffer';
import { skipSpace, skipValue } from '../json/scan.ts';
import { placeOf, type LineView } from './line/line-view.ts';
import type { LineReader } from './line/read-line.ts';
import type { UntouchedReason } from './outcome.ts';
import { maxUnpackedBytes, unpackRecord } from './unpack-record.ts';

/** One record, unpacked, each of its lines read once. */
export type RecordView = RecordLines | RefusedRecord;

/** The plain text `bytes[start, end)` of a record. */
export interface RecordText {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly isPacked: boolean;
  /** Whether the text is one JSON document, be it printed over many lines, or nothing at all. */
  readonly isOneLine: boolean;
}

export interface RecordLines extends RecordText {
  readonly kind: 'lines';
  /** All lines but blank ones between others; `undefined` where they are too many to be kept, so that each is read when it is written. */
  readonly lines: readonly LineView[] | undefined;
}

/** A record that is passed on as it came. */
export interface RefusedRecord {
  readonly kind: 'refused';
  readonly reason: UntouchedReason;
}

/** What packed records of one event may hold together. An event of Fluent Bit's own never comes near. */
export class UnpackingRoom {
  #bytes: number;

  constructor(bytes = 64 * 1024 * 1024) {
    this.#bytes = bytes;
  }

  /** Unpacks a record as far as there is room. */
  unpack(data: Buffer): ReturnType<typeof unpackRecord> {
    const maxBytes = Math.min(maxUnpackedBytes, this.#bytes);
    const unpacked = unpackRecord(data, maxBytes);
    if (unpacked.kind === 'unpacked') this.#bytes -= unpacked.bytes.length;
    // What was thrown away has cost as much.
    if (unpacked.kind === 'refused') this.#bytes -= Math.min(maxBytes, data.length * maxCompressionRatio);
    return unpacked;
  }
}

/** What reading may keep: a record with more lines than are left is read when it is written. */
export class ReadingRoom {
  readonly unpacking: UnpackingRoom;
  #keptLines: number;

  constructor(keptLines = 50_000, unpacking = new UnpackingRoom()) {
    this.unpacking = unpacking;
    this.#keptLines = keptLines;
  }

  /** Whether there is room for so many lines, which is then taken. */
  takeLines(count: number): boolean {
    if (count > this.#keptLines) return false;
    this.#keptLines -= count;
    return true;
  }
}

/** Of gzip, whose every byte holds 1,032 at most. */
const maxCompressionRatio = 1032;

/** A record of more lines is passed on as it came: tagged, it would be many times as large. */
export const maxRecordLines = 200_000;

/** Reads records: unpacks them and reads their lines. */
export class RecordReader {
  readonly #lines: LineReader;

  constructor(lines: LineReader) {
    this.#lines = lines;
  }

  /** Reads the record `bytes[start, end)`, as far as there is room to keep it. */
  read(bytes: Buffer, start: number, end: number, room: ReadingRoom): RecordView {
    const first = this.#lines.readObject(bytes, start, end);
    if (first !== undefined && isBlank(bytes, first.object.close + 1, end)) {
      const lines = [this.#lines.lineOf(first)];
      return { kind: 'lines', bytes, start, end, isPacked: false, isOneLine: true, lines };
    }
    const data = bytes.subarray(start, end);
    const text = textOf(data, first !== undefined, room);
    if (text.kind === 'refused') return text;
    if (text.isOneLine) return { ...text, lines: this.#onlyLine(text) };
    const count = countLines(text.bytes, text.start, text.end);
    if (count > maxRecordLines) return { kind: 'refused', reason: 'too_many_lines' };
    return { ...text, lines: room.takeLines(count) ? this.#linesOf(text) : undefined };
  }

  /** The first line at or behind `position` that is not blank. */
  nextLine({ bytes, end }: RecordText, position: number): LineView | undefined {
    for (let at = position; at < end;) {
      const newline = bytes.indexOf(0x0a, at);
      const lineEnd = newline < 0 ? end : newline + 1;
      if (!isBlank(bytes, at, lineEnd)) return this.#lines.read(bytes, at, lineEnd);
      at = lineEnd;
    }
    return undefined;
  }

  #linesOf(text: RecordText): readonly LineView[] {
    const lines: LineView[] = [];
    for (let at = text.start; ; at = placeOf(lines.at(-1)!).end) {
      const line = this.nextLine(text, at);
      if (line === undefined) return lines;
      lines.push(line);
    }
  }

  #onlyLine({ bytes, start, end }: RecordText): readonly LineView[] {
    return [this.#lines.read(bytes, start, end)];
  }
}

/** The text of a record; `beginsWithObject` says that it begins with a JSON object behind which there is more. */
function textOf(
  data: Buffer,
  beginsWithObject: boolean,
  room: ReadingRoom,
): (RecordLines & { lines: undefined }) | RefusedRecord {
  const unpacked = isBlank(data, 0, data.length) ? ({ kind: 'plain' } as const) : room.unpacking.unpack(data);
  if (unpacked.kind === 'refused') return unpacked;
  const isPacked = unpacked.kind === 'unpacked';
  const bytes = isPacked ? unpacked.bytes : data;
  const isOneLine = (isPacked || !beginsWithObject) && isOneDocument(bytes);
  return { kind: 'lines', bytes, start: 0, end: bytes.length, isPacked, isOneLine, lines: undefined };
}

/** Lines of the text that are not blank, counted up to one more than `maxRecordLines`. */
export function countLines(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end && count <= maxRecordLines;) {
    const newline = bytes.indexOf(0x0a, at);
    const next = newline < 0 || newline >= end ? end : newline + 1;
    if (!isBlank(bytes, at, next)) count += 1;
    at = next;
  }
  return count;
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  return skipSpace(bytes, start, end) === end;
}

/** Whether the text is one JSON value, or holds nothing but white space. */
function isOneDocument(bytes: Buffer): boolean {
  const start = skipSpace(bytes, 0, bytes.length);
  const end = start === bytes.length ? start : skipValue(bytes, start, bytes.length);
  return end >= 0 && isBlank(bytes, end, bytes.length);
}
