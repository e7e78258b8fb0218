import { createBuffer, type Buffering, type BufferHints } from './buffer.ts';
import type { Counter } from '../counts.ts';
import type { Clock } from '../../adapters/clock.ts';
import type { ErrorOutput } from './error-output.ts';
import {
  processBatch,
  type ProcessedBatch,
  type ProcessorOptions,
  type StreamRecord,
  type Verdict,
} from './processor.ts';
import type { StreamObserver } from './observer.ts';
import { createTaskQueue } from './task-queue.ts';

/** What an update of the stream can change. */
export interface ProcessingSettings {
  /** Without a function records are handed on as they came. */
  readonly enabled: boolean;
  /** Further attempts after an invocation that failed. */
  readonly numberOfRetries: number;
  readonly buffer: BufferHints;
}

export interface TransformStageOptions extends ProcessingSettings, Omit<ProcessorOptions, 'onInvocation'> {}

export interface TransformStage {
  /** Takes a record as it was put. `putBack` says that the function did it. */
  add(record: StreamRecord, putBack: boolean): void;
  flush(): Promise<void>;
  /** What is buffered goes on with the settings that it came under. */
  configure(settings: ProcessingSettings): void;
}

export interface TransformStageEnds {
  readonly counter: Counter;
  readonly errors: ErrorOutput;
  readonly observer?: StreamObserver | undefined;
  passOn(record: StreamRecord): void;
  /** Told the bytes of records that go no further. */
  release(bytes: number): void;
}

/** The first stage. Invocations run one after another, so that what the function puts back meanwhile can be counted with its batch. */
export function createTransformStage(
  options: TransformStageOptions,
  ends: TransformStageEnds,
  deps: Clock,
): TransformStage {
  const invocations = createTaskQueue(1);
  let buffer = bufferOf(options);
  const onInvocation = () => ends.counter.add('invocations', 1);
  let putBackMeanwhile = 0;

  function bufferOf(current: ProcessingSettings): Buffering<StreamRecord> {
    return createBuffer(current.buffer, (records) => invocations.add(() => run(records, current)), deps);
  }

  async function run(records: readonly StreamRecord[], current: ProcessingSettings): Promise<void> {
    if (!current.enabled) return records.forEach((record) => handOn(record, ends));
    putBackMeanwhile = 0;
    const batch = await processBatch(records, { ...options, ...current, onInvocation }, deps);
    const dropped = settle(records, batch, { arn: options.function.arn, endedMs: deps.now() }, ends);
    // A record may be put back as several; then more records come in than go out.
    const reIngested = Math.min(dropped, putBackMeanwhile);
    ends.counter.add('reIngested', reIngested);
    ends.counter.add('dropped', dropped - reIngested);
  }

  return {
    add(record, putBack) {
      if (putBack) putBackMeanwhile += 1;
      buffer.add(record, record.data.length);
    },
    configure(next) {
      buffer.flush();
      buffer = bufferOf(next);
    },
    async flush() {
      // What the function puts back arrives while it runs.
      do {
        buffer.flush();
        await invocations.idle();
      } while (buffer.length > 0);
    },
  };
}

function handOn(record: StreamRecord, { observer, passOn }: TransformStageEnds): void {
  observer?.transformed(record, { kind: 'ok', data: record.data, untouched: true });
  passOn(record);
}

/** Sends every record to its fate; answers how many were dropped. */
function settle(
  records: readonly StreamRecord[],
  { verdicts, attemptsMade }: ProcessedBatch,
  { arn, endedMs }: { arn: string; endedMs: number },
  { counter, errors, observer, passOn, release }: TransformStageEnds,
): number {
  for (const [index, record] of records.entries()) {
    const verdict: Verdict = verdicts[index]!;
    observer?.transformed(record, verdict);
    if (verdict.kind === 'ok') {
      counter.add(verdict.untouched ? 'untouched' : 'tagged', 1);
      release(record.data.length - verdict.data.length);
      passOn({ ...record, data: verdict.data });
      continue;
    }
    release(record.data.length);
    if (verdict.kind === 'dropped') continue;
    counter.fail(verdict.code, 1);
    errors.keep({
      kind: 'processing-failed',
      attemptsMade,
      arrivalTimestamp: record.arrivalTimeMs,
      errorCode: verdict.code,
      errorMessage: verdict.message,
      attemptEndingTimestamp: endedMs,
      rawData: record.data.toString('base64'),
      lambdaARN: arn,
    });
  }
  return verdicts.filter(({ kind }) => kind === 'dropped').length;
}
