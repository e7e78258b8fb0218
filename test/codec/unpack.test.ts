import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compress } from 'snappyjs';
import { unpack, unpackSnappy } from '../../src/codec/unpack.ts';
import { runs } from '../support/property.ts';

const text = Buffer.from('{"log":"hello"}\n'.repeat(9));
const gzip = gzipSync(text);
const zstd = zstdCompressSync(text);

describe('gzip and zstd', () => {
  test.each([
    ['gzip', gzip, text],
    ['gzip members', Buffer.concat([gzip, gzip]), Buffer.concat([text, text])],
    ['zstd', zstd, text],
    ['zstd frames', Buffer.concat([zstd, zstd]), Buffer.concat([text, text])],
    ['gzip of nothing', gzipSync(''), Buffer.alloc(0)],
  ])('%s', (_, bytes, expected) => {
    expect(unpack(bytes, 1_000)).toMatchObject({ kind: 'unpacked', bytes: expected });
  });

  test.each([
    ['bytes behind gzip', Buffer.concat([gzip, Buffer.from('more')]), 'damaged_compression'],
    ['zeros behind gzip', Buffer.concat([gzip, Buffer.alloc(9)]), 'damaged_compression'],
    ['bytes behind zstd', Buffer.concat([zstd, Buffer.from('more')]), 'damaged_compression'],
    ['cut-off gzip', gzip.subarray(0, -1), 'damaged_compression'],
    ['cut-off zstd', zstd.subarray(0, -1), 'damaged_compression'],
    ['a header only', gzip.subarray(0, 10), 'damaged_compression'],
    ['more than the cap in one', gzipSync(Buffer.alloc(1_001)), 'decompression_cap'],
    ['more than the cap in all', Buffer.concat(Array.from({ length: 8 }, () => gzip)), 'decompression_cap'],
    ['more than the cap of zstd', zstdCompressSync(Buffer.alloc(1_001)), 'decompression_cap'],
  ])('%s is refused', (_, bytes, reason) => {
    expect(unpack(bytes, 1_000)).toEqual({ kind: 'refused', reason });
  });

  test('what is as large as the cap is not', () => {
    expect(unpack(gzipSync(Buffer.alloc(1_000)), 1_000).kind).toBe('unpacked');
  });

  test.each(['', 'x', '{"a":1}', '\u001f'])('%j is plain', (plain) => {
    expect(unpack(Buffer.from(plain), 1_000)).toEqual({ kind: 'plain' });
  });
});

describe('raw snappy', () => {
  test('whatever was compressed comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(9), (bytes, times) => {
        const input = Buffer.concat(Array.from({ length: times + 1 }, () => bytes));
        expect(unpackSnappy(Buffer.from(compress(input)), 10_000)).toMatchObject({
          kind: 'unpacked',
          bytes: input,
        });
      }),
      runs(),
    );
  });

  test('a block that was cut or added to is not believed', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.uint8Array({ minLength: 1, maxLength: 3 }),
        (bytes, more) => {
          const block = Buffer.from(compress(bytes));
          expect(unpackSnappy(block.subarray(0, -1), 10_000).kind).toBe('plain');
          expect(unpackSnappy(Buffer.concat([block, more]), 10_000).kind).toBe('plain');
        },
      ),
      runs(),
    );
  });

  test('lines of logs are never taken for it', () => {
    const printable = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(printable, (line) => {
        const unpacked = unpackSnappy(Buffer.from(line), 10_000);
        expect(unpacked.kind === 'unpacked' && unpacked.bytes[0] === 0x7b).toBe(false);
      }),
      runs(),
    );
  });

  test('more than the cap is refused before it is unpacked', () => {
    expect(unpackSnappy(Buffer.from(compress(Buffer.alloc(1_001))), 1_000)).toEqual({
      kind: 'refused',
      reason: 'decompression_cap',
    });
  });
});
