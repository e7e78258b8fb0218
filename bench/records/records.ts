import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** When the records arrived, shortly after their lines were written: a log of another year would be one that arrives late. */
export const arrivalMs = 1_709_625_960_000;

/** The bench's records, as a real Fluent Bit sent them: a line each, with its end. */
export function records(): Buffer[] {
  const all = gunzipSync(readFileSync(join(import.meta.dirname, 'records.ndjson.gz')));
  const list: Buffer[] = [];
  for (let start = 0; start < all.length;) {
    const end = all.indexOf('\n', start) + 1;
    list.push(all.subarray(start, end));
    start = end;
  }
  return list;
}
