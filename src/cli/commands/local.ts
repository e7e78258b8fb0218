import { relative } from 'node:path';
import { underWay, type LocalCounts } from '../../local/counts.ts';
import { systemClock } from '../../adapters/clock.ts';
import { createRecorder, type Recorder } from '../../local/console/recorder.ts';
import { faultKinds, faultOptions } from '../../local/datadog/faults.ts';
import type { WrittenObject } from '../../local/firehose/error-store.ts';
import { startLocal, type LocalPipeline } from '../../local/pipeline.ts';
import type { LocalOptions } from '../../local/pipeline-options.ts';
import type { RunningServer } from '../../local/server.ts';
import { startLocalViaIntake } from '../../local/via-intake.ts';
import { UsageError, type Arguments, type Command } from '../command.ts';
import { streamBalance, countsLine } from './local-counts.ts';
import type { Io } from '../io.ts';
import { startLocalConsole } from './local-console.ts';
import { greeting } from './local-greeting.ts';
import { isViaIntake, localOptions, readLocalOptions } from './local-options.ts';
import { replayOf } from './local-replay.ts';
import { tailLine } from './local-tail.ts';
import { createProgress, type Progress } from '../output/progress.ts';
import { painter } from '../output/colour.ts';
import { formatCount } from '../output/numbers.ts';

/** `kubehose local`: the pipeline for a Fluent Bit, an SDK or the aws CLI on this machine, and a page to look at it. */
export const localCommand: Command = {
  group: 'try',
  usage: 'local',
  summary: 'Run the whole pipeline on this machine, until Ctrl-C',
  details:
    'Puts go through the same buffers, invocations, retries and error objects as in AWS. The console, whose address is the\n' +
    'first line, shows them and has a playground for settings. Any API key is taken. GET DATADOG_URL/control/counts says what\n' +
    `came. The stand-in for Datadog fails on demand, curl -d '{"status":503}' DATADOG_URL/control/fail, until\n` +
    `curl -d '{}' DATADOG_URL/control/recover. What can be sent (more: docs/local.md):`,
  table: [...faultKinds, ...faultOptions].map(({ example, meaning }) => [example, meaning]),
  options: localOptions,
  maxPositionals: 0,
  examples: [
    'kubehose local',
    'kubehose local --tail',
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
  const recorder = createRecorder(isViaIntake(args) ? 'arrivals' : 'records');
  // Known when the stand-in has started, which is before it can be needed.
  let replay = { environment: io.env, command: '' };
  const observed = {
    ...options,
    ...observers(args, recorder, progress, io),
    onErrorObject: ({ path }: WrittenObject) =>
      void say(progress, io, `error object: ${relative(io.cwd, path)}\n  replay it: ${replay.command}`),
  };
  const pipeline = await start(() => startPipeline(observed, recorder, args, progress, io));
  let consoleServer: RunningServer | undefined;
  try {
    replay = replayOf(pipeline, io);
    consoleServer = await startLocalConsole({ pipeline, recorder, replay }, args, io);
    await io.stdout.write(greeting(pipeline, consoleServer.url, args, io));
  } catch (error) {
    await consoleServer?.stop();
    await pipeline.stop();
    throw error;
  }
  return untilInterrupted(pipeline, consoleServer, progress, io);
}

function observers(args: Arguments, { hooks }: Recorder, progress: Progress, io: Io) {
  const paint = painter(io.stdout, io.env);
  const onAccepted: NonNullable<LocalOptions['onAccepted']> = (log, via) => {
    hooks.onAccepted?.(log, via);
    if (args.values['tail'] === true) void say(progress, io, tailLine(log, paint));
  };
  const onChange = (counts: LocalCounts) => progress.update(countsLine(counts));
  return { observer: hooks.observer, onAccepted, onChange };
}

function startPipeline(
  options: LocalOptions,
  { lines }: Recorder,
  args: Arguments,
  progress: Progress,
  io: Io,
): Promise<LocalPipeline> {
  const onProblem = (sentence: string) => void say(progress, io, sentence);
  if (isViaIntake(args)) return startLocalViaIntake({ ...options, environment: io.env, onProblem });
  const onLog = (line: string) => {
    lines.read(line);
    // The function's own log line per invocation says what the counts say; anything else in its log is a problem.
    if (!line.startsWith('{')) onProblem(`function: ${line}`);
  };
  return startLocal({ ...options, function: { ...functionOf(options), onLog } });
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

async function say(progress: Progress, io: Io, line: string): Promise<void> {
  await progress.clear();
  await io.stdout.write(`${line}\n`);
}

/** The first Ctrl-C delivers what is on its way, the second leaves it. */
async function untilInterrupted(
  pipeline: LocalPipeline,
  consoleServer: RunningServer,
  progress: Progress,
  io: Io,
): Promise<number> {
  const interrupts = interruptsOf(io);
  try {
    await interrupts.next();
    const finished = finish(pipeline, progress, io);
    return await Promise.race([finished, interrupts.next().then(() => 130)]);
  } finally {
    interrupts.release();
    await progress.clear();
    await consoleServer.stop();
    await pipeline.stop();
  }
}

async function finish(pipeline: LocalPipeline, progress: Progress, io: Io): Promise<number> {
  const waiting = underWay(pipeline.counts());
  if (waiting > 0) {
    const records = waiting === 1 ? '1 record that is' : `${formatCount(waiting)} records that are`;
    await say(progress, io, `delivering ${records} on their way; Ctrl-C again leaves them`);
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
