import { createCounter, type LocalCounts } from '../counts.ts';
import { createDeliveryStage, type DeliveryStageOptions } from './delivery-stage.ts';
import type { Clock } from '../../adapters/clock.ts';
import { createErrorOutput, type ErrorOutputOptions } from './error-output.ts';
import type { StreamObserver } from './observer.ts';
import {
  createTransformStage,
  type ProcessingSettings,
  type TransformStageOptions,
} from './transform-stage.ts';

export interface StreamOptions {
  readonly arn: string;
  readonly region: string;
  readonly processing: Omit<TransformStageOptions, 'streamArn' | 'region'>;
  readonly destination: Omit<DeliveryStageOptions, 'streamArn'>;
  readonly errorOutput: ErrorOutputOptions;
  /** Bytes on their way above which puts are throttled; default 256 MiB. */
  readonly maxPendingBytes?: number;
  readonly observer?: StreamObserver | undefined;
  readonly onChange?: ((counts: LocalCounts) => void) | undefined;
}

/** Who put a record: a producer, or the function that puts back what does not fit into its response. */
export type Origin = 'producer' | 'function';

export interface LocalStream {
  /** Takes a record in and answers its number in the stream, or `undefined` when too much is on its way already. */
  put(data: Buffer, origin: Origin): number | undefined;
  counts(): LocalCounts;
  /** Changes the processing of records that come from now on. */
  configure(settings: ProcessingSettings): void;
  /** Pushes on all that is buffered until every record has its fate. Rejects when the error output cannot be written. */
  flush(): Promise<void>;
}

/** Keeps memory bounded when the destination stalls. */
const defaultMaxPendingBytes = 256 * 1024 * 1024;

/** A delivery stream in memory: buffer, transformation, buffer, HTTP endpoint, error output. */
export function createStream(options: StreamOptions, deps: Clock): LocalStream {
  const { arn, region, processing, destination, errorOutput } = options;
  const { maxPendingBytes = defaultMaxPendingBytes, observer } = options;
  const counter = createCounter(() => options.onChange?.(counter.snapshot()));
  let lastNumber = 0;
  let pendingBytes = 0;
  const release = (bytes: number) => {
    pendingBytes -= bytes;
  };
  const errors = createErrorOutput(errorOutput, counter, deps);
  const delivery = createDeliveryStage(
    { ...destination, streamArn: arn },
    { counter, errors, release, observer },
    deps,
  );
  const transform = createTransformStage(
    { ...processing, streamArn: arn, region },
    { counter, errors, release, observer, passOn: (record) => delivery.add(record) },
    deps,
  );
  return {
    put(data, origin) {
      if (pendingBytes + data.length > maxPendingBytes) return undefined;
      pendingBytes += data.length;
      lastNumber += 1;
      counter.add('in', 1);
      transform.add({ data, arrivalTimeMs: deps.now(), counter: lastNumber }, origin === 'function');
      return lastNumber;
    },
    counts: () => counter.snapshot(),
    configure: (settings) => transform.configure(settings),
    async flush() {
      await transform.flush();
      await delivery.flush();
      await errors.flush();
    },
  };
}
