import { gzipSync } from 'node:zlib';
import { arrivalMs, records } from '../records/records.ts';

export const accessKey = 'bench-access-key';
export const streamArn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs';

/** One megabyte of body, as the target says; its records are about 0.74 MB. */
const bodyBytes = 1_000_000;

export interface BenchBody {
  /** The records' bytes, in order. */
  readonly records: readonly Buffer[];
  readonly json: Buffer;
  readonly gzip: Buffer;
}

/** The bench's records in request bodies of 1 MB before compression, as Firehose makes them. */
export function bodies(): readonly BenchBody[] {
  const list: Buffer[][] = [];
  let bytes = Infinity;
  for (const record of records()) {
    const size = 4 * Math.ceil(record.length / 3) + 12;
    if (bytes + size > bodyBytes) {
      list.push([]);
      bytes = 0;
    }
    bytes += size;
    list.at(-1)?.push(record);
  }
  // The last one is not full.
  return list.slice(0, -1).map(toBody);
}

function toBody(batch: readonly Buffer[]): BenchBody {
  const json = Buffer.from(
    JSON.stringify({
      requestId: '00000000-0000-4000-8000-000000000000',
      timestamp: arrivalMs,
      records: batch.map((record) => ({ data: record.toString('base64') })),
    }),
  );
  return { records: batch, json, gzip: gzipSync(json) };
}
