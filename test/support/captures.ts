import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = join(import.meta.dirname, '../captures');

/** The names of the captures, one for each configuration of Fluent Bit. */
export const captureNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.jsonl.gz'))
  .map((file) => file.slice(0, -'.jsonl.gz'.length))
  .toSorted();

/** The records of a capture in order, as bytes. */
export function capturedRecords(name: string): Buffer[] {
  const lines = gunzipSync(readFileSync(join(folder, `${name}.jsonl.gz`)))
    .toString()
    .trimEnd()
    .split('\n');
  return lines.map((line) => Buffer.from((JSON.parse(line) as { data: string }).data, 'base64'));
}
