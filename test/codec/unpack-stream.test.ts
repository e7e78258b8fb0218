import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { DamagedStreamError } from '../../src/codec/damaged.ts';
import { unpackStream } from '../../src/codec/unpack-stream.ts';
import { framed, gzipWithFields, hadoop, xerial, zip } from '../support/packed.ts';

const text = Buffer.from(
  Array.from(
    { length: 9_000 },
    (_, index) => `{"line":${index},"hash":${Math.imul(index, 2654435761)}}\n`,
  ).join(''),
);
const empty = Buffer.alloc(0);

const packed: readonly [string, Buffer][] = [
  ['plain text', text],
  ['gzip', gzipSync(text)],
  [
    'gzip of several members',
    Buffer.concat([gzipSync(text.subarray(0, 5_000)), gzipSync(text.subarray(5_000))]),
  ],
  ['gzip with name, comment, extra field and header checksum', gzipWithFields(text)],
  ['zstd', zstdCompressSync(text)],
  [
    'zstd of several frames',
    Buffer.concat([zstdCompressSync(text.subarray(0, 5_000)), zstdCompressSync(text.subarray(5_000))]),
  ],
  ['ZIP with lengths in the header', zip([text])],
  [
    'ZIP with data descriptors',
    zip([text.subarray(0, 7_000), text.subarray(7_000)], { descriptors: 'signed' }),
  ],
  ['ZIP with data descriptors without signature', zip([text], { descriptors: 'bare' })],
  ['ZIP with data descriptors of ZIP64', zip([text], { descriptors: 'zip64' })],
  ['ZIP, stored', zip([text], { stored: true })],
  ['xerial Snappy', xerial(text)],
  ['joined xerial Snappy', Buffer.concat([xerial(text.subarray(0, 7_000)), xerial(text.subarray(7_000))])],
  ['Hadoop Snappy', hadoop(text, 262_144)],
  ['Hadoop Snappy in small parts', hadoop(text, 10_000)],
  ['framed Snappy', framed(text)],
];

describe('unpackStream', () => {
  describe.each(packed)('%s', (_, bytes) => {
    test.each([1, 7, 4_096, 1_000_000])('in chunks of %d bytes', async (chunkBytes) => {
      const size = chunkBytes === 1 && bytes.length > 50_000 ? 3 : chunkBytes;
      expect((await unpacked(chunks(bytes, size))).equals(text)).toBe(true);
    });
  });

  test.each(packed.slice(1))('%s, cut off: says so, and gives what could be had', async (name, bytes) => {
    const { output, error } = await collect(chunks(bytes.subarray(0, bytes.length - cutOf(name)), 1_000));
    expect(error).toBeInstanceOf(DamagedStreamError);
    expect(text.subarray(0, output.length).equals(output)).toBe(true);
  });

  test('what could be had does not depend on how the bytes arrive', async () => {
    const bytes = gzipSync(text);
    const cut = bytes.subarray(0, bytes.length / 2);
    const outputs = await Promise.all(
      [1, 100, 70_000].map(async (size) => (await collect(chunks(cut, size))).output.length),
    );
    expect(new Set(outputs).size).toBe(1);
    expect(outputs[0]).toBeGreaterThan(10_000);
  });

  test('a wrong checksum at the end loses nothing', async () => {
    const bytes = Buffer.from(gzipSync(text));
    bytes[bytes.length - 6]! ^= 1;
    const { output, error } = await collect(chunks(bytes, 500));
    expect(output.equals(text)).toBe(true);
    expect(error).toBeInstanceOf(DamagedStreamError);
  });

  test.each([
    ['gzip', Buffer.concat([gzipSync(text), Buffer.from('behind')])],
    ['a ZIP entry with a wrong checksum', wrongCrc(zip([text]))],
    ['an encrypted ZIP', encrypted(zip([text]))],
    ['a Snappy block of a wrong length', flip(hadoop(text, 262_144), 3)],
  ])('%s: bytes that are wrong are not passed over', async (_, bytes) => {
    expect((await collect(chunks(bytes, 5_000))).error).toBeInstanceOf(DamagedStreamError);
  });

  test('gzip that ends anywhere is damaged, never an accident', async () => {
    const bytes = gzipWithFields(text.subarray(0, 300));
    for (let length = 2; length < bytes.length; length += 1) {
      const { error } = await collect(chunks(bytes.subarray(0, length), 1_000));
      expect(error).toBeInstanceOf(DamagedStreamError);
    }
  });

  test('an empty stream is empty, and so is an empty member', async () => {
    expect((await unpacked(chunks(empty, 1))).length).toBe(0);
    expect((await unpacked(chunks(gzipSync(empty), 5))).length).toBe(0);
    expect((await unpacked(chunks(zip([]), 5))).length).toBe(0);
  });

  test('what unpacks to much more than it is does not come at once', async () => {
    const bytes = gzipSync(Buffer.alloc(100_000_000));
    let largest = 0;
    let total = 0;
    for await (const part of unpackStream(chunks(bytes, 1_000_000))) {
      largest = Math.max(largest, part.length);
      total += part.length;
    }
    expect(total).toBe(100_000_000);
    expect(largest).toBeLessThanOrEqual(65_536);
  });

  test('what the source throws passes through, and the source is closed', async () => {
    const closed: string[] = [];
    async function* failing() {
      try {
        yield gzipSync(text).subarray(0, 100);
        throw new RangeError('gone');
      } finally {
        closed.push('closed');
      }
    }
    await expect(unpacked(failing())).rejects.toThrow(RangeError);
    expect(closed).toEqual(['closed']);
  });
});

/** Enough to cut into the data, but for ZIP, whose directory stands behind it. */
function cutOf(name: string): number {
  return name.startsWith('ZIP') ? 200 : 3;
}

async function collect(source: AsyncIterable<Buffer>): Promise<{ output: Buffer; error: unknown }> {
  const parts: Buffer[] = [];
  try {
    for await (const part of unpackStream(source)) parts.push(part);
  } catch (error) {
    return { output: Buffer.concat(parts), error };
  }
  return { output: Buffer.concat(parts), error: undefined };
}

async function unpacked(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const { output, error } = await collect(source);
  if (error !== undefined) throw error;
  return output;
}

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function wrongCrc(archive: Buffer): Buffer {
  return flip(archive, 14);
}

function encrypted(archive: Buffer): Buffer {
  return flip(archive, 6);
}

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1;
  return copy;
}
