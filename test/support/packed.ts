/** Packs bytes in the formats of Firehose's S3 objects that Node cannot write by itself. */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { compress } from 'snappyjs';

export function gzipWithFields(bytes: Buffer): Buffer {
  const plain = gzipSync(bytes);
  const fields = Buffer.concat([
    Buffer.from([3, 0, 1, 2, 3]),
    Buffer.from('name\0comment\0'),
    Buffer.from([9, 9]),
  ]);
  const header = Buffer.from(plain.subarray(0, 10));
  header[3] = 2 | 4 | 8 | 16;
  return Buffer.concat([header, fields, plain.subarray(10)]);
}

export function xerial(bytes: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from('\x82SNAPPY\x00\x00\x00\x00\x01\x00\x00\x00\x01', 'latin1')];
  for (let at = 0; at < bytes.length; at += 32_768) parts.push(sized(bytes.subarray(at, at + 32_768)));
  return Buffer.concat(parts);
}

export function hadoop(bytes: Buffer, partBytes: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 262_144) {
    const block = bytes.subarray(at, at + 262_144);
    parts.push(uint32(block.length));
    for (let from = 0; from < block.length; from += partBytes)
      parts.push(sized(block.subarray(from, from + partBytes)));
  }
  return Buffer.concat(parts);
}

export function framed(bytes: Buffer): Buffer {
  const parts: Buffer[] = [
    Buffer.from('\xff\x06\x00\x00sNaPpY', 'latin1'),
    Buffer.from([0xfe, 2, 0, 0, 7, 7]),
  ];
  for (let at = 0; at < bytes.length; at += 65_536) {
    const block = bytes.subarray(at, at + 65_536);
    const body = at % 131_072 === 0 ? Buffer.from(compress(block)) : block;
    const header = Buffer.alloc(8);
    header.writeUIntLE(body.length + 4, 1, 3);
    header[0] = at % 131_072 === 0 ? 0 : 1;
    parts.push(header, body);
  }
  return Buffer.concat(parts);
}

function sized(block: Buffer): Buffer {
  const packedBlock = Buffer.from(compress(block));
  return Buffer.concat([uint32(packedBlock.length), packedBlock]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

interface ZipOptions {
  readonly stored?: boolean;
  readonly descriptors?: 'signed' | 'bare' | 'zip64';
}

export function zip(entries: readonly Buffer[], { stored = false, descriptors }: ZipOptions = {}): Buffer {
  const parts = entries.flatMap((bytes) => {
    const body = stored ? bytes : deflateRawSync(bytes);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(descriptors ? 8 : 0, 6);
    header.writeUInt16LE(stored ? 0 : 8, 8);
    header.writeUInt16LE(4, 26);
    if (!descriptors) {
      header.writeUInt32LE(crc32(bytes), 14);
      header.writeUInt32LE(body.length, 18);
      header.writeUInt32LE(bytes.length, 22);
    }
    return [
      header,
      Buffer.from('name'),
      body,
      ...(descriptors ? [descriptor(bytes, body, descriptors)] : []),
    ];
  });
  const directory = Buffer.alloc(entries.length > 0 ? 150 : 22);
  directory.writeUInt32LE(entries.length > 0 ? 0x02014b50 : 0x06054b50, 0);
  return Buffer.concat([...parts, directory]);
}

function descriptor(bytes: Buffer, body: Buffer, kind: 'signed' | 'bare' | 'zip64'): Buffer {
  const result = Buffer.alloc(kind === 'zip64' ? 24 : 16);
  result.writeUInt32LE(0x08074b50, 0);
  result.writeUInt32LE(crc32(bytes), 4);
  result.writeUInt32LE(body.length, 8);
  result.writeUInt32LE(bytes.length, kind === 'zip64' ? 16 : 12);
  return kind === 'bare' ? result.subarray(4) : result;
}
