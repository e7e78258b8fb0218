import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../adapters/clock.ts';
import { parseReplayDestination } from '../../../config/replay.ts';
import { parseTransformConfig, type TransformConfig } from '../../../config/transform.ts';
import type { Destination } from '../../../replay/send/destination.ts';
import { firehoseDestination } from '../../../replay/send/firehose.ts';
import type { Progress as ReplayProgress } from '../../../replay/job.ts';
import type { ObjectStore } from '../../../store/object-store.ts';
import { replay, type Candidate } from '../../../replay/replay.ts';
import { ReportCounter, type ReplayReport } from '../../../replay/report.ts';
import { createRecordTransform } from '../../../transform/record.ts';
import type { Io } from '../../io.ts';
import { createProgress } from '../../output/progress.ts';
import { exitCodeOf, printable, reportText } from './report.ts';
import { boundYoungGeneration } from '../../../adapters/young-generation.ts';
import { whereOf, type ReplayRequest } from './options.ts';
import { progressLine, totalOf } from './progress.ts';
import { resumeCommand } from './resume.ts';

/** Does it, and says how far it is; answers the exit code. The second Ctrl-C stops at once. */
export async function runReplay(
  request: ReplayRequest,
  store: ObjectStore,
  candidates: () => AsyncIterable<Candidate>,
  io: Io,
): Promise<number> {
  const { transform, destination } = await destinationOf(request, io);
  const total = await totalOf(candidates());
  if (total.objects === 0) return sayNothingThere(request, io);
  const interrupts = interruptsOf(io);
  const progress = createProgress(io.stderr, { ...systemClock, plainLines: false, intervalMs: 200 });
  const sentences = new Set<string>();
  const startMs = Date.now();
  const onProgress = (now: ReplayProgress) => {
    boundYoungGeneration();
    progress.update(progressLine(now, total, Date.now() - startMs));
  };
  const working = replay(candidates(), request.job, {
    store,
    destination,
    transform: createRecordTransform(transform),
    clock: interrupts.clock,
    isInterrupted: () => interrupts.first.aborted,
    onProgress,
    onObject: (_object, outcome) => {
      if (outcome.kind === 'left' && outcome.sentence !== undefined && sentences.size < maxSentences)
        sentences.add(outcome.sentence);
    },
  });
  interrupts.first.addEventListener('abort', () => {
    void progress.clear();
    void io.stderr.write('finishing what is in flight; Ctrl-C again stops at once\n');
  });
  try {
    const report = await Promise.race([working, interrupts.second]);
    await progress.clear();
    return report === undefined
      ? await sayResume(request, io)
      : await printReport(report, sentences, request, io);
  } finally {
    interrupts.release();
    await progress.clear();
  }
}

/** Sentences about single objects; when there are more, the report has their number. */
const maxSentences = 10;

async function printReport(
  report: ReplayReport,
  sentences: Set<string>,
  request: ReplayRequest,
  io: Io,
): Promise<number> {
  const { stopped } = report;
  await io.stdout.write(request.json ? `${JSON.stringify(report)}\n` : reportText(report));
  if (stopped !== undefined && stopped.cause !== 'interrupted') {
    sentences.delete(stopped.sentence);
    await io.stderr.write(`stopped: ${printable(stopped.sentence)}\n`);
  }
  for (const sentence of sentences) await io.stderr.write(`left: ${printable(sentence)}\n`);
  if ((report.objects.left.in_use ?? 0) > 0)
    await io.stderr.write('another replay works on some of the objects; they were left to it\n');
  const code = exitCodeOf(report);
  return code === 130 ? sayResume(request, io) : code;
}

async function sayResume(request: ReplayRequest, io: Io): Promise<number> {
  await io.stderr.write(`interrupted; go on with: ${resumeCommand(request)}\n`);
  return 130;
}

async function sayNothingThere({ source, json }: ReplayRequest, io: Io): Promise<number> {
  const sentence = `there are no objects under ${whereOf(source)}\n`;
  await (json ? io.stderr : io.stdout).write(sentence);
  if (json) await io.stdout.write(`${JSON.stringify(new ReportCounter().report(undefined))}\n`);
  return 0;
}

interface Built {
  readonly transform: TransformConfig;
  readonly destination: Destination;
}

async function destinationOf({ target, region }: ReplayRequest, io: Io): Promise<Built> {
  if (target.kind === 'firehose') {
    const { firehosePort } = await import('../../../adapters/send/firehose.ts');
    const streamRegion =
      target.region ?? region ?? io.env['AWS_REGION'] ?? io.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
    return {
      transform: parseTransformConfig(io.env),
      destination: firehoseDestination(firehosePort(target.stream, streamRegion)),
    };
  }
  const config = parseReplayDestination(io.env);
  const { replayDestination } = await import('../../../adapters/wiring/replay-ports.ts');
  return { transform: config.transform, destination: replayDestination(config) };
}

/** The first Ctrl-C ends waits and begins nothing new; the second resolves `second`. */
function interruptsOf(io: Io) {
  const first = new AbortController();
  // Every object that is worked on may be waiting.
  setMaxListeners(0, first.signal);
  let stopAtOnce: (() => void) | undefined;
  const second = new Promise<undefined>((resolve) => {
    stopAtOnce = () => resolve(undefined);
  });
  const release = io.onInterrupt(() => (first.signal.aborted ? stopAtOnce?.() : first.abort()));
  const clock = {
    now: () => Date.now(),
    random: () => Math.random(),
    // A wait that is cut short ends like one that was not.
    sleep: (ms: number) => wait(ms, undefined, { signal: first.signal }).catch(() => undefined),
  };
  return { first: first.signal, second, release, clock };
}
