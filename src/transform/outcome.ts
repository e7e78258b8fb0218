/** Why a line was passed on as it came. */
export type UntouchedReason =
  | 'empty'
  | 'invalid_base64'
  | 'damaged_compression'
  | 'decompression_cap'
  | 'byte_order_mark'
  | 'not_json'
  | 'not_an_object'
  | 'cloudwatch_envelope';

/** Why a record was answered `ProcessingFailed`. */
export type FailedReason =
  'no_data' | 'no_record_id' | 'too_large' | 'hops_used_up' | 'put_back_unavailable' | 'put_back_failed';

/** What became of lines; a line is counted once. */
export interface LineCounts {
  enriched: number;
  readonly untouched: Partial<Record<UntouchedReason, number>>;
  /** Lines whose `ddtags` was neither a string nor an array of strings and gave way to ours. */
  ddtagsReplaced: number;
}

/**
 * What became of the records of one invocation. `in` = `delivered` + `dropped` + all of `failed` + `reingested`;
 * `untouched` counts those of `delivered` whose data is the very same string.
 */
export interface RecordCounts {
  in: number;
  delivered: number;
  untouched: number;
  readonly dropped: number;
  readonly failed: Partial<Record<FailedReason, number>>;
  reingested: number;
}

export interface TransformReport {
  readonly records: RecordCounts;
  readonly lines: LineCounts;
  /** Bytes of the serialised response. */
  responseBytes: number;
}

export function noLines(): LineCounts {
  return { enriched: 0, untouched: {}, ddtagsReplaced: 0 };
}

/** Adds one to the count of a reason. */
export function count<Reason extends string>(counts: Partial<Record<Reason, number>>, reason: Reason): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}
