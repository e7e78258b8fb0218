import { Buffer } from 'node:buffer';
import { crc32, gunzip } from 'node:zlib';
import type { FailureName } from './errors.ts';
import { findRecords, parsedRecords, type Records } from './records.ts';
import { parseObject } from '../json/fields.ts';

/** The content of a request. */
export interface Body {
  readonly requestId: string | undefined;
  /** When Firehose made the request, epoch ms; `undefined` where it says nothing that can be true. */
  readonly timestampMs: number | undefined;
  readonly records: Records;
  /** Tells the content of one request from another's that has the same id. */
  readonly fingerprint: string;
}

export type Decoded<T> =
  | { readonly kind: 'decoded'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: FailureName };

/**
 * Undoes gzip. What counts is how the bytes begin: a body that says gzip and is none is refused, one that is gzip without saying so
 * is read. It stops as soon as more than `maxBytes` come out.
 */
export async function unpackBody(
  bytes: Uint8Array,
  contentEncodings: readonly string[],
  maxBytes: number,
): Promise<Decoded<Uint8Array>> {
  const encoding = contentEncodings.join(',').trim().toLowerCase();
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (encoding !== '' && encoding !== 'identity' && encoding !== 'gzip') return failed('contentEncoding');
  if (encoding === 'gzip' && !isGzip) return failed('damagedGzip');
  if (isGzip) return gunzipBody(bytes, maxBytes);
  return bytes.length > maxBytes ? failed('tooLarge') : { kind: 'decoded', value: bytes };
}

function gunzipBody(bytes: Uint8Array, maxBytes: number): Promise<Decoded<Uint8Array>> {
  const chunkSize = Math.min(Math.max(sizeHint(bytes), 64 * 1024), 4 * 1_048_576);
  return new Promise((resolve) => {
    gunzip(bytes, { maxOutputLength: maxBytes, chunkSize }, (error, value) => {
      if (error === null) resolve({ kind: 'decoded', value });
      else
        resolve(failed(Reflect.get(error, 'code') === 'ERR_BUFFER_TOO_LARGE' ? 'tooLarge' : 'damagedGzip'));
    });
  });
}

/** gzip ends in the length of what was packed, so that one piece of memory can hold it. It is a hint: anybody can write it. */
function sizeHint(bytes: Uint8Array): number {
  return bytes.length < 18 ? 0 : Buffer.from(bytes.slice(-4)).readUInt32LE() + 1;
}

/**
 * Reads the JSON of a body. Bytes are taken one by one (Latin 1), so that bytes that are no UTF-8 spoil at most the record that they
 * stand in: base64 and the request id are ASCII.
 */
export function parseBody(bytes: Uint8Array): Decoded<Body> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = findRecords(text);
  const fields = parseObject(found?.rest ?? text.toString('latin1'));
  if (fields === undefined) return failed('notJson');
  const { requestId, timestamp, records } = fields;
  if (!Array.isArray(records)) return failed('noRecords');
  return {
    kind: 'decoded',
    value: {
      requestId: typeof requestId === 'string' ? utf8(requestId) : undefined,
      timestampMs: timeMs(timestamp),
      records: found?.records ?? parsedRecords(records, text),
      fingerprint: fingerprintOf(text),
    },
  };
}

/** From the records on: what stands before them, such as the time of the request, may differ when it comes again. */
function fingerprintOf(text: Buffer): string {
  const records = text.subarray(Math.max(0, text.indexOf('"records"')));
  return `${records.length}-${crc32(records)}`;
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

/** Firehose began in 2015. */
function timeMs(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 1.4e12 && value < 4.2e12 ? Math.trunc(value) : undefined;
}

function failed(failure: FailureName): { readonly kind: 'failed'; readonly failure: FailureName } {
  return { kind: 'failed', failure };
}
