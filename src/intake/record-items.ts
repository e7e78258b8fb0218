import { Buffer } from 'node:buffer';
import { decodeBase64 } from '../codec/base64.ts';
import { forEachLine } from '../codec/lines.ts';
import { ScratchBuffer } from '../codec/scratch.ts';
import { logsOfSubscription } from '../firehose/cloudwatch-logs.ts';
import { findMembers } from '../json/object.ts';
import { skipSpace } from '../json/scan.ts';
import { unpackRecord, type RecordOutput, type RecordTransform } from '../transform/record.ts';
import type { RecordText } from './body.ts';

/** Why no log can be made of a record. */
export type UnreadableReason = 'no_data' | 'invalid_base64' | 'damaged_compression' | 'decompression_cap';

/** A log for Datadog, the bytes of one JSON object, or a record that has to be parked as it came. */
export type Item =
  | { readonly kind: 'log'; readonly bytes: Buffer }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason; readonly rawData: string };

/** Makes the items of one record after the other. A record that holds nothing but white space has none. */
export function createRecordItems(
  transform: RecordTransform,
  timing: { readonly arrivalTimeMs: number | undefined; readonly streamArn: string | undefined },
): (record: RecordText) => readonly Item[] {
  const scratch = new ScratchBuffer();
  const pass = (data: Buffer): RecordOutput => transform.transform({ data, ...timing });

  return function itemsOf({ data, element = '' }) {
    if (data === undefined) return [unreadable('no_data', Buffer.from(element).toString('base64'))];
    const length = decodeBase64(data, scratch);
    if (length === undefined) return [unreadable('invalid_base64', data)];
    const decoded = scratch.bytes.subarray(0, length);
    const passed = pass(decoded);
    const { enriched, untouched } = passed.lines;
    if (untouched.damaged_compression) return [unreadable('damaged_compression', data)];
    if (untouched.decompression_cap) return [unreadable('decompression_cap', data)];
    const text = passed.changed ? asBuffer(passed.data) : plain(decoded, enriched > 0);
    return logsOf(text, enriched, Object.keys(untouched).length === 0, pass).map((bytes) => ({
      kind: 'log',
      bytes,
    }));
  };
}

function unreadable(reason: UnreadableReason, rawData: string): Item {
  return { kind: 'unreadable', reason, rawData };
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** A copy, since the next record is decoded to the same place. */
function plain(data: Buffer, isText: boolean): Buffer {
  const unpacked = isText ? undefined : unpackRecord(data);
  return unpacked?.kind === 'unpacked' ? unpacked.bytes : Buffer.from(data);
}

type Pass = (data: Buffer) => RecordOutput;

/** `areObjects` says that the transform found nothing but `enriched` objects, so that no line needs to be looked at again. */
function logsOf(text: Buffer, enriched: number, areObjects: boolean, pass: Pass): readonly Buffer[] {
  if (areObjects && enriched === 1) return [trimmed(text, 0, text.length)];
  const whole = areObjects ? undefined : findMembers(text, 0, text.length);
  if (whole !== undefined) return logsOfLine(text.subarray(whole.open, whole.close + 1), true, pass);
  const logs: Buffer[] = [];
  forEachLine(text, (start, end) => {
    const line = trimmed(text, start, end);
    if (line.length === 0) return;
    if (areObjects) logs.push(line);
    else logs.push(...logsOfLine(line, isObject(line), pass));
  });
  return logs;
}

function isObject(line: Buffer): boolean {
  return line[0] === 0x7b && findMembers(line, 0, line.length) !== undefined;
}

/** What the transform leaves alone because a Firehose destination understands it has to be made into logs for the Logs API. */
function logsOfLine(line: Buffer, isJsonObject: boolean, pass: Pass): readonly Buffer[] {
  if (!isJsonObject) return [enrich(textLog(line), pass)];
  return logsOfSubscription(line)?.map((log) => enrich(log, pass)) ?? [line];
}

function enrich(log: Buffer, pass: Pass): Buffer {
  return asBuffer(pass(log).data);
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
