import { Buffer } from 'node:buffer';
import { ByteWriter } from '../codec/byte-writer.ts';
import { unpack, unpackSnappy, type Unpacked } from '../codec/unpack.ts';
import { forEachLine } from '../codec/lines.ts';
import type { TransformConfig } from '../config/transform.ts';
import { skipSpace, skipValue } from '../json/scan.ts';
import { LineTransform, type LineOutcome } from './line/line.ts';
import { count, noLines, type LineCounts } from './outcome.ts';

/** Largest record after decompression, in bytes: Fluent Bit packs at most 1,024,000, other producers perhaps more. */
export const maxUnpackedBytes = 32 * 1024 * 1024;

export interface RecordInput {
  /** The record's bytes, perhaps gzip, zstd or snappy, holding one line or many. */
  readonly data: Uint8Array;
  readonly arrivalTimeMs: number | undefined;
  readonly streamArn: string | undefined;
}

export interface RecordOutput {
  /** The same lines, enriched and unpacked; the very same bytes where nothing could be done. */
  readonly data: Uint8Array;
  readonly changed: boolean;
  readonly lines: LineCounts;
}

/** A record at the beginning of a buffer that is used for one record after the other. */
export interface BufferedRecord extends Omit<RecordInput, 'data'> {
  readonly bytes: Buffer;
  readonly end: number;
  /** Once an aggregate has grown beyond this (default: never) the rest of it is not worked out, for there is no room for it. */
  readonly maxEnrichedBytes?: number;
}

/** What a pass over one record found; its bytes are in the writer that was passed in. */
export interface RecordPass {
  readonly changed: boolean;
  /** Whether a line of it is a JSON object, so that a count of hops has a place. */
  readonly hasObject: boolean;
  /** Bytes of the record enriched; estimated from its beginning where it grew beyond the limit. */
  readonly enrichedBytes: number;
}

export interface RecordTransform {
  transform(record: RecordInput): RecordOutput;
  /** The same without a copy: writes to `writer` and adds to `lines`. Hot path. */
  pass(record: BufferedRecord, writer: ByteWriter, lines: LineCounts): RecordPass;
}

/** Makes the transform of single records; it keeps a memo of the pods it has met. */
export function createRecordTransform(config: TransformConfig): RecordTransform {
  const line = new LineTransform(config);
  const own = new ByteWriter();
  const pass: RecordTransform['pass'] = (record, writer, lines) => {
    line.useStream(record.streamArn);
    return passRecord(line, record, writer, lines);
  };
  return {
    pass,
    transform(record) {
      const lines = noLines();
      const { buffer, byteOffset, byteLength } = record.data;
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      const { changed } = pass({ ...record, bytes, end: byteLength }, own, lines);
      return { data: changed ? own.toBuffer() : record.data, changed, lines };
    },
  };
}

/** The plain bytes of a packed record, `plain` for one that is not packed, or why it is left as it is. */
export function unpackRecord(data: Buffer): Unpacked | LeftAlone {
  const packed = unpack(data, maxUnpackedBytes);
  if (packed.kind !== 'plain') return packed;
  const snappy = unpackSnappy(data, maxUnpackedBytes);
  if (snappy.kind !== 'unpacked') return snappy;
  // What Fluent Bit packs begins with an object. Anything else may be text that happens to be a sound block, or a block of text: an
  // edit would destroy the block.
  return snappy.bytes[0] === 0x7b ? snappy : { kind: 'refused', reason: 'not_json' };
}

interface LeftAlone {
  readonly kind: 'refused';
  readonly reason: 'not_json';
}

function passRecord(
  line: LineTransform,
  { bytes, end, arrivalTimeMs, maxEnrichedBytes = Infinity }: BufferedRecord,
  writer: ByteWriter,
  lines: LineCounts,
): RecordPass {
  writer.reset();
  const whole = line.transform(bytes, 0, end, arrivalTimeMs, writer);
  if (whole.kind === 'enriched') {
    countLine(lines, whole);
    return { changed: !writer.holds(bytes, end), hasObject: true, enrichedBytes: writer.length };
  }
  const data = bytes.subarray(0, end);
  const unpacked = whole.reason === 'empty' ? plain : unpackRecord(data);
  if (unpacked.kind === 'refused') {
    count(lines.untouched, unpacked.reason);
    return { changed: false, hasObject: false, enrichedBytes: end };
  }
  const text = unpacked.kind === 'unpacked' ? unpacked.bytes : data;
  const { hasObject, enrichedBytes } = passLines(line, text, arrivalTimeMs, writer, lines, maxEnrichedBytes);
  // Datadog reads the packed envelopes of CloudWatch Logs as they are.
  const isEnvelope = unpacked.kind === 'unpacked' && !hasObject && beginsEnvelope(text);
  return { hasObject, enrichedBytes, changed: !isEnvelope && !writer.holds(data, end) };
}

const plain: Unpacked = { kind: 'plain' };

/**
 * One line where the whole text is one JSON document, else a line per `\n`; blank lines stay where they are. It stops where the
 * limit is passed: a small packed record can grow a thousandfold, and it gives way whatever comes.
 */
function passLines(
  line: LineTransform,
  bytes: Buffer,
  arrivalTimeMs: number | undefined,
  writer: ByteWriter,
  lines: LineCounts,
  maxEnrichedBytes: number,
): { hasObject: boolean; enrichedBytes: number } {
  let hasObject = false;
  let done = 0;
  const pass = (start: number, end: number): void => {
    const outcome = line.transform(bytes, start, end, arrivalTimeMs, writer);
    countLine(lines, outcome);
    if (outcome.kind === 'enriched') hasObject = true;
  };
  writer.reset();
  if (isOneDocument(bytes)) pass(0, bytes.length);
  else
    forEachLine(bytes, (start, end) => {
      if (hasObject && writer.length > maxEnrichedBytes) return;
      if (isBlank(bytes, start, end)) writer.write(bytes, start, end);
      else pass(start, end);
      done = end;
    });
  const isCut = done > 0 && done < bytes.length;
  return {
    hasObject,
    enrichedBytes: isCut ? Math.ceil((writer.length / done) * bytes.length) : writer.length,
  };
}

function countLine(lines: LineCounts, outcome: LineOutcome): void {
  if (outcome.kind === 'untouched') {
    count(lines.untouched, outcome.reason);
    return;
  }
  lines.enriched += 1;
  if (outcome.replacesDdtags) lines.ddtagsReplaced += 1;
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

const envelopeStart = /^\s*\{\s*"messageType"\s*:/u;

function beginsEnvelope(bytes: Buffer): boolean {
  return envelopeStart.test(bytes.toString('latin1', 0, 64));
}
