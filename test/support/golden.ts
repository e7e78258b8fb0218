import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import { capturedRecords, captureNames } from './captures.ts';

/** When Firehose took the captured records over, in milliseconds since 1970. */
export const captureArrivalMs = 1_674_838_500_000;

/** Captures of the same lines as another, packed or put together otherwise: a test compares them with that one. */
const repeated = new Set([
  'many-1300-aggregation',
  'out-gzip',
  'out-simple-aggregation',
  'out-simple-aggregation-gzip',
  'out-snappy',
  'out-zstd',
]);

/** The captures with a golden file. */
export const goldenNames = captureNames.filter((name) => !repeated.has(name));

/** What comes out of each record of a capture, as Latin-1, so that every byte counts. */
export function transformedCapture(name: string): string[] {
  const records = createRecordTransform(parseTransformConfig({ DD_CLUSTER_NAME: 'main' }));
  const streamArn = 'arn:aws:firehose:us-east-2:111122223333:deliverystream/logs';
  return capturedRecords(name).map((data) => {
    const output = records.transform({ data, arrivalTimeMs: captureArrivalMs, streamArn });
    return Buffer.from(output.data).toString('latin1');
  });
}

/** The text of a golden file, as Latin-1: each record under a heading; the middle of a long line as its length and hash. */
export function goldenText(records: readonly string[]): string {
  return records
    .map(
      (text, index) =>
        `# record ${index}, ${text.length} bytes\n${text.split('\n').map(shortened).join('\n')}\n`,
    )
    .join('');
}

const longestLine = 3000;
const keptBytes = 1200;

function shortened(line: string): string {
  if (line.length <= longestLine) return line;
  const middle = line.slice(keptBytes, -keptBytes);
  const hash = createHash('sha256').update(middle, 'latin1').digest('hex').slice(0, 32);
  return `${line.slice(0, keptBytes)}[${middle.length} bytes, sha256 ${hash}]${line.slice(-keptBytes)}`;
}

/** What came out when the golden file was last reviewed. */
export function readGolden(name: string): string {
  return readFileSync(pathOf(name), 'latin1');
}

function pathOf(name: string): string {
  return join(import.meta.dirname, '../transform/golden', `${name}.txt`);
}

// `node test/support/golden.ts NAME…` writes golden files anew, for a person to review before they are committed.
if (import.meta.main) {
  const names = process.argv.slice(2);
  for (const name of names.length > 0 ? names : goldenNames)
    writeFileSync(pathOf(name), goldenText(transformedCapture(name)), 'latin1');
}
