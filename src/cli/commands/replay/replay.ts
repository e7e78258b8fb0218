import { randomUUID } from 'node:crypto';
import { directoryStore } from '../../../adapters/stores/directory.ts';
import { StoreError, type ObjectStore } from '../../../store/object-store.ts';
import { planReplay } from '../../../replay/plan.ts';
import type { Candidate } from '../../../replay/replay.ts';
import { findCandidate, sourceObjects, type Selection } from '../../../replay/read/objects.ts';
import { UsageError, type Arguments, type Command } from '../../command.ts';
import type { Io } from '../../io.ts';
import { formatCount } from '../../output/numbers.ts';
import { replayOptions, readReplayRequest, whereOf, type ReplayRequest } from './options.ts';
import { planText } from './plan.ts';
import { runReplay } from './run.ts';
import { systemClock } from '../../../adapters/clock.ts';

/** `kubehose replay`: brings failed records back. */
export const replayCommand: Command = {
  group: 'run',
  aws: true,
  usage: 'replay s3://BUCKET/PREFIX | DIRECTORY',
  summary: "Bring failed records back from Firehose's error output",
  details:
    'Shows a plan; with --yes it sends what is due to Datadog (DD_API_KEY or DD_API_KEY_SECRET_ARN, DD_SITE), tagged replayed:true.\n' +
    'What is done is noted after every batch, so it can be interrupted at any time and run again. Records pass through the transform,\n' +
    'with the configuration of its environment variables: docs/configuration.md. More: docs/replay.md.',
  options: replayOptions,
  maxPositionals: 1,
  examples: [
    'kubehose replay s3://backup-bucket/errors/',
    'kubehose replay s3://backup-bucket/errors/ --yes',
    "kubehose replay s3://backup-bucket/errors/ --since 2h --error-code 'HttpEndpoint.*' --rate 2MB/s --yes",
    'kubehose replay ./downloaded-errors/ --yes',
  ],
  exitCodes: {
    2: 'some records were parked or skipped',
    3: 'some records are still due: run it again',
    130: 'interrupted',
  },
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  const request = await readReplayRequest(args, io, systemClock.now(), randomUUID());
  const store = await storeOf(request, io);
  try {
    return request.confirmed
      ? await runReplay(request, store, () => candidates(request, store), io)
      : await plan(request, store, io);
  } catch (error) {
    if (error instanceof StoreError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

async function plan(request: ReplayRequest, store: ObjectStore, io: Io): Promise<number> {
  const { createLogReader } = await import('../../../logs/record-logs.ts');
  const { parseTransformConfig } = await import('../../../config/transform.ts');
  const { parseProcessing } = await import('../../../config/processing.ts');
  const logs = createLogReader(parseTransformConfig(io.env), await parseProcessing(io.env));
  let interrupted = false;
  const release = io.onInterrupt(() => (interrupted = true));
  const found = await planReplay(candidates(request, store), request.job, {
    store,
    logs,
    clock: systemClock,
    isInterrupted: () => interrupted,
  }).finally(release);
  if (request.json) await io.stdout.write(`${JSON.stringify(found)}\n`);
  else if (found.objects === 0)
    await io.stdout.write(`there are no objects under ${whereOf(request.source)}\n`);
  else await io.stdout.write(planText(found, request.job, request.target, whereOf(request.source)));
  if (interrupted) await io.stderr.write(`interrupted after ${formatCount(found.objects)} objects\n`);
  return interrupted ? 130 : 0;
}

async function storeOf({ source, region }: ReplayRequest, io: Io): Promise<ObjectStore> {
  if (source.kind === 'directory') return directoryStore(source.root);
  const { bucketStore } = await import('../../../adapters/stores/s3.ts');
  return bucketStore(source.bucket, region, io.env);
}

async function* candidates(
  { source, job }: ReplayRequest,
  store: ObjectStore,
): AsyncGenerator<Candidate, void, undefined> {
  const selection: Selection = { prefix: source.prefix, sinceMs: job.filter.sinceMs };
  if (source.kind === 's3' || source.prefix === '') {
    yield* sourceObjects(store, selection, systemClock.now);
    return;
  }
  const file = await findCandidate(store, source.prefix, selection, systemClock.now);
  if (file !== undefined) yield file;
}
