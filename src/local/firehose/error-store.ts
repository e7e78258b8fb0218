import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { formatFailedRecord, type FailedRecord } from '../../firehose/error-output.ts';
import { errorOutputKey } from '../../firehose/object-key.ts';
import type { Clock } from '../../adapters/clock.ts';

export interface ErrorStoreOptions {
  /** Directory that stands for the bucket. */
  readonly directory: string;
  /** `ErrorOutputPrefix`. */
  readonly prefix: string | undefined;
  readonly stream: string;
  readonly version: number;
  readonly compression: 'UNCOMPRESSED' | 'GZIP';
}

export interface WrittenObject {
  readonly key: string;
  readonly path: string;
  readonly records: number;
}

/** Writes failed records of one kind as one object of the error output; the file appears whole or not at all. */
export async function writeErrorObject(
  records: readonly FailedRecord[],
  options: ErrorStoreOptions,
  { now, uuid }: Pick<Clock, 'now' | 'uuid'>,
): Promise<WrittenObject> {
  const [first] = records;
  if (first === undefined) throw new RangeError('an error object holds one record at least');
  const { directory, prefix, stream, version, compression } = options;
  const key = errorOutputKey({
    prefix,
    stream,
    version,
    errorOutputType: first.kind,
    arrivalTimeMs: records.reduce((oldest, record) => Math.min(oldest, record.arrivalTimestamp), Infinity),
    time: now(),
    uuid: uuid(),
    extension: compression === 'GZIP' ? '.gz' : '',
  });
  const path = pathOf(directory, key);
  const body = Buffer.from(records.map(formatFailedRecord).join(''));
  await writeWhole(path, compression === 'GZIP' ? gzipSync(body) : body);
  return { key, path, records: records.length };
}

/** A key is a path below the directory; one that leads out of it is refused. */
function pathOf(directory: string, key: string): string {
  const root = resolve(directory);
  const path = resolve(root, key);
  if (relative(root, path).split(sep)[0] === '..')
    throw new Error(`ErrorOutputPrefix leads out of ${directory}`);
  return path;
}

async function writeWhole(path: string, body: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = join(dirname(path), `.${randomUUID()}.unfinished`);
  await writeFile(unfinished, body);
  await rename(unfinished, path);
}
