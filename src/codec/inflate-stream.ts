import { Buffer } from 'node:buffer';
import {
  crc32,
  createInflateRaw,
  createZstdDecompress,
  type InflateRaw,
  type ZstdDecompress,
} from 'node:zlib';
import type { ByteReader } from './byte-reader.ts';
import { DamagedStreamError } from './damaged.ts';

/** Packed bytes that are worked on at once: small, because they may unpack to a thousand times as much. */
const sliceBytes = 32 * 1024;

/** gzip members one after the other, each checked by its CRC and length. Source: RFC 1952. */
export async function* gunzipMembers(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  while ((await reader.peek(1)).length > 0) {
    await skipGzipHeader(reader);
    const sum = yield* inflateRaw(reader);
    const trailer = await reader.read(8);
    if (trailer.length < 8) throw new DamagedStreamError('the gzip data ends before its checksum');
    if (trailer.readUInt32LE(0) !== sum.crc || trailer.readUInt32LE(4) !== sum.bytes % 2 ** 32)
      throw new DamagedStreamError('the gzip data and its checksum differ');
  }
}

async function skipGzipHeader(reader: ByteReader): Promise<void> {
  const header = await reader.read(10);
  if (header.length < 10 || header.readUInt16BE(0) !== 0x1f8b || header[2] !== 8)
    throw new DamagedStreamError('behind the gzip data stand bytes that are none');
  const flags = header[3]!;
  if (flags & 4) {
    const length = await reader.read(2);
    if (length.length < 2) throw new DamagedStreamError('the gzip data ends in its header');
    await reader.read(length.readUInt16LE(0));
  }
  if (flags & 8) await skipText(reader);
  if (flags & 16) await skipText(reader);
  if (flags & 2) await reader.read(2);
}

async function skipText(reader: ByteReader): Promise<void> {
  for (let byte = await reader.read(1); byte.length > 0 && byte[0] !== 0; byte = await reader.read(1));
}

const signature = { file: 0x04034b50, descriptor: 0x08074b50, directory: 0x02014b50, end: 0x06054b50 };

/**
 * The contents of a ZIP archive's entries, in their order, from the local headers: an archive that was cut off still gives what is
 * there. Source: PKWARE APPNOTE, sections 4.3.7 and 4.3.9.
 */
export async function* unzipEntries(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  for (;;) {
    const start = await reader.peek(4);
    const found = start.length === 4 ? start.readUInt32LE(0) : 0;
    if (found === signature.directory || found === signature.end) return;
    if (found !== signature.file) throw new DamagedStreamError('the ZIP archive ends before its directory');
    yield* unzipEntry(reader);
  }
}

async function* unzipEntry(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  const header = await reader.read(30);
  if (header.length < 30) throw new DamagedStreamError('the ZIP archive ends in a header');
  const flags = header.readUInt16LE(6);
  const method = header.readUInt16LE(8);
  const hasDescriptor = (flags & 8) !== 0;
  await reader.read(header.readUInt16LE(26) + header.readUInt16LE(28));
  if (flags & 1) throw new DamagedStreamError('the ZIP archive is encrypted');
  if (method !== 8 && (method !== 0 || hasDescriptor))
    throw new DamagedStreamError(`the ZIP archive is packed by method ${method}, which is not known`);
  const sum = yield* method === 8 ? inflateRaw(reader) : stored(reader, header.readUInt32LE(18));
  const crc = hasDescriptor ? await readDescriptor(reader) : header.readUInt32LE(14);
  if (crc !== sum.crc) throw new DamagedStreamError('an entry of the ZIP archive and its checksum differ');
}

/** The checksum of a data descriptor, whose signature is optional and whose lengths have four bytes or eight. */
async function readDescriptor(reader: ByteReader): Promise<number | undefined> {
  const ahead = await reader.peek(28);
  const at = ahead.length >= 4 && ahead.readUInt32LE(0) === signature.descriptor ? 4 : 0;
  const crc = ahead.length >= at + 4 ? ahead.readUInt32LE(at) : undefined;
  const isFollowed = (length: number) =>
    ahead.length >= length + 2 && ahead[length] === 0x50 && ahead[length + 1] === 0x4b;
  await reader.read(isFollowed(at + 20) && !isFollowed(at + 12) ? at + 20 : at + 12);
  return crc;
}

async function* stored(reader: ByteReader, length: number): AsyncGenerator<Buffer, Sum, undefined> {
  let crc = 0;
  for (let left = length; left > 0;) {
    const slice = await reader.read(Math.min(left, sliceBytes));
    if (slice.length === 0) throw new DamagedStreamError('the ZIP archive ends in an entry');
    crc = crc32(slice, crc);
    left -= slice.length;
    yield slice;
  }
  return { crc, bytes: length };
}

interface Sum {
  readonly crc: number;
  readonly bytes: number;
}

/** One deflate stream, to its end and not a byte further. */
async function* inflateRaw(reader: ByteReader): AsyncGenerator<Buffer, Sum, undefined> {
  let crc = 0;
  let bytes = 0;
  for await (const part of drive(createInflateRaw({ chunkSize: 64 * 1024 }), reader)) {
    crc = crc32(part, crc);
    bytes += part.length;
    yield part;
  }
  return { crc, bytes };
}

/** zstd frames one after the other. */
export async function* zstdFrames(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  while ((await reader.peek(1)).length > 0) yield* drive(createZstdDecompress(), reader);
}

/**
 * Feeds slices to a decoder one by one and takes what comes of each before the next, so that nothing is lost when one is wrong.
 * Ends where the packed data ends; what was read beyond goes back to the reader.
 */
async function* drive(
  decoder: InflateRaw | ZstdDecompress,
  reader: ByteReader,
): AsyncGenerator<Buffer, void, undefined> {
  let ready: Buffer[] = [];
  let fed = 0;
  let error: Error | undefined;
  decoder.on('data', (part: Buffer) => ready.push(part));
  decoder.on('error', (cause: Error) => (error = cause));
  try {
    for (;;) {
      const slice = await reader.read(sliceBytes);
      fed += slice.length;
      await new Promise<void>((resolve) => {
        decoder.once('error', () => resolve());
        if (slice.length > 0) decoder.write(slice, () => resolve());
        else decoder.once('end', () => resolve()).end();
      });
      decoder.removeAllListeners('end');
      const done = ready;
      ready = [];
      yield* done;
      if (error !== undefined) throw new DamagedStreamError(sentence(error, slice.length === 0));
      if (decoder.bytesWritten < fed)
        return reader.unread(slice.subarray(slice.length - (fed - decoder.bytesWritten)));
      if (slice.length === 0) return;
    }
  } finally {
    decoder.destroy();
  }
}

function sentence(error: Error, atEnd: boolean): string {
  return atEnd
    ? 'the packed data ends too early'
    : `the packed data is damaged (${Reflect.get(error, 'code')})`;
}
