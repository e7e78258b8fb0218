import { parseInstantMs } from '../../config/replay-values.ts';
import type { RecordFilter } from '../filter.ts';
import { fieldsOf, parseJson, type Fields } from '../../json/fields.ts';

/** Something that an event asks to replay: a message, an item of a batch, a task. */
export interface EventItem {
  /** By which the sender knows it. */
  readonly id: string;
  /** Keys of objects in the configured bucket, not encoded. */
  readonly keys: readonly string[];
  /** Why it can never be done, as a sentence. */
  readonly problem?: string | undefined;
}

export type ReplayEvent =
  | {
      readonly kind: 'direct';
      readonly prefix: string;
      readonly filter: RecordFilter;
      readonly dryRun: boolean;
    }
  | { readonly kind: 'sqs'; readonly items: readonly EventItem[] }
  | {
      readonly kind: 'map';
      readonly items: readonly EventItem[];
      readonly filter: RecordFilter;
      readonly dryRun: boolean;
    }
  | {
      readonly kind: 's3-batch';
      readonly items: readonly EventItem[];
      readonly schemaVersion: string;
      readonly invocationId: string;
    };

export interface Place {
  readonly bucket: string;
  readonly prefix: string;
}

/**
 * Reads an event of the function: a direct invocation (`{"prefix":"errors/","since":"2h"}`), SQS with S3 notifications, a batch of a
 * Step Functions Distributed Map, or S3 Batch Operations. Throws a `TypeError` with one sentence for anything else.
 * Sources: S3 user guide, `notification-content-structure` and `batch-ops-invoke-lambda`; Step Functions guide,
 * `input-output-itembatcher`.
 */
export function readReplayEvent(event: unknown, place: Place, nowMs: number): ReplayEvent {
  const fields = fieldsOf(event) ?? {};
  const { Records, Items, tasks } = fields;
  if (Array.isArray(Records)) return { kind: 'sqs', items: Records.map((record) => sqsItem(record, place)) };
  if (Array.isArray(Items)) {
    const input = batchOptions(fields['BatchInput']);
    return {
      kind: 'map',
      items: Items.map((item, index) => mapItem(item, index, input, place)),
      filter: readFilter(input, nowMs),
      dryRun: isDryRun(input),
    };
  }
  if (Array.isArray(tasks)) {
    const { invocationSchemaVersion = '1.0', invocationId = '' } = fields;
    return {
      kind: 's3-batch',
      schemaVersion: String(invocationSchemaVersion),
      invocationId: String(invocationId),
      items: tasks.map((task) => taskItem(task, place)),
    };
  }
  return directEvent(fields, place, nowMs);
}

const directNames = new Set(['prefix', 'since', 'until', 'errorCodes', 'tags', 'dryRun']);

const batchOptionNames = new Set([...directNames, 'bucket']);

/** The options of a batch. Where they did not arrive nothing may be done: they may have been those of a dry run. */
function batchOptions(batchInput: unknown): Fields {
  const input = fieldsOf(batchInput) ?? {};
  expectKnown(input, new Set(['options']), 'BatchInput');
  const options = fieldsOf(input['options']);
  if (options === undefined)
    throw new TypeError(
      'BatchInput.options is missing; without options it is {}, as in {"BatchInput":{"options":{}},"Items":[…]}',
    );
  expectKnown(options, batchOptionNames, 'BatchInput.options');
  return options;
}

function directEvent(fields: Fields, { prefix: configured }: Place, nowMs: number): ReplayEvent {
  const others = ', and the events of SQS, Step Functions Distributed Map and S3 Batch Operations';
  expectKnown(fields, directNames, 'the event', others);
  const { prefix = configured } = fields;
  if (typeof prefix !== 'string' || !prefix.startsWith(configured))
    throw new TypeError(`prefix must begin with ${JSON.stringify(configured)}, which REPLAY_PREFIX allows`);
  return { kind: 'direct', prefix, filter: readFilter(fields, nowMs), dryRun: isDryRun(fields) };
}

/** A member that is misspelt must not be taken for one that is not there: it may have been a dry run. */
function expectKnown(fields: Fields, names: ReadonlySet<string>, whose: string, others = ''): void {
  const unknown = Object.keys(fields).find((name) => !names.has(name));
  if (unknown !== undefined)
    throw new TypeError(
      `${whose} has a member ${JSON.stringify(unknown)}, which is not known; known are ${[...names].join(', ')}${others}`,
    );
}

function isDryRun({ dryRun = false }: Fields): boolean {
  if (typeof dryRun !== 'boolean') throw new TypeError('dryRun must be true or false, without quotes');
  return dryRun;
}

function readFilter(fields: Fields, nowMs: number): RecordFilter {
  const sinceMs = instant(fields, 'since', nowMs);
  const untilMs = instant(fields, 'until', nowMs);
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs >= untilMs)
    throw new TypeError('since must be before until');
  return {
    sinceMs,
    untilMs,
    errorCodes: texts(fields, 'errorCodes'),
    tags: texts(fields, 'tags'),
  };
}

function instant(fields: Fields, name: string, nowMs: number): number | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  const time = typeof value === 'string' ? parseInstantMs(value, nowMs) : undefined;
  if (time === undefined)
    throw new TypeError(`${name} must be how long ago, such as 2h, or a time such as 2026-11-20T08:00:00Z`);
  return time;
}

function texts(fields: Fields, name: string): readonly string[] | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw new TypeError(`${name} must be an array of strings`);
  return value;
}

/** A message that is not understood is never acknowledged: it goes to the dead-letter queue, and holds up no other. */
function sqsItem(record: unknown, place: Place): EventItem {
  const { messageId, body } = fieldsOf(record) ?? {};
  const id = typeof messageId === 'string' ? messageId : '';
  const keys = typeof body === 'string' ? notifiedKeys(parseJson(body), place) : undefined;
  if (keys === undefined) return { id, keys: [], problem: 'the message is no notification of S3' };
  if (keys === 'elsewhere') return { id, keys: [], problem: 'the message speaks of another bucket' };
  return { id, keys };
}

type Keys = readonly string[] | 'elsewhere' | undefined;

/** Keys of S3's own notifications (URL-encoded), of EventBridge's (plain), and of both when SNS has wrapped them. */
function notifiedKeys(message: unknown, place: Place): Keys {
  const fields = fieldsOf(message) ?? {};
  const { Records, detail, Event, Message } = fields;
  if (Event === 's3:TestEvent') return [];
  if (typeof Message === 'string') return notifiedKeys(parseJson(Message), place);
  if (Array.isArray(Records)) {
    const found = Records.map((record) => objectOf(fieldsOf(record)?.['s3'], place, true));
    return joined(found);
  }
  return detail === undefined ? undefined : joined([objectOf(detail, place, false)]);
}

function joined(found: readonly Keys[]): Keys {
  if (found.includes(undefined)) return undefined;
  if (found.includes('elsewhere')) return 'elsewhere';
  return found.flatMap((keys) => (Array.isArray(keys) ? keys : []));
}

function objectOf(value: unknown, { bucket }: Place, isEncoded: boolean): Keys {
  const fields = fieldsOf(value);
  const name = fieldsOf(fields?.['bucket'])?.['name'];
  const key = fieldsOf(fields?.['object'])?.['key'];
  if (typeof name !== 'string' || typeof key !== 'string') return undefined;
  if (name !== bucket) return 'elsewhere';
  const plain = isEncoded ? decodeKey(key) : key;
  return plain === undefined ? undefined : [plain];
}

/** Items of a listing; their keys are not encoded. */
function mapItem(item: unknown, index: number, { bucket, prefix = '' }: Fields, place: Place): EventItem {
  const key = fieldsOf(item)?.['Key'];
  const id = String(index);
  if (typeof key !== 'string') return { id, keys: [], problem: 'the item has no Key' };
  if (bucket !== undefined && bucket !== place.bucket)
    return { id, keys: [], problem: 'the item is of another bucket' };
  if (typeof prefix !== 'string' || !key.startsWith(prefix))
    return { id, keys: [], problem: 'the item is outside of the prefix in BatchInput.options' };
  return { id, keys: [key] };
}

/** `s3BucketArn` in version 1.0, `s3Bucket` in 2.0; keys are URL-encoded in both. */
function taskItem(task: unknown, place: Place): EventItem {
  const { taskId, s3Key, s3BucketArn, s3Bucket } = fieldsOf(task) ?? {};
  const id = typeof taskId === 'string' ? taskId : '';
  const key = typeof s3Key === 'string' ? decodeKey(s3Key) : undefined;
  const bucket = typeof s3Bucket === 'string' ? s3Bucket : String(s3BucketArn).split(':').at(-1);
  if (key === undefined) return { id, keys: [], problem: 'the task has no key that can be read' };
  if (bucket !== place.bucket) return { id, keys: [], problem: 'the task is of another bucket' };
  return { id, keys: [key] };
}

function decodeKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
