import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readInput } from '../../src/cli/input.ts';
import { fakeIo } from './fake-io.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubehose-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function textOf(
  path: string | undefined,
  stdin: readonly (string | Uint8Array)[] = [],
): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of readInput(path, fakeIo({ stdin }))) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

describe('readInput', () => {
  test.each([
    ['nothing', [], ''],
    ['one byte', ['a'], 'a'],
    ['pieces', ['a', '', 'b\n'], 'ab\n'],
    ['gzip', [gzipSync('hello\n')], 'hello\n'],
    ['gzip in two members', [gzipSync('a'), gzipSync('b')], 'ab'],
    ['gzip byte by byte', [...gzipSync('hello')].map((byte) => Uint8Array.of(byte)), 'hello'],
  ])('stdin: %s', async (_name, chunks, expected) => {
    expect(await textOf(undefined, chunks)).toBe(expected);
    expect(await textOf('-', chunks)).toBe(expected);
  });

  test('a terminal is told that it is read, and how that ends', async () => {
    const io = fakeIo({ stdin: ['a'] });
    const stdin = Object.assign(io.stdin, { isTTY: true });
    for await (const chunk of readInput(undefined, { ...io, stdin })) expect(String(chunk)).toBe('a');
    expect(io.stderr.text).toBe('kubehose: reading from the terminal; Ctrl-D ends the input\n');
  });

  test('a file, packed or not, whatever its name', async () => {
    await writeFile(join(directory, 'plain.gz'), 'plain');
    await writeFile(join(directory, 'packed'), gzipSync('packed'));
    expect(await textOf(join(directory, 'plain.gz'))).toBe('plain');
    expect(await textOf(join(directory, 'packed'))).toBe('packed');
  });

  test('what cannot be read is told in a sentence', async () => {
    await writeFile(join(directory, 'short'), gzipSync('x'.repeat(1_000)).subarray(0, 20));
    await writeFile(
      join(directory, 'damaged'),
      Buffer.concat([gzipSync('').subarray(0, 10), Buffer.alloc(50, 0xff)]),
    );
    await expect(textOf(join(directory, 'none'))).rejects.toThrow(/none: there is no such file/);
    await expect(textOf(directory)).rejects.toThrow(/this is a directory/);
    await expect(textOf(join(directory, 'short'))).rejects.toThrow(/the gzip data end too early/);
    await expect(textOf(join(directory, 'damaged'))).rejects.toThrow(/the gzip data are damaged/);
  });
});
