import { Buffer } from 'node:buffer';
import { decodeBase64 } from '../codec/base64.ts';
import { ByteWriter } from '../codec/byte-writer.ts';
import { forEachLine } from '../codec/lines.ts';
import { ScratchBuffer } from '../codec/scratch.ts';
import { logsOfSubscription } from '../firehose/cloudwatch-logs.ts';
import { findMembers } from '../json/object.ts';
import { skipSpace } from '../json/scan.ts';
import { noLines } from '../transform/outcome.ts';
import type { RecordTransform } from '../transform/record.ts';
import { unpackRecord } from '../transform/unpack-record.ts';
import { Arena } from '../codec/arena.ts';
import type { RecordText } from './records.ts';

/** Why no log can be made of a record. */
export type UnreadableReason = 'no_data' | 'invalid_base64' | 'damaged_compression' | 'decompression_cap';

/** A log for Datadog, the bytes of one JSON object, or a record that has to be parked as it came. */
export type Item =
  | { readonly kind: 'log'; readonly bytes: Buffer }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason; readonly rawData: string };

/** A packed record of very short lines can grow a thousandfold by what every line gets. */
const maxEnrichedBytes = 128 * 1_048_576;

export interface RecordItems {
  /** The items of one record; one that holds nothing but white space has none. Their bytes are good until `release`. */
  of(record: RecordText): readonly Item[];
  /** Gives the memory of all items back. */
  release(): void;
}

/** Memory that is used for one request after the other. */
export class Workspace {
  readonly scratch = new ScratchBuffer();
  readonly writer = new ByteWriter();
  readonly arena = new Arena();
}

/** Makes the items of records, one after the other. */
export function createRecordItems(
  transform: RecordTransform,
  timing: { readonly arrivalTimeMs: number | undefined; readonly streamArn: string | undefined },
  { scratch, writer, arena }: Workspace,
): RecordItems {
  function enrich(log: Buffer): Buffer {
    const { changed } = transform.pass({ ...timing, bytes: log, end: log.length }, writer, noLines());
    return changed ? arena.copy(writer.view()) : log;
  }

  function itemsOf({ data, element = '' }: RecordText): readonly Item[] {
    if (data === undefined) return [unreadable('no_data', Buffer.from(element).toString('base64'))];
    const end = decodeBase64(data, scratch);
    if (end === undefined) return [unreadable('invalid_base64', utf8(data))];
    const lines = noLines();
    const record = { ...timing, bytes: scratch.bytes, end, maxEnrichedBytes };
    const { changed, enrichedBytes } = transform.pass(record, writer, lines);
    const { enriched, untouched } = lines;
    if (untouched.damaged_compression) return [unreadable('damaged_compression', data)];
    if (untouched.decompression_cap || enrichedBytes > maxEnrichedBytes)
      return [unreadable('decompression_cap', data)];
    // A copy, since the next record is decoded and written to the same places.
    const text = arena.copy(changed ? writer.view() : plain(scratch.bytes.subarray(0, end), enriched > 0));
    const isAllObjects = Object.keys(untouched).length === 0;
    return logsOf(text, enriched, isAllObjects, enrich).map((bytes) => ({ kind: 'log', bytes }));
  }

  return { of: itemsOf, release: () => arena.reset() };
}

/** Bytes were read one by one; what is kept of them is the text that came. */
function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString();
}

function unreadable(reason: UnreadableReason, rawData: string): Item {
  return { kind: 'unreadable', reason, rawData };
}

/** An envelope that the transform leaves packed is unpacked here. */
function plain(data: Buffer, isText: boolean): Buffer {
  const unpacked = isText ? undefined : unpackRecord(data);
  return unpacked?.kind === 'unpacked' ? unpacked.bytes : data;
}

type Enrich = (log: Buffer) => Buffer;

/** `areObjects` says that the transform found nothing but `enriched` objects, so that no line needs to be looked at again. */
function logsOf(text: Buffer, enriched: number, areObjects: boolean, enrich: Enrich): readonly Buffer[] {
  if (areObjects && enriched === 1) return [trimmed(text, 0, text.length)];
  const whole = areObjects ? undefined : findMembers(text, 0, text.length);
  if (whole !== undefined) return logsOfLine(text.subarray(whole.open, whole.close + 1), true, enrich);
  const logs: Buffer[] = [];
  forEachLine(text, (start, end) => {
    const line = trimmed(text, start, end);
    if (line.length === 0) return;
    if (areObjects) logs.push(line);
    else logs.push(...logsOfLine(line, isObject(line), enrich));
  });
  return logs;
}

function isObject(line: Buffer): boolean {
  return line[0] === 0x7b && findMembers(line, 0, line.length) !== undefined;
}

/** What the transform leaves alone because a Firehose destination understands it has to be made into logs for the Logs API. */
function logsOfLine(line: Buffer, isJsonObject: boolean, enrich: Enrich): readonly Buffer[] {
  if (!isJsonObject) return [enrich(textLog(line))];
  return logsOfSubscription(line)?.map(enrich) ?? [line];
}

/** Text as Fluent Bit would send it, so that the transform finds its CRI prefix, too. Bytes that are no UTF-8 stay as they are. */
function textLog(line: Buffer): Buffer {
  return Buffer.from(`{"log":${JSON.stringify(line.toString('latin1'))}}`, 'latin1');
}

/** Without the white space of JSON around it. */
function trimmed(text: Buffer, start: number, end: number): Buffer {
  const from = skipSpace(text, start, end);
  let to = end;
  while (to > from && isSpace(text[to - 1]!)) to--;
  return text.subarray(from, to);
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
