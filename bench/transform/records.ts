import type { TransformationEvent, TransformationRecord } from '../../src/firehose/transformation.ts';
import { arrivalMs } from '../records/records.ts';
import { recordsOf, type ShapeName } from './shapes.ts';

/** Firehose's buffer hint for a Lambda processor by default, in bytes before base64. */
const bytesPerEvent = 1_048_576;

/** The bench's records in events of 1 MB, as Firehose would hand them to the function. */
export function events(shape: ShapeName = 'guide'): TransformationEvent[] {
  const batches: TransformationRecord[][] = [];
  let batchBytes = Infinity;
  for (const [index, data] of recordsOf(shape).entries()) {
    if (batchBytes + data.length > bytesPerEvent) {
      batches.push([]);
      batchBytes = 0;
    }
    batchBytes += data.length;
    batches.at(-1)?.push(record(index, data));
  }
  return batches.map((batch, index) => ({
    invocationId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    deliveryStreamArn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs',
    region: 'eu-west-1',
    records: batch,
  }));
}

/** The bytes of an event's records before base64. */
export function rawBytes(event: TransformationEvent): number {
  return event.records.reduce((sum, { data }) => sum + Buffer.byteLength(data, 'base64'), 0);
}

/** Record ids of Direct PUT are 160 characters long. */
function record(index: number, data: Buffer): TransformationRecord {
  return {
    recordId: `${'49'.repeat(70)}${String(index).padStart(20, '0')}`,
    approximateArrivalTimestamp: arrivalMs + index,
    data: data.toString('base64'),
  };
}
