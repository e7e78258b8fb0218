import { Buffer } from 'node:buffer';
import { decodeBase64 } from '../codec/base64.ts';
import { ScratchBuffer } from '../codec/scratch.ts';
import type { LogReader, UnreadableReason as RecordReason } from '../logs/record-logs.ts';
import { maxRecordLines, UnpackingRoom } from '../transform/read-record.ts';
import type { RecordText } from './records.ts';

/** Why no log can be made of a record. */
export type UnreadableReason = RecordReason | 'invalid_base64';

/** A log for Datadog, the bytes of one JSON object; a log that a rule drops; or a record that has to be parked as it came. */
export type Item =
  | { readonly kind: 'log'; readonly bytes: Buffer; readonly joinedLines: number; readonly isMasked: boolean }
  | { readonly kind: 'excluded' | 'sampled'; readonly joinedLines: number }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason; readonly rawData: string };

export interface RecordOrigin {
  readonly arrivalTimeMs: number | undefined;
  readonly streamArn: string | undefined;
}

/** More logs than that are made of no request: a request of Firehose that holds real lines does not come near. */
const maxRequestLogs = maxRecordLines;

/** Beyond so many unpacked bytes, records of a request are parked unread: a few kB of packed ones could hold the function for minutes. */
const maxUnpackedBytes = 128 * 1_048_576;

/** Makes the items of records, one after the other. */
export class RecordItems {
  readonly #logs: LogReader;
  readonly #origin: RecordOrigin;
  readonly #scratch = new ScratchBuffer();
  readonly #room = new UnpackingRoom(maxUnpackedBytes);
  #logsLeft = maxRequestLogs;

  constructor(logs: LogReader, origin: RecordOrigin) {
    this.#logs = logs;
    this.#origin = origin;
  }

  /** The items of one record, each good until the next one is taken; one that holds nothing but white space has none. */
  *of({ data, element = '' }: RecordText): Generator<Item, void, undefined> {
    if (data === undefined) return yield unreadable('no_data', Buffer.from(element).toString('base64'));
    const end = decodeBase64(data, this.#scratch);
    if (end === undefined) return yield unreadable('invalid_base64', utf8(data));
    // Reading what has no room would take as long as if it had.
    if (this.#logsLeft === 0) return yield unreadable('too_many_lines', data);
    const record = { ...this.#origin, bytes: this.#scratch.bytes, end };
    const found = this.#logs.read(record, this.#room);
    if (found.kind === 'unreadable') {
      if (found.reason !== 'no_data') yield unreadable(found.reason, data);
      return;
    }
    if (found.count > this.#logsLeft) return yield unreadable('too_many_lines', data);
    this.#logsLeft -= found.count;
    for (const { log, numbers, masked } of found.logs) {
      const joinedLines = numbers.length - 1;
      yield typeof log === 'string'
        ? { kind: log, joinedLines }
        : { kind: 'log', bytes: log, joinedLines, isMasked: masked.length > 0 };
    }
  }
}

/** Bytes were read one by one; what is kept of them is the text that came. */
function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString();
}

function unreadable(reason: UnreadableReason, rawData: string): Item {
  return { kind: 'unreadable', reason, rawData };
}
