import { Buffer } from 'node:buffer';
import { forEachLine } from '../codec/lines.ts';
import { findMembers } from '../json/object.ts';
import { skipSpace } from '../json/scan.ts';
import type { RecordTransform } from '../transform/record.ts';
import { unpackRecord } from '../transform/record.ts';
import { logsOfEnvelope } from './cloudwatch-envelope.ts';
import type { UndecodableReason } from './failed-record.ts';

/** The logs of one record, each a JSON object, or why there are none to be had. */
export type RecordLogs =
  | { readonly kind: 'logs'; readonly logs: readonly Buffer[] }
  | { readonly kind: 'undecodable'; readonly reason: UndecodableReason };

/**
 * Makes logs of a record's bytes, which may be packed and may hold one line or many. They pass through the transform first: it
 * enriches what failed before it and leaves alone what failed after it. A line that is no JSON object becomes the `message` of one,
 * as Datadog's Firehose intake makes it.
 */
export function logsOfRecord(
  data: Buffer,
  arrivalTimeMs: number | undefined,
  transform: RecordTransform,
): RecordLogs {
  const passed = transform.transform({ data, arrivalTimeMs, streamArn: undefined });
  const { untouched } = passed.lines;
  if (!passed.changed && untouched.damaged_compression) return undecodable('damaged_compression');
  if (!passed.changed && untouched.decompression_cap) return undecodable('decompression_cap');
  const logs = logsOfText(passed.changed ? asBuffer(passed.data) : plain(data), arrivalTimeMs);
  return logs.length === 0 ? undecodable('no_data') : { kind: 'logs', logs };
}

function undecodable(reason: UndecodableReason): RecordLogs {
  return { kind: 'undecodable', reason };
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** A copy, since the record's bytes are overwritten by the next one. */
function plain(data: Buffer): Buffer {
  const unpacked = unpackRecord(data);
  return unpacked.kind === 'unpacked' ? unpacked.bytes : Buffer.from(data);
}

function logsOfText(text: Buffer, arrivalTimeMs: number | undefined): readonly Buffer[] {
  const whole = objectIn(text, 0, text.length);
  if (whole !== undefined) return logsOfObject(whole);
  const logs: Buffer[] = [];
  forEachLine(text, (start, end) => {
    const from = skipSpace(text, start, end);
    if (from === end) return;
    const object = text[from] === 0x7b ? objectIn(text, from, end) : undefined;
    if (object !== undefined) logs.push(...logsOfObject(object));
    else logs.push(messageLog(text, start, end, arrivalTimeMs));
  });
  return logs;
}

function objectIn(text: Buffer, start: number, end: number): Buffer | undefined {
  const object = findMembers(text, start, end);
  return object && text.subarray(object.open, object.close + 1);
}

function logsOfObject(object: Buffer): readonly Buffer[] {
  return logsOfEnvelope(object) ?? [object];
}

/** A line of text as a log. Bytes that are no UTF-8 stay as they are. */
function messageLog(text: Buffer, start: number, end: number, arrivalTimeMs: number | undefined): Buffer {
  let last = end;
  while (last > start && (text[last - 1] === 0x0a || text[last - 1] === 0x0d)) last--;
  const message = JSON.stringify(text.toString('latin1', start, last));
  const timestamp = arrivalTimeMs === undefined ? '' : `,"timestamp":${arrivalTimeMs}`;
  return Buffer.from(`{"message":${message}${timestamp}}`, 'latin1');
}
