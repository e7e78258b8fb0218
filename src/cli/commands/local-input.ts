import { gunzipSync } from 'node:zlib';
import { fieldsOf } from '../../json/fields.ts';
import { readEventText, readRecordLine } from '../capture.ts';

/** No capture that somebody looks at is longer when it is unpacked. */
const maxUnpackedBytes = 16 * 1_048_576;

/**
 * What was pasted or dropped in the console, as records: a Firehose event, one object over several lines, or lines, each a log or a
 * captured record. Gzip is undone; damaged gzip is one record as it is.
 */
export function readConsoleInput(given: Buffer): Buffer[] {
  const bytes = unpacked(given);
  const event = readEventText(bytes);
  if (event !== undefined) return event.records.map(dataOf);
  const lines = linesOf(bytes);
  if (lines.length > 1 && isObject(bytes)) return [bytes];
  return lines.map((line) => readRecordLine(line).data);
}

function unpacked(given: Buffer): Buffer {
  if (given[0] !== 0x1f || given[1] !== 0x8b) return given;
  try {
    return gunzipSync(given, { maxOutputLength: maxUnpackedBytes });
  } catch {
    return given;
  }
}

function dataOf(record: unknown): Buffer {
  const { data } = fieldsOf(record) ?? {};
  return Buffer.from(typeof data === 'string' ? data : '', 'base64');
}

function linesOf(bytes: Buffer): Buffer[] {
  const lines = bytes.toString('latin1').split(/\r?\n/);
  return lines.filter((line) => line.trim() !== '').map((line) => Buffer.from(line, 'latin1'));
}

function isObject(bytes: Buffer): boolean {
  try {
    return fieldsOf(JSON.parse(bytes.toString())) !== undefined;
  } catch {
    return false;
  }
}
