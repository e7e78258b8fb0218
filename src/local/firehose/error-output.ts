import type { ErrorOutputType, FailedRecord } from '../../firehose/error-output.ts';
import { createBuffer, type BufferHints, type Buffering } from './buffer.ts';
import type { Counter } from '../counts.ts';
import type { Clock } from '../../adapters/clock.ts';
import { writeErrorObject, type ErrorStoreOptions, type WrittenObject } from './error-store.ts';
import { createTaskQueue } from './task-queue.ts';

export interface ErrorOutputOptions extends ErrorStoreOptions {
  readonly buffer: BufferHints;
  readonly onObject?: (object: WrittenObject) => void;
}

export interface ErrorOutput {
  keep(record: FailedRecord): void;
  /** Writes what is buffered; rejects when an object could not be written. */
  flush(): Promise<void>;
}

/** What a line holds besides its base64, roughly, in bytes. */
const lineOverheadBytes = 512;

/** The last stage of a stream: failed records, buffered by kind and written as objects. */
export function createErrorOutput(options: ErrorOutputOptions, counter: Counter, deps: Clock): ErrorOutput {
  const writes = createTaskQueue(1);
  const buffers: Readonly<Record<ErrorOutputType, Buffering<FailedRecord>>> = {
    'processing-failed': createBuffer(options.buffer, handOn, deps),
    'http-endpoint-failed': createBuffer(options.buffer, handOn, deps),
  };

  function handOn(records: readonly FailedRecord[]): void {
    writes.add(async () => {
      const written = await writeErrorObject(records, options, deps);
      counter.add('errorObjects', 1);
      options.onObject?.(written);
    });
  }

  return {
    keep(record) {
      buffers[record.kind].add(record, record.rawData.length + lineOverheadBytes);
    },
    async flush() {
      buffers['processing-failed'].flush();
      buffers['http-endpoint-failed'].flush();
      await writes.idle();
    },
  };
}
