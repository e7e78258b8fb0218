import { maxRecordsInRequest } from '../../firehose/http-endpoint.ts';
import { createBuffer, type BufferHints } from './buffer.ts';
import type { Counter } from '../counts.ts';
import type { Clock } from '../../adapters/clock.ts';
import type { ErrorOutput } from './error-output.ts';
import { deliverBatch, type HttpDelivery, type HttpDestination } from './http-delivery.ts';
import { dataId } from './ids.ts';
import type { StreamRecord } from './processor.ts';
import type { StreamObserver } from './observer.ts';
import { createTaskQueue } from './task-queue.ts';

export interface DeliveryStageOptions extends HttpDestination {
  readonly buffer: BufferHints;
}

export interface DeliveryStageEnds {
  readonly counter: Counter;
  readonly errors: ErrorOutput;
  readonly observer?: StreamObserver | undefined;
  /** Told the bytes of records that have their fate. */
  release(bytes: number): void;
}

export interface DeliveryStage {
  /** Takes a transformed record. */
  add(record: StreamRecord): void;
  flush(): Promise<void>;
}

/** Deliveries at the same time; the service does not state its number for HTTP endpoints. */
const maxDeliveries = 5;

/** The stage between transformation and endpoint. */
export function createDeliveryStage(
  options: DeliveryStageOptions,
  { counter, errors, release, observer }: DeliveryStageEnds,
  deps: Clock,
): DeliveryStage {
  const deliveries = createTaskQueue(maxDeliveries);
  const buffer = createBuffer<StreamRecord>(
    { maxItems: maxRecordsInRequest, ...options.buffer },
    (records) => deliveries.add(() => deliver(records)),
    deps,
  );

  async function deliver(records: readonly StreamRecord[]): Promise<void> {
    const data = records.map((record) => record.data);
    const delivery = await deliverBatch(data, options, deps);
    release(data.reduce((sum, { length }) => sum + length, 0));
    if (delivery.kind === 'delivered') counter.add('delivered', records.length);
    else counter.fail(delivery.code, records.length);
    observer?.settled(records, delivery.kind === 'delivered' ? undefined : delivery.code);
    if (delivery.kind === 'failed') keepAll(records, delivery, deps.now(), errors);
  }

  return {
    add: (record) => buffer.add(record, record.data.length),
    async flush() {
      buffer.flush();
      await deliveries.idle();
    },
  };
}

function keepAll(
  records: readonly StreamRecord[],
  { attemptsMade, code, message }: Extract<HttpDelivery, { kind: 'failed' }>,
  attemptEndingTimestamp: number,
  errors: ErrorOutput,
): void {
  for (const { data, arrivalTimeMs, counter } of records) {
    errors.keep({
      kind: 'http-endpoint-failed',
      attemptsMade,
      arrivalTimestamp: arrivalTimeMs,
      errorCode: code,
      errorMessage: message,
      attemptEndingTimestamp,
      rawData: data.toString('base64'),
      subsequenceNumber: 0,
      dataId: dataId(counter),
    });
  }
}
