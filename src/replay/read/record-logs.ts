import { Buffer } from 'node:buffer';
import { ByteWriter } from '../../codec/byte-writer.ts';
import { forEachLine } from '../../codec/lines.ts';
import { skipSpace } from '../../json/scan.ts';
import { noLines } from '../../transform/outcome.ts';
import type { BufferedRecord, RecordTransform } from '../../transform/record.ts';
import { unpackRecord } from '../../transform/unpack-record.ts';
import { logsOfEnvelope } from '../../logs/cloudwatch-envelope.ts';
import type { UndecodableReason } from './failed-record.ts';
import { bytesOf, readLog, type Log } from '../../logs/log-attributes.ts';

/** The logs of one record, or why there are none to be had. They are only good until the next record is read. */
export type RecordLogs =
  | { readonly kind: 'logs'; readonly logs: readonly Log[] }
  | { readonly kind: 'undecodable'; readonly reason: UndecodableReason };

/** Makes logs of records, one record after the other. */
export class RecordReader {
  readonly #transform: RecordTransform;
  readonly #writer = new ByteWriter();

  constructor(transform: RecordTransform) {
    this.#transform = transform;
  }

  /**
   * The logs of a record's bytes, which may be packed and may hold one line or many. They pass through the transform first: it
   * enriches what failed before it and leaves alone what failed after it. A line that is no JSON object becomes the `message` of
   * one, as Datadog's Firehose intake makes it.
   */
  logsOf(record: Pick<BufferedRecord, 'bytes' | 'end' | 'arrivalTimeMs'>): RecordLogs {
    const { bytes, end, arrivalTimeMs } = record;
    const lines = noLines();
    const whole = { ...record, streamArn: undefined, maxEnrichedBytes: Infinity };
    const { changed } = this.#transform.pass(whole, this.#writer, lines);
    const { damaged_compression: damaged, decompression_cap: beyondCap } = lines.untouched;
    if (!changed && damaged) return undecodable('damaged_compression');
    if (!changed && beyondCap) return undecodable('decompression_cap');
    const text = changed ? this.#writer.view() : plain(bytes.subarray(0, end));
    const logs = logsOfText(text, arrivalTimeMs);
    return logs.length === 0 ? undecodable('no_data') : { kind: 'logs', logs };
  }
}

function undecodable(reason: UndecodableReason): RecordLogs {
  return { kind: 'undecodable', reason };
}

function plain(data: Buffer): Buffer {
  const unpacked = unpackRecord(data);
  return unpacked.kind === 'unpacked' ? unpacked.bytes : data;
}

function logsOfText(text: Buffer, arrivalTimeMs: number | undefined): readonly Log[] {
  const whole = readLog(text, 0, text.length);
  if (whole !== undefined) return logsOfObject(whole);
  const logs: Log[] = [];
  forEachLine(text, (start, end) => {
    const from = skipSpace(text, start, end);
    if (from === end) return;
    const log = text[from] === 0x7b ? readLog(text, from, end) : undefined;
    if (log !== undefined) logs.push(...logsOfObject(log));
    else logs.push(messageLog(text, start, end, arrivalTimeMs));
  });
  return logs;
}

function logsOfObject(log: Log): readonly Log[] {
  return logsOfEnvelope(bytesOf(log))?.map(logOf) ?? [log];
}

function logOf(bytes: Buffer): Log {
  const log = readLog(bytes, 0, bytes.length);
  if (log === undefined) throw new TypeError('a log must be a JSON object');
  return log;
}

/** A line of text as a log. Bytes that are no UTF-8 stay as they are. */
function messageLog(text: Buffer, start: number, end: number, arrivalTimeMs: number | undefined): Log {
  let last = end;
  while (last > start && (text[last - 1] === 0x0a || text[last - 1] === 0x0d)) last--;
  const message = JSON.stringify(text.toString('latin1', start, last));
  const timestamp = arrivalTimeMs === undefined ? '' : `,"timestamp":${arrivalTimeMs}`;
  return logOf(Buffer.from(`{"message":${message}${timestamp}}`, 'latin1'));
}
