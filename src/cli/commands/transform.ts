import { parseProcessing } from '../../config/processing.ts';
import { parseTransformConfig, type TransformConfig } from '../../config/transform.ts';
import type { Processing } from '../../processing/processing.ts';
import { addLines, noLines } from '../../transform/outcome.ts';
import { createRecordTransform } from '../../transform/record.ts';
import { createTransform } from '../../transform/transform.ts';
import { batches, rulesOption, withRules } from '../batches.ts';
import { cutOffEvent, readEventText } from '../capture.ts';
import type { Arguments, Command } from '../command.ts';
import { readInput } from '../input.ts';
import type { Io, Output } from '../io.ts';
import { transformSummary, type TransformTotals } from './transform-summary.ts';

/** `kubehose transform`: what the function would do, on this machine. */
export const transformCommand: Command = {
  group: 'try',
  usage: 'transform [--rules FILE] [FILE]',
  summary: 'Tag log lines as the function does: lines in, lines out',
  details:
    'FILE (else stdin) holds log lines as Fluent Bit writes them, captured records ({"data": base64} a line), or one Firehose\n' +
    'event (JSON with records); gzip is recognised. The tagged lines go to stdout, a summary to stderr. The configuration comes\n' +
    "from the function's environment variables: docs/configuration.md.",
  options: {
    rules: rulesOption,
    quiet: { type: 'boolean', short: 'q', help: 'no summary' },
  },
  maxPositionals: 1,
  examples: [
    'kubehose transform lines.log',
    'DD_TAGS=team:shop kubehose transform <lines.log >tagged.log',
    'kubehose transform --rules rules.json lines.log',
    'kubehose transform test/captures/guide-default.jsonl.gz | head -1',
  ],
  exitCodes: { 2: 'records of an event were answered ProcessingFailed' },
  run,
};

/** An event is this large at most; what is longer can only be lines. */
const maxEventBytes = 8 * 1_048_576;

async function run({ positionals: [path], values }: Arguments, io: Io): Promise<number> {
  const environment = await withRules(values['rules'], io);
  const config = parseTransformConfig(environment);
  const processing = await parseProcessing(environment);
  const chunks = readInput(path, io);
  const { head, ended } = await readHead(chunks);
  const event = ended ? readEventText(head) : undefined;
  const hint = ended ? cutOffEvent(head) : undefined;
  if (hint !== undefined) await io.stderr.write(`kubehose: ${hint}\n`);
  const totals =
    event === undefined
      ? await transformLines(joined(head, chunks), config, processing, io.stdout)
      : await transformEvent(event, head.length, config, processing, io.stdout);
  if (values['quiet'] !== true) await io.stderr.write(transformSummary(totals));
  return totals.failed === 0 ? 0 : 2;
}

async function readHead(chunks: AsyncGenerator<Buffer>): Promise<{ head: Buffer; ended: boolean }> {
  const parts: Buffer[] = [];
  let bytes = 0;
  while (bytes <= maxEventBytes) {
    const next = await chunks.next();
    if (next.done === true) return { head: Buffer.concat(parts), ended: true };
    parts.push(next.value);
    bytes += next.value.length;
  }
  return { head: Buffer.concat(parts), ended: false };
}

async function* joined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield head;
  yield* rest;
}

async function transformLines(
  chunks: AsyncIterable<Buffer>,
  config: TransformConfig,
  processing: Processing,
  output: Output,
): Promise<TransformTotals> {
  await processing.load();
  const records = createRecordTransform(config, processing);
  const totals = { records: 0, failed: 0, lines: noLines(), bytesIn: 0, bytesOut: 0 };
  const writer = createLineWriter(output);
  for await (const batch of batches(chunks)) {
    const done = await records.together(batch);
    for (const [index, { kind, data, lines }] of done.entries()) {
      totals.records += 1;
      totals.bytesIn += batch[index]!.data.length;
      addLines(totals.lines, lines);
      if (kind === 'held') totals.failed += 1;
      if (kind !== 'written') continue;
      totals.bytesOut += data.length;
      await writer.write(data);
    }
  }
  await writer.end();
  return totals;
}

async function transformEvent(
  event: { readonly records: readonly unknown[] },
  bytesIn: number,
  config: TransformConfig,
  processing: Processing,
  output: Output,
): Promise<TransformTotals> {
  const { response, report } = await createTransform(config, processing)(event);
  const writer = createLineWriter(output);
  let bytesOut = 0;
  for (const record of response.records) {
    if (record.result !== 'Ok') continue;
    const data = Buffer.from(record.data, 'base64');
    bytesOut += data.length;
    await writer.write(data);
  }
  await writer.end();
  const { delivered, dropped } = report.records;
  const failed = report.records.in - delivered - dropped;
  return { records: report.records.in, failed, lines: report.lines, bytesIn, bytesOut };
}

/** Writes records as lines, in pieces of some size: a write for each line would cost more than the transform. */
function createLineWriter(output: Output) {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const newline = Uint8Array.of(0x0a);
  async function end(): Promise<void> {
    const text = Buffer.concat(parts);
    parts = [];
    bytes = 0;
    if (text.length > 0) await output.write(text);
  }
  return {
    end,
    async write(data: Uint8Array): Promise<void> {
      parts.push(data);
      if (data.at(-1) !== 0x0a) parts.push(newline);
      bytes += data.length;
      if (bytes > 65_536) await end();
    },
  };
}
