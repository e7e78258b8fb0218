import { Buffer } from 'node:buffer';
import { crc32, gunzip } from 'node:zlib';
import type { FailureName } from './errors.ts';

/** The content of a request. */
export interface Body {
  readonly requestId: string | undefined;
  /** When Firehose made the request, epoch ms; `undefined` where it says nothing that can be true. */
  readonly timestampMs: number | undefined;
  /** `data` of each record as it came; `undefined` for an element that has none. */
  readonly records: readonly RecordText[];
}

export interface RecordText {
  /** Base64, if it is sound. */
  readonly data: string | undefined;
  /** The element as JSON, where it has no `data` that is text. */
  readonly element?: string;
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
  return new Promise((resolve) => {
    gunzip(bytes, { maxOutputLength: maxBytes, chunkSize: 256 * 1024 }, (error, value) => {
      if (error === null) resolve({ kind: 'decoded', value });
      else
        resolve(failed(Reflect.get(error, 'code') === 'ERR_BUFFER_TOO_LARGE' ? 'tooLarge' : 'damagedGzip'));
    });
  });
}

/**
 * Reads the JSON of a body. Bytes are taken one by one (Latin 1), so that bytes that are no UTF-8 spoil at most the record that they
 * stand in: base64 and the request id are ASCII.
 */
export function parseBody(bytes: Uint8Array): Decoded<Body> {
  const fields = objectIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
  if (fields === undefined) return failed('notJson');
  const { requestId, timestamp, records } = fields;
  if (!Array.isArray(records)) return failed('noRecords');
  return {
    kind: 'decoded',
    value: {
      requestId: typeof requestId === 'string' ? utf8(requestId) : undefined,
      timestampMs: timeMs(timestamp),
      records: records.map(recordText),
    },
  };
}

/** Tells the content of one request from another's that has the same id. */
export function fingerprint({ records }: Body): string {
  let sum = 0;
  let length = 0;
  for (const { data, element = '' } of records) {
    sum = crc32(data ?? element, sum);
    length += (data ?? element).length;
  }
  return `${records.length}-${length}-${sum}`;
}

function recordText(element: unknown): RecordText {
  const data: unknown = typeof element === 'object' && element !== null ? Reflect.get(element, 'data') : null;
  if (typeof data === 'string') return { data };
  return { data: undefined, element: utf8(JSON.stringify(element)) };
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : undefined;
  } catch {
    return undefined;
  }
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
