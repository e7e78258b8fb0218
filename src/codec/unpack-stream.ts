import type { Buffer } from 'node:buffer';
import { ByteReader } from './byte-reader.ts';
import { gunzipMembers, unzipEntries, zstdFrames } from './inflate-stream.ts';
import { hadoopSnappyBlocks, snappyFrames, xerialSnappyBlocks } from './snappy-stream.ts';

/**
 * Unpacks a stream as it comes, in memory that does not grow with it: gzip (several members), ZIP (all its entries, one after the
 * other), zstd, and Snappy in the framings of xerial (`Snappy` of Firehose), Hadoop (`HADOOP_SNAPPY`) and google/snappy. What it is
 * is told by its first bytes, never by a name or a header; everything else passes as it is. Throws `DamagedStreamError` at the
 * place where packed data goes wrong. What the source throws passes through.
 */
export async function* unpackStream(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  const reader = new ByteReader(source);
  try {
    yield* formatOf(await reader.peek(longestMagic))(reader);
  } finally {
    await reader.close();
  }
}

const longestMagic = 10;

type Unpack = (reader: ByteReader) => AsyncGenerator<Buffer, void, undefined>;

function formatOf(start: Buffer): Unpack {
  const magic = start.toString('latin1');
  if (magic.startsWith('\x1f\x8b')) return gunzipMembers;
  if (magic.startsWith('PK\x03\x04') || magic.startsWith('PK\x05\x06')) return unzipEntries;
  if (magic.startsWith('\x28\xb5\x2f\xfd')) return zstdFrames;
  if (magic.startsWith('\x82SNAPPY\x00')) return xerialSnappyBlocks;
  if (magic.startsWith('\xff\x06\x00\x00sNaPpY')) return snappyFrames;
  return isHadoopSnappy(start) ? hadoopSnappyBlocks : asItIs;
}

/** No magic bytes: two lengths of four bytes. No text begins with the byte 0, and no block is larger than 16 MiB. */
function isHadoopSnappy(start: Buffer): boolean {
  if (start.length < 9 || start[0] !== 0 || start[4] !== 0) return false;
  const unpacked = start.readUInt32BE(0);
  const packed = start.readUInt32BE(4);
  return unpacked > 0 && packed > 0 && packed <= 32 + unpacked + unpacked / 6;
}

async function* asItIs(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  for (let chunk = await reader.chunk(); chunk; chunk = await reader.chunk()) yield chunk;
}
