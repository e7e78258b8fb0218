import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DamagedStreamError } from '../../../src/codec/damaged.ts';
import { sourceLines } from '../../../src/replay/read/lines.ts';
import { runs } from '../../support/property.ts';

describe('sourceLines', () => {
  test.each([
    ['no line at all', '', []],
    ['no final newline', 'a\nb', ['line a', 'line b']],
    ['carriage returns', 'a\r\nb\r\n', ['line a', 'line b']],
    ['blank lines', '\n\na\n \t\r\n\nb\n\n', ['line a', 'line b']],
    ['white space around lines', '  a \n\tb', ['line a', 'line b']],
    ['a byte order mark', '\ufeffa\nb', ['line a', 'line b']],
    ['a line that is too long', 'abcdefghijk\nb', ['overlong abcdefgh', 'line b']],
    ['a last line that is too long', 'a\nabcdefghijk', ['line a', 'overlong abcdefgh']],
  ])('%s', async (_, text, expected) => {
    for (const size of [1, 3, 100]) expect(await linesOf(Buffer.from(text), size)).toEqual(expected);
  });

  test('what stood there when the data went wrong is the last line', async () => {
    async function* damaged() {
      yield Buffer.from('a\nhal');
      yield Buffer.from('f');
      throw new DamagedStreamError('cut off');
    }
    expect(await collect(damaged())).toEqual(['line a', 'damaged half']);
  });

  test('other errors of the source pass through', async () => {
    async function* failing() {
      yield Buffer.from('a\n');
      throw new RangeError('gone');
    }
    await expect(collect(failing())).rejects.toThrow(RangeError);
  });

  test('lines do not depend on how the bytes arrive', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', ' ', 'é') });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (source, size) => {
        const bytes = Buffer.from(source);
        expect(await linesOf(bytes, size)).toEqual(await linesOf(bytes, bytes.length + 1));
      }),
      runs(),
    );
  });
});

async function linesOf(bytes: Buffer, size: number): Promise<string[]> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  return collect(chunks());
}

async function collect(source: AsyncIterable<Buffer>): Promise<string[]> {
  const found: string[] = [];
  for await (const block of sourceLines(source, 8))
    found.push(...block.map(({ kind, bytes }) => `${kind} ${bytes.toString()}`));
  return found;
}
