import type { Environment } from '../config/transform.ts';
import type { RecordInput } from '../transform/record.ts';
import { cutOffEvent, readEventText, readRecordLine } from './capture.ts';
import { readInput, readLines } from './input.ts';
import type { Io } from './io.ts';

/** What a batch of Firehose holds: Fluent Bit sends 500 records at most, and the buffer is 1 MB. */
const maxBatchRecords = 500;
const maxBatchBytes = 1_000_000;

/** Lines or captured records, in batches as large as those that the function gets. */
export async function* batches(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<readonly RecordInput[], void, undefined> {
  let batch: RecordInput[] = [];
  let bytes = 0;
  for await (const line of readLines(chunks)) {
    const record = { ...readRecordLine(line), streamArn: undefined };
    batch.push(record);
    bytes += record.data.length;
    if (batch.length < maxBatchRecords && bytes < maxBatchBytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** The records of a text that is one Firehose event; `undefined` for anything else. */
function eventRecords(text: Buffer): readonly RecordInput[] | undefined {
  return readEventText(text)?.records.flatMap((record) =>
    typeof record === 'object' && record !== null
      ? [{ ...readRecordLine(Buffer.from(JSON.stringify(record))), streamArn: undefined }]
      : [],
  );
}

/** The records of a file as for `transform`, or of stdin: log lines, captured records, or one event. */
export async function* inputBatches(
  path: string | undefined,
  io: Io,
): AsyncGenerator<readonly RecordInput[], void, undefined> {
  const text = await wholeInput(path, io);
  const event = eventRecords(text);
  const hint = cutOffEvent(text);
  if (hint !== undefined) await io.stderr.write(`kubehose: ${hint}\n`);
  if (event === undefined) yield* batches(oneChunk(text));
  else yield event;
}

async function* oneChunk(text: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield text;
}

/** The environment with the rules of a file, where one is named. */
export async function withRules(path: unknown, io: Io): Promise<Environment> {
  if (typeof path !== 'string') return io.env;
  return { ...io.env, DD_LOGS_CONFIG_PROCESSING_RULES: (await wholeInput(path, io)).toString('utf8') };
}

export async function wholeInput(path: string | undefined, io: Io): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readInput(path, io)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const rulesOption = {
  type: 'string',
  value: 'FILE',
  help: 'processing rules to try: a JSON array, in place of DD_LOGS_CONFIG_PROCESSING_RULES',
} as const;
