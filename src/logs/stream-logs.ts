import { Buffer } from 'node:buffer';
import { ByteWriter } from '../codec/byte-writer.ts';
import type { TransformConfig } from '../config/transform.ts';
import { skipSpace } from '../json/scan.ts';
import type { Processing } from '../processing/processing.ts';
import { placeOf, type LineView, type ObjectLine } from '../transform/line/line-view.ts';
import type { UntouchedReason } from '../transform/outcome.ts';
import type { LineChange } from '../transform/process/line-change.ts';
import {
  countLines,
  maxRecordLines,
  ReadingRoom,
  type RecordLines,
  type UnpackingRoom,
} from '../transform/read-record.ts';
import { createStages, type Stages } from '../transform/record.ts';
import { eventCount, logsOfEnvelope, readEnvelope, type Envelope } from './cloudwatch-envelope.ts';
import type { RawRecord, RecordLog, RecordLogs, UnreadableReason } from './record-log.ts';

/** The logs of one stream's records. */
export class StreamLogs {
  readonly #stages: Stages;
  readonly #mayHold: boolean;
  readonly #writer = new ByteWriter();

  constructor(config: TransformConfig, streamArn: string | undefined, processing: Processing | undefined) {
    if (processing?.isLoaded === false) throw new TypeError('load the engine for rules first');
    this.#stages = createStages(config, processing);
    this.#mayHold = processing?.mayHold === true;
    this.#stages.pods.useStream(streamArn);
  }

  read({ bytes, end, arrivalTimeMs }: RawRecord, room: UnpackingRoom): RecordLogs {
    const { reader, processor } = this.#stages;
    // Lines are only kept to be joined.
    const view = reader.read(bytes, 0, end, new ReadingRoom(processor === undefined ? 0 : undefined, room));
    if (view.kind === 'refused' && view.reason !== 'not_json')
      return { kind: 'unreadable', reason: reasonOf(view.reason) };
    const text = view.kind === 'lines' ? view : plainText(bytes, end);
    const count = this.#count(text);
    if (count === 0) return { kind: 'unreadable', reason: 'no_data' };
    if (count > maxRecordLines) return { kind: 'unreadable', reason: 'too_many_lines' };
    const changeOf = processor?.changesOf(processor.processNow([text])!) ?? noChange;
    if (this.#isHeld(text, changeOf)) return { kind: 'unreadable', reason: 'bad_mask', count };
    return { kind: 'logs', count, logs: this.#logs(text, changeOf, arrivalTimeMs) };
  }

  #isHeld(text: RecordLines, changeOf: ChangeOf): boolean {
    if (!this.#mayHold) return false;
    for (const line of this.#lines(text))
      if (changeOf(line, text.lines !== undefined)?.kind === 'held') return true;
    return false;
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

  *#logs(
    text: RecordLines,
    changeOf: ChangeOf,
    arrivalTimeMs: number | undefined,
  ): Generator<RecordLog, void, undefined> {
    const isKept = text.lines !== undefined;
    const joined = this.#joined(text, changeOf);
    let number = 0;
    for (const line of this.#lines(text)) {
      const envelope = envelopeIn(line);
      if (envelope !== undefined) {
        for (const log of logsOfEnvelope(envelope))
          yield { numbers: [number++], log: this.#madeLog(log, arrivalTimeMs), ...unprocessed };
        continue;
      }
      const change = changeOf(line, isKept);
      const own = number++;
      const others = joined.get(line);
      const numbers = others === undefined ? [own] : [own, ...others.numbers];
      const of = { ...unprocessed, joinedBy: others?.joinedBy ?? unprocessed.joinedBy };
      if (change?.kind === 'gone') {
        if (change.reason !== 'joined') yield { ...of, numbers, log: change.reason, droppedBy: change.by };
      } else {
        // A record with a line that is held was refused.
        const { line: changed, masked } = change?.kind === 'changed' ? change : { line, ...unprocessed };
        yield { ...of, numbers, log: this.#log(changed, arrivalTimeMs), masked };
      }
    }
  }

  /** By each line that others were joined into: their numbers, and who joined them. Only lines that are kept are joined. */
  #joined(text: RecordLines, changeOf: ChangeOf): ReadonlyMap<LineView, JoinedLines> {
    const joined = new Map<LineView, JoinedLines>();
    if (text.lines === undefined || this.#stages.processor === undefined) return joined;
    let number = 0;
    for (const line of this.#lines(text)) {
      const change = changeOf(line, true);
      if (change?.kind === 'gone' && change.into !== undefined) {
        const carrier = carrierOf(line, changeOf);
        const others = joined.get(carrier) ?? { numbers: [], joinedBy: [] };
        others.numbers.push(number);
        others.joinedBy.push(change.by);
        joined.set(carrier, others);
      }
      const envelope = envelopeIn(line);
      number += envelope === undefined ? 1 : eventCount(envelope);
    }
    return joined;
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

interface JoinedLines {
  readonly numbers: number[];
  readonly joinedBy: string[];
}

const unprocessed = { joinedBy: [], masked: [], droppedBy: undefined } as const;

type ChangeOf = (line: LineView, isKept: boolean) => LineChange | undefined;

const noChange: ChangeOf = () => undefined;

/** The line whose log a line is in. One that repeats another may repeat one that was joined. */
function carrierOf(line: LineView, changeOf: ChangeOf): LineView {
  let carrier = line;
  for (;;) {
    const change = changeOf(carrier, true);
    if (change?.kind !== 'gone' || change.into === undefined) return carrier;
    carrier = change.into;
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
