import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { putRecords } from '../../../delivery/put-records.ts';
import { failedTotal, type LocalCounts } from '../../../local/counts.ts';
import { systemClock } from '../../../adapters/clock.ts';
import { startLocal, type LocalPipeline } from '../../../local/pipeline.ts';
import { localPutPort } from '../../../local/firehose/put-client.ts';
import type { Arguments, Command } from '../../command.ts';
import { streamBalance, countsLine, countsSince } from '../local-counts.ts';
import { countArrived } from './arrived.ts';
import { replayErrorOutput } from './replay.ts';
import { demoLog, readDemoRecords, writtenNow, type DemoRecords } from './records.ts';
import { showAfter, showBefore } from './log.ts';
import type { Io } from '../../io.ts';
import { functionFile } from '../local-options.ts';
import { painter, type Paint } from '../../output/colour.ts';
import { formatCount } from '../../output/numbers.ts';
import { createProgress, type Progress } from '../../output/progress.ts';
import { alignColumns } from '../../output/table.ts';

/** `kubehose demo`: what `npm start` shows. */
export const demoCommand: Command = {
  group: 'try',
  usage: 'demo',
  summary: 'Walk through the pipeline with real Fluent Bit records',
  options: {},
  maxPositionals: 0,
  examples: ['kubehose demo'],
  exitCodes: { 2: 'a record has no fate, or a log has not arrived: a defect' },
  run,
};

const apiKey = 'local-api-key';

/** What the steps of the walk share. */
interface Walk {
  readonly pipeline: LocalPipeline;
  readonly records: DemoRecords;
  /** Paths of the objects of the error output. */
  readonly errorObjects: readonly string[];
  readonly progress: Progress;
  readonly paint: Paint;
  readonly io: Io;
}

async function run(_args: Arguments, io: Io): Promise<number> {
  const captured = await readDemoRecords(io.packageRoot);
  const records = writtenNow(captured, systemClock.now());
  const directory = join(io.cwd, '.kubehose');
  await rm(directory, { recursive: true, force: true });
  const errorObjects: string[] = [];
  const progress = createProgress(io.stdout, { ...systemClock, plainLines: false, intervalMs: 50 });
  const pipeline = await startLocal({
    function: functionFile(io),
    apiKey,
    directory,
    region: 'us-east-2',
    // One further attempt after about two seconds, then the error output.
    tuning: { retryDurationMs: 3_000 },
    onChange: (counts) => progress.update(countsLine(counts)),
    onErrorObject: ({ path }) => errorObjects.push(path),
  });
  try {
    const walk = { pipeline, records, errorObjects, progress, paint: painter(io.stdout, io.env), io };
    const settled = await showRun(walk);
    const failed = await showOutage(walk);
    const arrived = await showReplay(walk, directory);
    await showWhereToLook(walk);
    return arrived && failed && settled ? 0 : 2;
  } finally {
    await progress.clear();
    await pipeline.stop();
  }
}

async function showRun(walk: Walk): Promise<boolean> {
  const { records, pipeline, paint, io } = walk;
  const before = demoLog(records.run);
  await io.stdout.write(`${paint('bold', 'before')}\n${showBefore(before)}\n\n`);
  const counts = await send(walk, records.run);
  await io.stdout.write(`${paint('bold', 'after')}\n${showAfter(before, pipeline.datadog.logs)}\n\n`);
  const rows: [string, string][] = [
    ['records in', formatCount(counts.in)],
    ['invocations', formatCount(counts.invocations)],
    ['delivered', formatCount(counts.delivered)],
    ['passed on untouched', formatCount(counts.untouched)],
    ['joined to others', formatCount(counts.dropped)],
    ['failed', formatCount(failedTotal(counts))],
    ['logs at Datadog', formatCount(pipeline.datadog.counts().accepted)],
  ];
  const table = alignColumns(rows.map(([name, value]) => [`  ${name}`, value.padStart(7)]));
  await io.stdout.write(`${paint('bold', 'run')}\n${table.join('\n')}\n  ${streamBalance(counts)}\n\n`);
  return isSettled(counts);
}

async function showOutage(walk: Walk): Promise<boolean> {
  const { records, pipeline, errorObjects, paint, io } = walk;
  pipeline.datadog.fail({ kind: 'status', status: 503 });
  const counts = await send(walk, records.outage);
  pipeline.datadog.recover();
  const paths = errorObjects.map((path) => `  ${relative(io.cwd, path)}\n`);
  await io.stdout.write(
    `${paint('bold', 'outage')}: Datadog answers 503\n  ${streamBalance(counts)}\n` +
      `  Firehose's error output holds them:\n${paths.join('')}`,
  );
  return isSettled(counts);
}

async function showReplay(walk: Walk, directory: string): Promise<boolean> {
  const { records, pipeline, paint, io } = walk;
  await io.stdout.write(`\n${paint('bold', 'replay')}: Datadog is back\n`);
  const code = await replayErrorOutput(directory, apiKey, pipeline.datadog.url, io);
  const { arrived, sent } = countArrived([...records.run, ...records.outage], pipeline.datadog.logs);
  await io.stdout.write(`\narrived ${formatCount(arrived)} of ${formatCount(sent)}\n`);
  return code === 0 && arrived === sent;
}

async function showWhereToLook({ pipeline: { paths }, paint, io }: Walk): Promise<void> {
  const rows = [
    [relative(io.cwd, paths.logs), 'the logs as Datadog got them, one a line'],
    [`${relative(io.cwd, paths.errorOutput)}/`, 'the error objects of the outage'],
    [
      'npx kubehose local',
      'the same pipeline to keep, with a console in the browser: its address is the first line',
    ],
    ['docs/deploy.md', 'into your own account'],
  ];
  const table = alignColumns(rows.map(([what = '', why = '']) => [`  ${what}`, why]));
  await io.stdout.write(`\n${paint('bold', 'where to look now')}\n${table.join('\n')}\n`);
}

/** Puts records through Firehose's API and waits until each has its fate; answers what that added to the counts. */
async function send({ pipeline, progress }: Walk, records: readonly Buffer[]): Promise<LocalCounts> {
  const before = pipeline.counts();
  const { now, sleep, random } = systemClock;
  const port = localPutPort(pipeline.urls.firehose, pipeline.streamName);
  await putRecords(records, port, { now, sleep, random, deadlineMs: now() + 30_000 });
  await pipeline.flush();
  await progress.clear();
  return countsSince(pipeline.counts(), before);
}

function isSettled(counts: LocalCounts): boolean {
  return counts.in === counts.delivered + counts.dropped + failedTotal(counts) + counts.reIngested;
}
