import type { Buffer } from 'node:buffer';

/** Why no log is made of a record. */
export type UnreadableReason =
  | 'no_data'
  | 'damaged_compression'
  | 'decompression_cap'
  | 'too_many_lines'
  /** A pod of it asks for a mask that cannot be used (`ON_BAD_MASK=hold`). */
  | 'bad_mask';

/** What was done to a log before it was enriched. */
export interface LogProcessing {
  /** Who joined lines into it, once for each line but the first. */
  readonly joinedBy: readonly string[];
  /** Rules that masked something in it. */
  readonly masked: readonly string[];
}

/** What one line of a record came to, or several that were joined, or one event of a CloudWatch Logs message. */
export interface RecordLog extends LogProcessing {
  /** The numbers within the record that are settled by it, its own first. They do not depend on rules, which may change. */
  readonly numbers: readonly number[];
  /** The bytes of one JSON object; or why there is no log. */
  readonly log: Buffer | 'excluded' | 'sampled';
  /** The rule, filter or annotation for which there is no log. */
  readonly droppedBy: string | undefined;
}

/** The logs of one record, or why there are none to be had. */
export type RecordLogs =
  | {
      readonly kind: 'logs';
      /** How many numbers there are: the lines and events, whatever processing makes of them. */
      readonly count: number;
      /** Made one by one, each good until the next one is taken. Each number is in one of them. The record must stay as it is meanwhile. */
      readonly logs: Iterable<RecordLog>;
    }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason; readonly count?: number };

/** A record at the beginning of a buffer, which may be packed and may hold one line or many. */
export interface RawRecord {
  readonly bytes: Buffer;
  readonly end: number;
  readonly arrivalTimeMs: number | undefined;
  readonly streamArn: string | undefined;
}
