import { join } from 'node:path';
import { startConsole } from '../../local/console/console.ts';
import type { Recorder } from '../../local/console/recorder.ts';
import type { LocalPipeline } from '../../local/pipeline.ts';
import type { RunningServer } from '../../local/server.ts';
import { integerOption, textOption, UsageError, type Arguments } from '../command.ts';
import { arnParts } from '../../firehose/names.ts';
import type { Io } from '../io.ts';
import { readDemoRecords } from './demo/records.ts';
import { readConsoleInput } from './local-input.ts';
import { isViaIntake } from './local-options.ts';

export interface LocalConsole {
  readonly pipeline: LocalPipeline;
  readonly recorder: Recorder;
  /** Settings, destination and key of a replay, and the command for it. */
  readonly replay: { readonly environment: Io['env']; readonly command: string };
}

const defaultPort = 4_574;

/** Starts the console: on the port that was named, else on the default one, or on any where that is taken. */
export async function startLocalConsole(
  { pipeline, recorder, replay }: LocalConsole,
  args: Arguments,
  io: Io,
): Promise<RunningServer> {
  const port = integerOption(args, 'console-port', { fallback: defaultPort, min: 0, max: 65_535 });
  const options = {
    pipeline,
    recorder,
    route: isViaIntake(args) ? 'intake' : 'direct',
    assets: join(io.packageRoot, 'dist', 'console'),
    functionPath: join(io.packageRoot, 'dist', 'transform.mjs'),
    streamArn: pipeline.streamArn,
    region: arnParts(pipeline.streamArn).region ?? '',
    replayEnvironment: replay.environment,
    replayCommand: replay.command,
    samples: await samplesOf(io),
    readInput: (bytes: Buffer) => Promise.resolve(readConsoleInput(bytes)),
  } as const;
  try {
    return await startConsole({ ...options, port }).catch((error: unknown) => {
      if (textOption(args, 'console-port') !== undefined) throw error;
      return startConsole({ ...options, port: 0 });
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Pods as people have them, not the odd ones of the captures. */
const isSample = (record: Buffer) =>
  record.length < 3_000 &&
  /"namespace_name":"(?:shop|kube-system)"|"pod_name":"sample-app/.test(record.toString('latin1'));

/** A published package may have none. */
async function samplesOf({ packageRoot }: Io): Promise<readonly Buffer[]> {
  const records = await readDemoRecords(packageRoot).catch(() => undefined);
  return records?.run.filter(isSample) ?? [];
}
