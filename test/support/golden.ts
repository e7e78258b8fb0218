import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import { capturedRecords, captureNames } from './captures.ts';

/** What comes out of each record of a capture, as Latin-1, so that every byte counts. */
export function transformedCapture(name: string): string[] {
  const records = createRecordTransform(parseTransformConfig({ DD_CLUSTER_NAME: 'main' }));
  const streamArn = 'arn:aws:firehose:us-east-2:111122223333:deliverystream/logs';
  return capturedRecords(name).map((data) => {
    const output = records.transform({ data, arrivalTimeMs: 1_767_323_045_000, streamArn });
    return Buffer.from(output.data).toString('latin1');
  });
}

/** What came out when the golden file was last reviewed. */
export function readGolden(name: string): string[] {
  const lines = gunzipSync(readFileSync(pathOf(name)))
    .toString()
    .trimEnd()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as string);
}

function pathOf(name: string): string {
  return join(import.meta.dirname, '../transform/golden', `${name}.jsonl.gz`);
}

// `node test/support/golden.ts NAME…` writes golden files anew, for a person to review before they are committed.
if (import.meta.main) {
  const names = process.argv.slice(2);
  for (const name of names.length > 0 ? names : captureNames) {
    const lines = transformedCapture(name).map((record) => `${JSON.stringify(record)}\n`);
    writeFileSync(pathOf(name), gzipSync(lines.join(''), { level: 9 }));
  }
}
