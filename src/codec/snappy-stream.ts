import { Buffer } from 'node:buffer';
import type { ByteReader } from './byte-reader.ts';
import { DamagedStreamError } from './damaged.ts';
import { unpackSnappy } from './unpack.ts';

/** Largest block that is unpacked, in bytes; the framings use 32 KiB, 64 KiB and 256 KiB. */
const maxBlockBytes = 16 * 1024 * 1024;

/** xerial/snappy-java `SnappyOutputStream`: a header of 16 bytes, then blocks, each after its length. */
export async function* xerialSnappyBlocks(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  while ((await reader.peek(1)).length > 0) {
    const start = await reader.peek(8);
    // Streams may be joined; each begins with the header.
    if (start.toString('latin1') === '\x82SNAPPY\x00') await reader.read(16);
    else yield block(await readSized(reader, await readLength(reader)));
  }
}

/** Hadoop's `BlockCompressorStream`: the length of a block unpacked, then its parts, each after its packed length. */
export async function* hadoopSnappyBlocks(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  while ((await reader.peek(1)).length > 0) {
    for (let left = await readLength(reader); left > 0;) {
      const part = block(await readSized(reader, await readLength(reader)));
      if (part.length === 0 || part.length > left)
        throw new DamagedStreamError('a Snappy block has a wrong length');
      left -= part.length;
      yield part;
    }
  }
}

/** Source: google/snappy, framing_format.txt. Its checksums (CRC-32C) are not looked at: the blocks are checked to the last byte. */
export async function* snappyFrames(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  while ((await reader.peek(1)).length > 0) {
    const header = await reader.read(4);
    if (header.length < 4) throw new DamagedStreamError('the Snappy data ends in a header');
    const kind = header[0]!;
    const body = await readSized(reader, header.readUIntLE(1, 3));
    if (kind === 0x00) yield block(body.subarray(4));
    else if (kind === 0x01) yield body.subarray(4);
    else if (kind < 0x80) throw new DamagedStreamError('the Snappy data has a chunk that is not known');
  }
}

async function readLength(reader: ByteReader): Promise<number> {
  const bytes = await reader.read(4);
  if (bytes.length < 4) throw new DamagedStreamError('the Snappy data ends in a length');
  return bytes.readUInt32BE(0);
}

async function readSized(reader: ByteReader, length: number): Promise<Buffer> {
  if (length > maxBlockBytes) throw new DamagedStreamError('a Snappy block is too large to be one');
  const bytes = await reader.read(length);
  if (bytes.length < length) throw new DamagedStreamError('the Snappy data ends in a block');
  return bytes;
}

function block(packed: Buffer): Buffer {
  if (packed.length === 1 && packed[0] === 0) return Buffer.alloc(0);
  const unpacked = unpackSnappy(packed, maxBlockBytes);
  if (unpacked.kind !== 'unpacked') throw new DamagedStreamError('a Snappy block is damaged');
  return unpacked.bytes;
}
