import { Buffer } from 'node:buffer';
import { decodeBase64 } from '../../codec/base64.ts';
import type { ScratchBuffer } from '../../codec/scratch.ts';
import { streamArnBeside } from '../../firehose/arn.ts';
import type { UnreadableReason } from '../../logs/record-logs.ts';

/** Why the bytes of a record cannot be had from its line. */
export type LineReason =
  | 'damaged_line'
  | 'damaged_object'
  /** Another kind of line among failed records. */
  | 'not_a_failed_record'
  /** Longer than any failed record; only its beginning was looked at. */
  | 'line_too_long'
  | 'invalid_base64'
  | UnreadableReason;

/** What a line of an error object says. The record's `length` bytes are at the beginning of the scratch buffer. */
export type FailedRecordLine =
  | (FailedRecordFields & { readonly kind: 'record'; readonly length: number })
  | (FailedRecordFields & { readonly kind: 'unreadable'; readonly reason: LineReason });

export interface FailedRecordFields {
  /** `unknown` where the line has none. The set is open. */
  readonly errorCode: string;
  /** Epoch ms; `undefined` where there is none that can be true. */
  readonly arrivalTimeMs: number | undefined;
  /** An ARN of the record's account and region, where the line names the function that failed. */
  readonly streamArn: string | undefined;
}

/**
 * Reads one line of Firehose's error output. The order of the fields, their types (documentation shows numbers as strings) and
 * fields that are not known do not matter. A line that is no JSON (cut off, or with quotes that are not escaped, as the guide itself
 * prints one) still gives its record where `rawData` stands in it whole.
 */
export function readFailedRecord(line: Buffer, scratch: ScratchBuffer): FailedRecordLine {
  const usual = readUsual(line, scratch);
  if (usual !== undefined) return usual;
  const fields = parsedFields(line);
  if (fields === undefined) return readDamaged(line, scratch);
  const { rawData, rawLine } = fields;
  if (rawData !== undefined)
    return decoded(typeof rawData === 'string' ? rawData : undefined, envelope(fields), scratch);
  // A line that was parked because it was damaged: perhaps it can be read by now.
  if (typeof rawLine === 'string') return readParkedLine(rawLine, scratch);
  return unreadable('not_a_failed_record');
}

/**
 * Whether a line is a failed record, or what is left of one, or was parked by a replay: a file in which no line is, is somebody else's.
 */
export function isFailedRecord(line: Buffer): boolean {
  if (!markKeys.some((key) => line.includes(key))) return false;
  const fields = parsedFields(line);
  if (fields !== undefined) return isEnvelope(fields);
  return dataKeys.some((key) => line.includes(key));
}

const markKeys = ['"errorCode"', '"attemptsMade"', '"parkedReason"'];
const dataKeys = ['"rawData"', '"rawLine"', '"arrivalTimestamp"'];

function isEnvelope({ rawData, errorCode, attemptsMade, parkedReason }: Fields): boolean {
  if (typeof parkedReason === 'string') return true;
  return typeof rawData === 'string' && (errorCode ?? attemptsMade) !== undefined;
}

function unreadable(reason: LineReason, fields: Fields = {}): FailedRecordLine {
  return { kind: 'unreadable', reason, ...envelope(fields) };
}

const rawDataKey = Buffer.from('"rawData":"');
const errorCodeKey = Buffer.from('"errorCode":"');
const arrivalKey = Buffer.from('"arrivalTimestamp":');
const lambdaKeys = [Buffer.from('"lambdaARN":"'), Buffer.from('"lambdaArn":"')];

/**
 * The short cut for a line as the service writes it: each of the three fields once, nothing escaped in them. Inside a string a quote
 * is escaped, so what is found is a key. `undefined` for every other line.
 */
function readUsual(line: Buffer, scratch: ScratchBuffer): FailedRecordLine | undefined {
  const data = plainTextAt(line, rawDataKey);
  const errorCode = plainTextAt(line, errorCodeKey);
  const lambdaARN = data === undefined ? undefined : functionArn(line, data.length);
  const arrivalStart = line.indexOf(arrivalKey) + arrivalKey.length;
  if (data === undefined || errorCode === undefined || arrivalStart < arrivalKey.length) return undefined;
  const arrivalTimestamp = /^\d{13}(?=[,}])/.exec(
    line.toString('latin1', arrivalStart, arrivalStart + 14),
  )?.[0];
  const isWhole = line[0] === 0x7b && line[line.length - 1] === 0x7d;
  if (arrivalTimestamp === undefined || !isWhole) return undefined;
  const length = decodeBase64(data, scratch);
  if (length === undefined || length === 0) return undefined;
  return { kind: 'record', length, ...envelope({ errorCode, arrivalTimestamp, lambdaARN }) };
}

/** The function that failed: its ARN stands before the data or behind it, which need not be looked through. */
function functionArn(line: Buffer, dataLength: number): string | undefined {
  const data = line.indexOf(rawDataKey) + rawDataKey.length;
  for (const part of [line.subarray(data + dataLength), line.subarray(0, data)]) {
    for (const key of lambdaKeys) {
      const arn = plainTextAt(part, key);
      if (arn !== undefined) return arn;
    }
  }
  return undefined;
}

/** The text behind a key that stands in the line once; `undefined` where an escape is in it. */
function plainTextAt(line: Buffer, key: Buffer): string | undefined {
  const start = line.indexOf(key) + key.length;
  if (start < key.length) return undefined;
  const end = line.indexOf(0x22, start);
  if (end < 0 || line.indexOf(key, end) >= 0) return undefined;
  const text = line.toString('latin1', start, end);
  return text.includes('\\') ? undefined : text;
}

/** A line that begins like JSON and ends early, or holds nothing but damage. */
function readDamaged(line: Buffer, scratch: ScratchBuffer): FailedRecordLine {
  const text = line.toString('latin1');
  const fields = {
    errorCode: /"errorCode"\s*:\s*"([\w.:-]{1,200})"/.exec(text)?.[1],
    arrivalTimestamp: /"arrivalTimestamp"\s*:\s*"?(\d{1,16})/.exec(text)?.[1],
  };
  // The last one: a message before it may quote another.
  const rawData = [...text.matchAll(/"rawData"\s*:\s*"([A-Za-z0-9+/]+={0,2})"/g)].at(-1)?.[1];
  if (rawData !== undefined) return decoded(rawData, envelope(fields), scratch);
  return unreadable('damaged_line', fields);
}

function readParkedLine(rawLine: string, scratch: ScratchBuffer): FailedRecordLine {
  const bytes = Buffer.from(rawLine, 'base64');
  const isParked = parsedFields(bytes)?.['rawLine'] !== undefined;
  return isParked || bytes.length === 0 ? unreadable('damaged_line') : readFailedRecord(bytes, scratch);
}

function decoded(
  rawData: string | undefined,
  fields: FailedRecordFields,
  scratch: ScratchBuffer,
): FailedRecordLine {
  if (rawData === '') return { kind: 'unreadable', reason: 'no_data', ...fields };
  const length = rawData === undefined ? undefined : decodeBase64(rawData, scratch);
  if (length === undefined) return { kind: 'unreadable', reason: 'invalid_base64', ...fields };
  return { kind: 'record', length, ...fields };
}

type Fields = Readonly<Record<string, unknown>>;

/** Latin 1 reads any bytes and leaves base64 as it is; nothing of what may then look wrong is passed on. */
function parsedFields(line: Buffer): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line.toString('latin1'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return undefined;
  }
}

/** Both spellings of the ARN's name are met: that of the documentation, and that of the service. */
function envelope({ errorCode, arrivalTimestamp, lambdaARN, lambdaArn }: Fields): FailedRecordFields {
  return {
    errorCode: typeof errorCode === 'string' && errorCode !== '' ? errorCode.slice(0, 200) : 'unknown',
    arrivalTimeMs: timeMs(arrivalTimestamp),
    streamArn: streamArnBeside(lambdaARN ?? lambdaArn),
  };
}

/** Firehose began in 2015; AWS's own examples hold times that cannot be true, and those are none. */
function timeMs(value: unknown): number | undefined {
  const time = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof time === 'number' && time >= 1.4e12 && time < 4.2e12 ? Math.trunc(time) : undefined;
}
