import { Buffer } from 'node:buffer';
import { ScratchBuffer } from '../../codec/scratch.ts';
import { unpackStream } from '../../codec/unpack-stream.ts';
import { findObject } from '../../json/object.ts';
import { skipSpace } from '../../json/scan.ts';
import type { LogReader, RecordLogs } from '../../logs/record-logs.ts';
import { readFailedRecord, type FailedRecordFields, type LineReason } from './failed-record.ts';
import { partsOfLine } from './line-parts.ts';
import { linesOfErrorObject } from './error-object.ts';
import { sourceLines, type SourceLine } from './lines.ts';
import type { ObjectStore, StoredObject } from '../../store/object-store.ts';

/** What a line of a source object comes to. */
export type SourceContent =
  | Extract<RecordLogs, { kind: 'logs' }>
  | { readonly kind: 'unreadable'; readonly reason: LineReason; readonly count?: number };

/** One record of an object. Its lines are numbered through the object, whatever rules make of them; what has none counts as one. */
export interface SourceRecord extends FailedRecordFields {
  /** Number of its first log. */
  readonly firstLogNumber: number;
  readonly logCount: number;
  /** The line as it stands in the object, without its end; empty where nothing of it could be read. */
  readonly line: Buffer;
  readonly content: SourceContent;
}

export interface ReadOptions {
  readonly store: ObjectStore;
  readonly logs: LogReader;
  /** The object holds records themselves (backup of all data), not failed records in their envelopes. */
  readonly raw: boolean;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Reads an object as it comes, in memory that does not grow with it, and yields its records in blocks. A record's content is only
 * good until the next one is taken. The numbers of the logs are the same whenever the same version is read. Throws the
 * store's errors, and `NotAnErrorObject` before the first record; damage inside becomes a record that cannot be decoded.
 */
export async function* sourceRecords(
  object: StoredObject,
  { store, logs, raw, onBytes }: ReadOptions,
): AsyncGenerator<Iterable<SourceRecord>, void, undefined> {
  const decode = new LineDecoder(logs, raw, object.lastModifiedMs);
  const unpacked = () => unpackStream(counted(store.read(object), onBytes));
  // Records that Fluent Bit has packed stand one behind the other, also in an object that Firehose has packed.
  const lines = raw
    ? sourceLines(unpackStream(unpacked()))
    : linesOfErrorObject(object.key, () => sourceLines(unpacked()));
  for await (const block of lines) yield recordsOf(block, decode);
}

/** One by one, since the logs of a record are gone when the next one is read. */
function* recordsOf(
  lines: readonly SourceLine[],
  decode: LineDecoder,
): Generator<SourceRecord, void, undefined> {
  for (const line of lines) yield* decode.records(line);
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    onBytes?.(chunk.length);
    yield chunk;
  }
}

class LineDecoder {
  readonly #logs: LogReader;
  readonly #raw: boolean;
  readonly #writtenMs: number;
  readonly #scratch = new ScratchBuffer();
  #nextLogNumber = 0;

  constructor(logs: LogReader, raw: boolean, writtenMs: number) {
    this.#logs = logs;
    this.#raw = raw;
    this.#writtenMs = writtenMs;
  }

  *records({ kind, bytes }: SourceLine): Generator<SourceRecord, void, undefined> {
    if (kind === 'overlong') {
      const beginning = bytes.subarray(0, maxOverlongBytes);
      yield this.#numbered(beginning, unknown, { kind: 'unreadable', reason: 'line_too_long' });
    } else if (kind === 'line') {
      if (this.#raw) yield* this.#rawRecords(bytes);
      else for (const part of partsOfLine(bytes)) yield this.#failedRecord(part);
    } else {
      yield* this.#damagedEnd(bytes);
    }
  }

  /** What could be read of the last line, where a record stands in it whole, and the damage as a record of its own. */
  *#damagedEnd(bytes: Buffer): Generator<SourceRecord, void, undefined> {
    const isRecord =
      bytes.length > 0 && (this.#raw || readFailedRecord(bytes, this.#scratch).kind === 'record');
    if (isRecord) yield* this.records({ kind: 'line', bytes });
    yield this.#numbered(isRecord ? empty : bytes, unknown, {
      kind: 'unreadable',
      reason: 'damaged_object',
    });
  }

  #failedRecord(line: Buffer): SourceRecord {
    const read = readFailedRecord(line, this.#scratch);
    if (read.kind === 'unreadable') return this.#numbered(line, read, read);
    const arrivalTimeMs = read.arrivalTimeMs ?? this.#writtenMs;
    const { streamArn } = read;
    const record = { bytes: this.#scratch.bytes, end: read.length, arrivalTimeMs, streamArn };
    return this.#numbered(line, read, this.#logs.read(record));
  }

  *#rawRecords(line: Buffer): Generator<SourceRecord, void, undefined> {
    const fields = { errorCode: 'none', arrivalTimeMs: this.#writtenMs, streamArn: undefined };
    for (const bytes of rawParts(line)) {
      yield this.#numbered(bytes, fields, this.#logs.read({ bytes, end: bytes.length, ...fields }));
    }
  }

  #numbered(
    line: Buffer,
    { errorCode, arrivalTimeMs, streamArn }: FailedRecordFields,
    content: SourceContent,
  ): SourceRecord {
    const { count: logCount = 1 } = content;
    const firstLogNumber = this.#nextLogNumber;
    this.#nextLogNumber += logCount;
    return {
      firstLogNumber,
      logCount,
      line,
      content,
      errorCode,
      arrivalTimeMs: arrivalTimeMs ?? this.#writtenMs,
      streamArn,
    };
  }
}

const unknown: FailedRecordFields = {
  errorCode: 'unknown',
  arrivalTimeMs: undefined,
  streamArn: undefined,
};
const empty = Buffer.alloc(0);

/** What is kept apart of a line that is longer than any; the object is kept as a whole. */
const maxOverlongBytes = 64 * 1024;

/** Firehose joins records without a delimiter, so a line may hold several JSON objects; anything else stays in one piece. */
function rawParts(line: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < line.length) {
    const object = findObject(line, at, line.length, 'plain');
    if (object === undefined) return [line];
    parts.push(line.subarray(at, object.close + 1));
    at = skipSpace(line, object.close + 1, line.length);
  }
  return parts;
}
