import { relative, resolve } from 'node:path';
import { underWay, type LocalCounts } from '../../local/counts.ts';
import { systemClock } from '../../adapters/clock.ts';
import type { WrittenObject } from '../../local/firehose/error-store.ts';
import { startLocal, type LocalPipeline } from '../../local/pipeline.ts';
import type { LocalOptions } from '../../local/pipeline-options.ts';
import { startLocalViaIntake } from '../../local/via-intake.ts';
import { textOption, UsageError, type Arguments, type Command } from '../command.ts';
import { streamBalance, countsLine } from './local-counts.ts';
import type { Io } from '../io.ts';
import { isViaIntake, localOptions, readLocalOptions } from './local-options.ts';
import { createProgress, type Progress } from '../output/progress.ts';
import { painter } from '../output/colour.ts';
import { arnParts } from '../../firehose/names.ts';

/** `kubehose local`: the pipeline for a Fluent Bit, an SDK or the aws CLI on this machine. */
export const localCommand: Command = {
  group: 'try',
  usage: 'local',
  summary: 'Run the whole pipeline on this machine, until Ctrl-C',
  details:
    'Puts go through the same buffers, invocations, retries and error objects as in AWS. The stand-in fails on demand:\n' +
    `curl -d '{"status":503}' DATADOG_URL/control/fail, then curl -d '{}' DATADOG_URL/control/recover.`,
  options: localOptions,
  maxPositionals: 0,
  examples: [
    'kubehose local',
    'kubehose local --port 8443 --tls-cert cert.pem --tls-key key.pem',
    'DD_TAGS=team:shop kubehose local --stream logs --interval 5',
    'kubehose local --via intake',
  ],
  exitCodes: { 130: 'interrupted twice: records on their way are lost' },
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  const options = await readLocalOptions(args, io);
  const progress = createProgress(io.stdout, { ...systemClock, plainLines: true, intervalMs: 500 });
  const observed = {
    ...options,
    onChange: (counts: LocalCounts) => progress.update(countsLine(counts)),
    onErrorObject: ({ path }: WrittenObject) =>
      void say(progress, io, `error object: ${relative(io.cwd, path)}`),
  };
  const pipeline = await start(() => {
    if (isViaIntake(args)) return viaIntake(observed, progress, io);
    const onLog = (line: string) => reportProblem(line, progress, io);
    return startLocal({ ...observed, function: { ...functionOf(options), onLog } });
  });
  await io.stdout.write(
    greeting(pipeline, resolve(textOption(args, 'tls-cert') ?? ''), options.tls !== undefined, io),
  );
  return untilInterrupted(pipeline, progress, io);
}

function viaIntake(options: LocalOptions, progress: Progress, io: Io): Promise<LocalPipeline> {
  const onProblem = (sentence: string) => void say(progress, io, sentence);
  return startLocalViaIntake({ ...options, environment: io.env, onProblem });
}

async function start(create: () => Promise<LocalPipeline>): Promise<LocalPipeline> {
  try {
    return await create();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function functionOf({ function: source }: LocalOptions) {
  if (typeof source === 'function') throw new TypeError('the command runs the built file');
  return source;
}

/** The function's own log line per invocation says what the counts say; anything else in its log is a problem. */
function reportProblem(line: string, progress: Progress, io: Io): void {
  if (!line.startsWith('{')) void say(progress, io, `function: ${line}`);
}

async function say(progress: Progress, io: Io, line: string): Promise<void> {
  await progress.clear();
  await io.stdout.write(`${line}\n`);
}

/** The first Ctrl-C delivers what is on its way, the second leaves it. */
async function untilInterrupted(pipeline: LocalPipeline, progress: Progress, io: Io): Promise<number> {
  const interrupts = interruptsOf(io);
  try {
    await interrupts.next();
    const finished = finish(pipeline, progress, io);
    return await Promise.race([finished, interrupts.next().then(() => 130)]);
  } finally {
    interrupts.release();
    await progress.clear();
    await pipeline.stop();
  }
}

async function finish(pipeline: LocalPipeline, progress: Progress, io: Io): Promise<number> {
  const waiting = underWay(pipeline.counts());
  if (waiting > 0) {
    await say(progress, io, `delivering ${waiting} records that are on their way; Ctrl-C again leaves them`);
  }
  await pipeline.flush();
  await say(progress, io, streamBalance(pipeline.counts()));
  return 0;
}

function interruptsOf(io: Io): { next(): Promise<void>; release(): void } {
  let wake: (() => void) | undefined;
  const release = io.onInterrupt(() => wake?.());
  const next = () =>
    new Promise<void>((done) => {
      wake = done;
    });
  return { next, release };
}

function greeting(
  { urls, streamName, streamArn, paths }: LocalPipeline,
  cert: string,
  tls: boolean,
  io: Io,
): string {
  const paint = painter(io.stdout, io.env);
  const { hostname, port } = new URL(urls.firehose);
  const { region } = arnParts(streamArn);
  const stand = urls.destination.startsWith(urls.datadog) ? ' (stand-in)' : '';
  return [
    `Firehose API   ${urls.firehose}   stream ${streamName}`,
    ...(urls.intake === undefined ? [] : [`Intake         ${urls.intake}`]),
    `Datadog        ${urls.destination}${stand}`,
    `logs           ${relative(io.cwd, paths.logs)}`,
    `error objects  ${relative(io.cwd, paths.errorOutput)}/`,
    '',
    paint(
      'bold',
      'Fluent Bit (with AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local in its environment):',
    ),
    ...(tls ? [] : ['# Fluent Bit speaks TLS only: start this with --tls-cert and --tls-key']),
    '[OUTPUT]',
    '    Name             kinesis_firehose',
    '    Match            *',
    `    region           ${region}`,
    `    delivery_stream  ${streamName}`,
    `    endpoint         ${hostname === '127.0.0.1' ? 'localhost' : hostname}`,
    `    port             ${port}`,
    ...(tls ? [`    tls.ca_file      ${cert}`] : []),
    '',
    paint('bold', 'aws CLI, version 2:'),
    putCommand(urls.firehose, region ?? '', streamName, tls ? cert : undefined),
    '',
    'Ctrl-C ends it.',
    '',
    '',
  ].join('\n');
}

function putCommand(url: string, region: string, streamName: string, caBundle: string | undefined): string {
  const data = Buffer.from('{"log":"hello"}\n').toString('base64');
  const ca = caBundle === undefined ? '' : ` --ca-bundle ${caBundle}`;
  return (
    'AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local ' +
    `aws firehose put-record-batch --endpoint-url ${url}${ca} --region ${region} ` +
    `--delivery-stream-name ${streamName} --records '[{"Data":"${data}"}]'`
  );
}
