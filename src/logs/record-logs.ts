import { Buffer } from 'node:buffer';
import { ByteWriter } from '../codec/byte-writer.ts';
import type { TransformConfig } from '../config/transform.ts';
import { skipSpace } from '../json/scan.ts';
import { placeOf, type LineView, type ObjectLine } from '../transform/line/line-view.ts';
import type { UntouchedReason } from '../transform/outcome.ts';
import { countLines, maxRecordLines, ReadingRoom, type RecordLines } from '../transform/read-record.ts';
import { createStages, type Stages } from '../transform/record.ts';
import { eventCount, logsOfEnvelope, readEnvelope, type Envelope } from './cloudwatch-envelope.ts';

/** Why no log is made of a record. */
export type UnreadableReason = 'no_data' | 'damaged_compression' | 'decompression_cap' | 'too_many_lines';

/** The logs of one record, or why there are none to be had. */
export type RecordLogs =
  | {
      readonly kind: 'logs';
      readonly count: number;
      /** Made one by one, each the bytes of one JSON object, good until the next one is taken. The record must stay as it is meanwhile. */
      readonly logs: Iterable<Buffer>;
    }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason };

/** A record at the beginning of a buffer, which may be packed and may hold one line or many. */
export interface RawRecord {
  readonly bytes: Buffer;
  readonly end: number;
  readonly arrivalTimeMs: number | undefined;
  readonly streamArn: string | undefined;
}

export interface LogReader {
  /** Unpacks the record as far as there is room, by default for one record, and counts its logs. */
  read(record: RawRecord, room?: ReadingRoom): RecordLogs;
}

/** Streams whose pods are remembered. */
const maxStreams = 8;

/**
 * Makes logs for the Logs API of records, as the transform and Datadog's Firehose intake together would make them: each line is
 * enriched, text becomes the message of a log, messages of CloudWatch Logs subscriptions are taken apart. Every log is made when it is
 * asked for, so that memory does not grow with what is packed.
 */
export function createLogReader(config: TransformConfig): LogReader {
  const streams = new Map<string | undefined, StreamLogs>();
  return {
    read(record, room = new ReadingRoom(undefined, 0)) {
      const { streamArn } = record;
      const stream = streams.get(streamArn) ?? new StreamLogs(config, streamArn);
      streams.delete(streamArn);
      streams.set(streamArn, stream);
      const [oldest] = streams.keys();
      if (streams.size > maxStreams) streams.delete(oldest);
      return stream.read(record, room);
    },
  };
}

/** The logs of one stream's records. */
class StreamLogs {
  readonly #stages: Stages;
  readonly #writer = new ByteWriter();

  constructor(config: TransformConfig, streamArn: string | undefined) {
    this.#stages = createStages(config);
    this.#stages.pods.useStream(streamArn);
  }

  read({ bytes, end, arrivalTimeMs }: RawRecord, room: ReadingRoom): RecordLogs {
    const view = this.#stages.reader.read(bytes, 0, end, room);
    if (view.kind === 'refused' && view.reason !== 'not_json')
      return { kind: 'unreadable', reason: reasonOf(view.reason) };
    const text = view.kind === 'lines' ? view : plainText(bytes, end);
    const count = this.#count(text);
    if (count === 0) return { kind: 'unreadable', reason: 'no_data' };
    if (count > maxRecordLines) return { kind: 'unreadable', reason: 'too_many_lines' };
    return { kind: 'logs', count, logs: this.#logs(text, arrivalTimeMs) };
  }

  /** Stops counting beyond the limit. Only a message of CloudWatch Logs is more than one log. */
  #count(text: RecordLines): number {
    if (text.lines === undefined && !text.bytes.includes(envelopeKey))
      return countLines(text.bytes, text.start, text.end);
    let count = 0;
    for (const line of this.#lines(text)) {
      const envelope = envelopeIn(line);
      count += envelope === undefined ? 1 : eventCount(envelope);
      if (count > maxRecordLines) break;
    }
    return count;
  }

  *#lines(text: RecordLines): Generator<LineView, void, undefined> {
    const { reader } = this.#stages;
    if (text.lines !== undefined) return yield* text.lines.filter(isNotBlank);
    for (let at = text.start; ;) {
      const line = reader.nextLine(text, at);
      if (line === undefined) return;
      yield line;
      at = placeOf(line).end;
    }
  }

  *#logs(text: RecordLines, arrivalTimeMs: number | undefined): Generator<Buffer, void, undefined> {
    for (const line of this.#lines(text)) {
      const envelope = envelopeIn(line);
      if (envelope === undefined) yield this.#log(line, arrivalTimeMs);
      else for (const log of logsOfEnvelope(envelope)) yield this.#madeLog(log, arrivalTimeMs);
    }
  }

  #log(line: LineView, arrivalTimeMs: number | undefined): Buffer {
    const { bytes, start, end } = line;
    if (line.kind === 'object') return this.#enriched(line, arrivalTimeMs);
    if (isEnvelope(line)) return objectIn(bytes, start, end);
    return this.#madeLog(textLog(bytes, start, end), arrivalTimeMs);
  }

  #madeLog(log: Buffer, arrivalTimeMs: number | undefined): Buffer {
    const line = this.#stages.lines.readObject(log, 0, log.length);
    if (line === undefined) throw new TypeError('a log must be a JSON object');
    return this.#enriched(line, arrivalTimeMs);
  }

  #enriched(line: ObjectLine, arrivalTimeMs: number | undefined): Buffer {
    this.#writer.reset();
    this.#stages.enricher.write(line, arrivalTimeMs, this.#writer);
    return objectIn(this.#writer.view(), 0, this.#writer.length);
  }
}

const envelopeKey = Buffer.from('"messageType"');

/** Never `no_data`: what holds nothing is let go, and what is refused has to be kept. */
function reasonOf(reason: UntouchedReason): UnreadableReason {
  return reason === 'decompression_cap' || reason === 'too_many_lines' ? reason : 'damaged_compression';
}

function plainText(bytes: Buffer, end: number): RecordLines {
  return {
    kind: 'lines',
    bytes: bytes.subarray(0, end),
    start: 0,
    end,
    isPacked: false,
    isOneLine: false,
    lines: undefined,
  };
}

function isNotBlank(line: LineView): boolean {
  return line.kind === 'object' || line.reason !== 'empty';
}

function isEnvelope(line: LineView): boolean {
  return line.kind === 'text' && line.reason === 'cloudwatch_envelope';
}

function envelopeIn(line: LineView): Envelope | undefined {
  return isEnvelope(line)
    ? readEnvelope(line.bytes.subarray(line.start, line.end), maxRecordLines)
    : undefined;
}

/** The object without the white space around it. */
function objectIn(bytes: Buffer, start: number, end: number): Buffer {
  return bytes.subarray(skipSpace(bytes, start, end), bytes.lastIndexOf(0x7d, end - 1) + 1);
}

/** Text as Fluent Bit would send it. Bytes that are no UTF-8 stay as they are. */
function textLog(bytes: Buffer, start: number, end: number): Buffer {
  let last = end;
  while (last > start && (bytes[last - 1] === 0x0a || bytes[last - 1] === 0x0d)) last--;
  return Buffer.from(`{"log":${JSON.stringify(bytes.toString('latin1', start, last))}}`, 'latin1');
}
