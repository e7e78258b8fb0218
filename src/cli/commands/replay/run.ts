import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../adapters/clock.ts';
import { parseProcessing } from '../../../config/processing.ts';
import { parseReplayDestination } from '../../../config/replay.ts';
import { parseTransformConfig, type TransformConfig } from '../../../config/transform.ts';
import type { Destination } from '../../../replay/send/destination.ts';
import { firehoseDestination } from '../../../replay/send/firehose.ts';
import type { ObjectStore } from '../../../store/object-store.ts';
import { replay, type Candidate } from '../../../replay/replay.ts';
import type { ReplayReport } from '../../../replay/report.ts';
import { ReportCounter } from '../../../replay/report-counter.ts';
import { createLogReader } from '../../../logs/record-logs.ts';
import type { Io } from '../../io.ts';
import { unmatchedCodes } from './codes.ts';
import { dueLine, exitCodeOf, printable, reportText, withUnreached } from './report.ts';
import { boundYoungGeneration } from '../../../adapters/young-generation.ts';
import { whereOf, type ReplayRequest } from './options.ts';
import { createStatus, progressLine, totalOf, waitLine } from './progress.ts';
import { resumeCommand } from './resume.ts';

/** Does it, and says how far it is; answers the exit code. The second Ctrl-C stops at once. */
export async function runReplay(
  request: ReplayRequest,
  store: ObjectStore,
  candidates: () => AsyncIterable<Candidate>,
  io: Io,
): Promise<number> {
  const { transform, destination } = await destinationOf(request, io);
  const processing = await parseProcessing(io.env);
  const total = await totalOf(candidates());
  if (total.objects === 0) return sayNothingThere(request, io);
  const interrupts = interruptsOf(io);
  const status = createStatus(io.stderr, systemClock);
  const sentences = new Set<string>();
  const startMs = Date.now();
  const place = request.target.kind === 'datadog' ? 'Datadog' : `the stream ${request.target.stream}`;
  const working = replay(candidates(), request.job, {
    store,
    destination,
    logs: createLogReader(transform, processing),
    clock: interrupts.clock,
    isInterrupted: () => interrupts.first.aborted,
    onProgress(now) {
      boundYoungGeneration();
      status.show(() => progressLine(now, total, Date.now() - startMs));
    },
    onWait({ ms, ...tries }) {
      const untilMs = Date.now() + ms;
      status.show(() => waitLine(place, tries, untilMs - Date.now()));
    },
    onObject(_object, outcome) {
      if (outcome.kind === 'left' && outcome.sentence !== undefined && sentences.size < maxSentences)
        sentences.add(outcome.sentence);
    },
  });
  interrupts.first.addEventListener('abort', () => {
    void status.clear();
    void io.stderr.write('finishing what is in flight; Ctrl-C again stops at once\n');
  });
  try {
    const report = await Promise.race([working, interrupts.second]);
    await status.clear();
    return report === undefined
      ? await sayResume(request, io)
      : await printReport(withUnreached(report, total.objects), sentences, request, io);
  } finally {
    interrupts.release();
    await status.clear();
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
  const { stopped, dueReasons, byErrorCode } = report;
  await io.stdout.write(request.json ? `${JSON.stringify(report)}\n` : reportText(report));
  const say = (line: string) => io.stderr.write(`${line}\n`);
  for (const each of dueReasons) await say(dueLine(each));
  if (stopped !== undefined && stopped.cause !== 'interrupted') {
    sentences.delete(stopped.sentence);
    await say(`stopped: ${printable(stopped.sentence)}`);
  }
  for (const sentence of sentences) await say(`left: ${printable(sentence)}`);
  for (const sentence of unmatchedCodes(request.job, byErrorCode)) await say(sentence);
  if ((report.objects.left.in_use ?? 0) > 0)
    await say('another replay works on some of the objects; they were left to it');
  const code = exitCodeOf(report);
  if (code === 3) await say(`run it again: ${resumeCommand(request)}`);
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
