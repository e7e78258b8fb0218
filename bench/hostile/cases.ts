import { gzipSync, zstdCompressSync } from 'node:zlib';

export interface HostileCase {
  readonly name: string;
  readonly records: readonly Buffer[];
}

/** What an attacker would put, each within 1 MB: few bytes that become many lines, much text, many events or deep brackets. */
export function cases(): readonly HostileCase[] {
  const one = (name: string, bytes: Buffer): HostileCase => ({ name, records: [bytes] });
  const lines = (count: number) => zstdCompressSync(Buffer.alloc(2 * count, 'a\n'));
  const many = (record: Buffer) =>
    Array.from({ length: Math.min(300, Math.floor(1_000_000 / record.length)) }, () => record);
  const short = Buffer.alloc(1_000_000, 'a short line of text\n');
  return [
    one('200,000 lines', lines(200_000)),
    one('500,000 lines', lines(500_000)),
    one('1,000,000 lines', lines(1_000_000)),
    one('2,000,000 lines', lines(2_000_000)),
    one('4,000,000 lines', lines(4_000_000)),
    one('16,777,216 lines', lines(16_777_216)),
    one('plain lines of two bytes', Buffer.alloc(1_000_000, 'a\n')),
    one('plain short lines', short),
    one('8 MB of lines of 42 bytes', zstdCompressSync(Buffer.alloc(8_300_000, `${'x'.repeat(41)}\n`))),
    one('text, then an object', zstdCompressSync(Buffer.from(`${'a\n'.repeat(4_000_000)}{}`))),
    one('objects of two bytes', zstdCompressSync(Buffer.alloc(30_000_000, '{}\n'))),
    one('brackets', zstdCompressSync(Buffer.alloc(8_000_000, '['))),
    one(
      'an envelope of many events',
      zstdCompressSync(
        Buffer.from(`{"messageType":"DATA_MESSAGE","logEvents":[${'{},'.repeat(2_600_000)}1]}`),
      ),
    ),
    one('a bomb of 1 GB', gzipSync(Buffer.alloc(1_000_000_000, 0x20))),
    { name: '300 records of 200,000 lines', records: many(lines(200_000)) },
    { name: '300 records of 4,000,000 lines', records: many(lines(4_000_000)) },
    { name: '300 records of brackets', records: many(zstdCompressSync(Buffer.alloc(8_000_000, '['))) },
  ];
}
