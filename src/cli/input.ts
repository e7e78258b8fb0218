import { createReadStream } from 'node:fs';
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UsageError } from './command.ts';
import type { Io } from './io.ts';
import { errorCode } from '../adapters/error-code.ts';

/** The bytes of a file, or of stdin for `-` and for nothing; gzip is undone where the first bytes say so. */
export async function* readInput(path: string | undefined, io: Io): AsyncGenerator<Buffer, void, undefined> {
  const name = path === undefined || path === '-' ? 'stdin' : path;
  const source = name === 'stdin' ? io.stdin : createReadStream(name);
  if (name === 'stdin' && io.stdin.isTTY === true)
    await io.stderr.write('kubehose: reading from the terminal; Ctrl-D ends the input\n');
  try {
    const chunks = buffers(source);
    const first = await firstBytes(chunks);
    const whole = Readable.from(concat(first, chunks), { objectMode: false });
    const isGzip = first[0] === 0x1f && first[1] === 0x8b;
    // The callback's error is the one that the iteration throws as well.
    yield* buffers(isGzip ? pipeline(whole, createGunzip(), () => {}) : whole);
  } catch (error) {
    throw inputError(name, error);
  }
}

/** The lines of an input, each with its newline where it has one. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let parts: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, at + 1)]);
      parts = [];
      start = at + 1;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

async function* buffers(source: AsyncIterable<unknown>): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of source) {
    if (chunk instanceof Uint8Array) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    else yield Buffer.from(String(chunk));
  }
}

/** Two bytes at least, unless there are fewer. */
async function firstBytes(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < 2) {
    const next = await chunks.next();
    if (next.done === true) break;
    bytes = Buffer.concat([bytes, next.value]);
  }
  return bytes;
}

async function* concat(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  if (first.length > 0) yield first;
  yield* rest;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a directory; give a file',
  EACCES: 'no permission to read it',
  Z_BUF_ERROR: 'the gzip data end too early',
  Z_DATA_ERROR: 'the gzip data are damaged',
};

function inputError(name: string, error: unknown): unknown {
  const code = errorCode(error);
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  return reason === undefined ? error : new UsageError(`${name}: ${reason}`, { cause: error });
}
