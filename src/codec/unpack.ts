import { Buffer } from 'node:buffer';
import type { InputType, ZlibOptions } from 'node:zlib';
import { uncompress } from 'snappyjs';

export type Encoding = 'gzip' | 'zstd' | 'snappy';

/** `plain`: not packed. `refused`: packed, but damaged, with bytes behind it, or larger than the cap when unpacked. */
export type Unpacked =
  | { readonly kind: 'plain' }
  | { readonly kind: 'unpacked'; readonly encoding: Encoding; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly reason: 'damaged_compression' | 'decompression_cap' };

const plain: Unpacked = { kind: 'plain' };
const damaged: Unpacked = { kind: 'refused', reason: 'damaged_compression' };
const beyondCap: Unpacked = { kind: 'refused', reason: 'decompression_cap' };

/** Unpacks gzip (also several members) and zstd (also several frames), told by their magic bytes; at most `maxBytes`. */
export function unpack(bytes: Buffer, maxBytes: number): Unpacked {
  if (bytes.length < 4) return plain;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return inflate(bytes, maxBytes, 'gzip', zlib().gunzipSync);
  if (bytes.readUInt32LE(0) === 0xfd2fb528)
    return inflate(bytes, maxBytes, 'zstd', zlib().zstdDecompressSync);
  return plain;
}

/**
 * Unpacks a raw snappy block. It has no magic bytes, so call this only for what could not be read otherwise, and believe it only
 * when the block is sound to its last byte.
 */
export function unpackSnappy(bytes: Buffer, maxBytes: number): Unpacked {
  const declared = snappyLength(bytes);
  if (declared === undefined || declared === 0 || !isSnappyBlock(bytes, declared)) return plain;
  if (declared > maxBytes) return beyondCap;
  try {
    return { kind: 'unpacked', encoding: 'snappy', bytes: Buffer.from(uncompress(bytes)) };
  } catch {
    return plain;
  }
}

/** Loaded when the first packed record comes: it would be a tenth of the function's cold start, and most streams never have one. */
function zlib(): typeof import('node:zlib') {
  return process.getBuiltinModule('node:zlib');
}

type Inflate = (input: InputType, options: ZlibOptions & { info: true }) => unknown;
interface InflateInfo {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function inflate(bytes: Buffer, maxBytes: number, encoding: Encoding, how: unknown): Unpacked {
  const parts: Buffer[] = [];
  let left = maxBytes;
  try {
    // `info` makes zlib say how much input it used. It stops without an error at bytes behind the last gzip member, which would
    // be lost, and after the first zstd frame.
    for (let at = 0; at < bytes.length;) {
      const done = (how as Inflate)(bytes.subarray(at), { maxOutputLength: Math.max(1, left), info: true });
      const { buffer, engine } = done as InflateInfo;
      if (engine.bytesWritten === 0 || buffer.length > left) return beyondCap;
      parts.push(buffer);
      left -= buffer.length;
      at += engine.bytesWritten;
    }
  } catch (error) {
    return (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? beyondCap : damaged;
  }
  return { kind: 'unpacked', encoding, bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts) };
}

/** The uncompressed length that a snappy block declares in its first bytes, a varint of at most five. */
function snappyLength(bytes: Buffer): number | undefined {
  let length = 0;
  for (let at = 0; at < Math.min(5, bytes.length); at++) {
    const byte = bytes[at]!;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return length;
  }
  return undefined;
}

/**
 * Walks the elements of a snappy block without copying: every offset points back into what was produced, and both the input and
 * the declared length are used up exactly. Source: google/snappy, format_description.txt.
 */
function isSnappyBlock(bytes: Buffer, declared: number): boolean {
  let at = 0;
  while (bytes[at]! >= 0x80) at++;
  at++;
  let produced = 0;
  while (at < bytes.length) {
    const element = snappyElement(bytes, at);
    if (element === undefined || element.offset > produced) return false;
    produced += element.length;
    at = element.next;
    if (produced > declared || at > bytes.length) return false;
  }
  return produced === declared;
}

/** One element: a literal has offset 0. */
function snappyElement(
  bytes: Buffer,
  at: number,
): { length: number; offset: number; next: number } | undefined {
  const tag = bytes[at]!;
  const kind = tag & 3;
  if (kind === 0) {
    const extra = Math.max(0, (tag >> 2) - 59);
    if (at + 1 + extra > bytes.length) return undefined;
    const length = (extra === 0 ? tag >> 2 : bytes.readUIntLE(at + 1, extra)) + 1;
    return { length, offset: 0, next: at + 1 + extra + length };
  }
  const width = kind === 1 ? 1 : kind === 2 ? 2 : 4;
  if (at + 1 + width > bytes.length) return undefined;
  const low = bytes.readUIntLE(at + 1, width);
  const offset = kind === 1 ? ((tag >> 5) << 8) | low : low;
  if (offset === 0) return undefined;
  return { length: kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1, offset, next: at + 1 + width };
}
