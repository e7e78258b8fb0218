/** One record of an event, as far as it is what Firehose sends. Made by a class: docs/decisions/0012. */
export class ReceivedRecord {
  /** Whatever stands there, so that it is echoed as it came. A string, from Firehose. */
  readonly recordId: unknown;
  /** Base64, from Firehose; `undefined` where there is no string. */
  readonly data: string | undefined;
  readonly arrivalTimeMs: number | undefined;

  constructor(recordId: unknown, data: unknown, arrivalTime: unknown) {
    this.recordId = recordId;
    this.data = typeof data === 'string' ? data : undefined;
    this.arrivalTimeMs = timeMs(arrivalTime);
  }
}

export interface ReceivedEvent {
  /** Anything at all, to be read one by one. */
  readonly records: readonly unknown[];
  readonly streamArn: string | undefined;
  /** Nothing can be put on a stream that reads from Kinesis Data Streams. */
  readonly isFromKinesis: boolean;
}

/** Reads a data-transformation event leniently; throws a `TypeError` when it has no `records` array. */
export function readEvent(event: unknown): ReceivedEvent {
  const records = property(event, 'records');
  if (!Array.isArray(records)) {
    throw new TypeError(
      'the event has no "records" array: this function is the data-transformation processor of an ' +
        'Amazon Data Firehose stream and takes nothing else',
    );
  }
  const streamArn = property(event, 'deliveryStreamArn');
  return {
    records,
    streamArn: typeof streamArn === 'string' ? streamArn : undefined,
    isFromKinesis: property(event, 'sourceKinesisStreamArn') != null,
  };
}

/** Reads one record; its id is `undefined` or `null` where there is none. */
export function readRecord(record: unknown): ReceivedRecord {
  const fields = (typeof record === 'object' && record !== null ? record : {}) as Readonly<
    Record<string, unknown>
  >;
  return new ReceivedRecord(fields['recordId'], fields['data'], fields['approximateArrivalTimestamp']);
}

/** Epoch ms from a number, or from the ISO string of older events; `undefined` for anything that is no date. */
function timeMs(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : value;
  return typeof time === 'number' && Math.abs(time) <= 8.64e15 ? Math.trunc(time) : undefined;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
