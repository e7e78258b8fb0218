import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { asOfNow } from '../../../local/samples/as-of-now.ts';
import { readRecordLine } from '../../capture.ts';
import { UsageError } from '../../command.ts';

export interface DemoRecords {
  /** Delivered in the run. */
  readonly run: readonly Buffer[];
  /** Sent while Datadog is out. */
  readonly outage: readonly Buffer[];
}

/** The guide's configuration, others that people use, records that are compressed, aggregated, or no JSON at all. */
const runCaptures = [
  'guide-default',
  'docs-crio-keeplog-off',
  'docs-output-only',
  'owner-refs-namespace-meta',
  'out-gzip',
  'out-simple-aggregation',
  'out-log-key',
];
const outageCaptures = ['crio-keeplog-on', 'many-1300'];

/** Real Fluent Bit records from the captures of a clone; a published package has none. */
export async function readDemoRecords(packageRoot: string): Promise<DemoRecords> {
  const directory = join(packageRoot, 'test', 'captures');
  const read = async (names: readonly string[]) =>
    (await Promise.all(names.map((name) => readCapture(directory, name)))).flat();
  return { run: await read(runCaptures), outage: await read(outageCaptures) };
}

/** The same records with their dates moved: a transform judges dates, and these were captured long ago. */
export function writtenNow({ run, outage }: DemoRecords, nowMs: number): DemoRecords {
  return { run: asOfNow(run, nowMs), outage: asOfNow(outage, nowMs) };
}

/** The log that is shown: a line of stderr. */
export function demoLog(records: readonly Buffer[]): Buffer {
  const record = records.find((data) => data.includes('stderr F panic: runtime error'));
  if (record === undefined) throw new Error('the captures lack the log that is shown');
  return record;
}

async function readCapture(directory: string, name: string): Promise<Buffer[]> {
  const path = join(directory, `${name}.jsonl.gz`);
  const packed = await readFile(path).catch((error: unknown) => {
    throw new UsageError(
      `${path} is missing: the walk-through needs the captures of a clone; kubehose local needs none`,
      {
        cause: error,
      },
    );
  });
  const lines = gunzipSync(packed).toString('latin1').split('\n');
  return lines.filter((line) => line !== '').map((line) => readRecordLine(Buffer.from(line, 'latin1')).data);
}
