/** Why a line was passed on as it came. */
export type UntouchedReason =
  | 'empty'
  | 'invalid_base64'
  | 'damaged_compression'
  | 'decompression_cap'
  | 'too_many_lines'
  | 'out_of_time'
  | 'byte_order_mark'
  | 'not_json'
  | 'not_an_object'
  | 'cloudwatch_envelope';

/** Why a record was answered `ProcessingFailed`. */
export type FailedReason =
  | 'bad_mask'
  | 'not_processed'
  | 'out_of_time'
  | 'no_data'
  | 'no_record_id'
  | 'too_large'
  | 'hops_used_up'
  | 'put_back_unavailable'
  | 'put_back_failed';

/** Counts by a name that comes from rules, so that it may be any text. */
export type NamedCounts = Map<string, number>;

/**
 * What became of lines; a line is counted once: it is `enriched`, `untouched`, `joined`, `excluded` or `sampled`. The other counts are
 * about logs that went out.
 */
export interface LineCounts {
  enriched: number;
  readonly untouched: Partial<Record<UntouchedReason, number>>;
  /** Lines that went into the log of another line, by who joined them. */
  readonly joined: NamedCounts;
  /** Lines that a rule, a filter or an annotation dropped, by its name. */
  readonly excluded: NamedCounts;
  /** Lines that a rule did not keep as samples, by its name. */
  readonly sampled: NamedCounts;
  /** Logs in which a rule masked something, by its name. */
  readonly masked: NamedCounts;
  /** Logs of a pod with a rule that cannot be used, by its name. */
  readonly badRules: NamedCounts;
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
  /** Those of which every line was joined into another record's log, or was dropped by a rule. */
  dropped: number;
  readonly failed: Partial<Record<FailedReason, number>>;
  reingested: number;
  /** Those that came compressed: with `route=direct` most of them do not fit into a response. */
  packed: number;
}

export interface TransformReport {
  readonly records: RecordCounts;
  readonly lines: LineCounts;
  /** Bytes of the serialised response. */
  responseBytes: number;
}

export function noLines(): LineCounts {
  return {
    enriched: 0,
    untouched: {},
    joined: new Map(),
    excluded: new Map(),
    sampled: new Map(),
    masked: new Map(),
    badRules: new Map(),
    ddtagsReplaced: 0,
  };
}

/** Adds one to the count of a reason. */
export function count<Reason extends string>(counts: Partial<Record<Reason, number>>, reason: Reason): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}

/** Adds to the count of a name. */
export function countName(counts: NamedCounts, name: string, more = 1): void {
  const sum = (counts.get(name) ?? 0) + more;
  if (sum === 0) counts.delete(name);
  else counts.set(name, sum);
}

/** Names that a report lists: pods write rules, and there are many pods. */
const maxNames = 50;
const maxNameLength = 80;

/** The counts for a report, the highest first, the last ones of many together. */
export function listedCounts(counts: NamedCounts): Readonly<Record<string, number>> {
  const names = [...counts].toSorted(([, one], [, other]) => other - one);
  const listed: NamedCounts = new Map();
  for (const [index, [name, value]] of names.entries())
    countName(listed, index < maxNames ? name.slice(0, maxNameLength) : '(others)', value);
  return Object.fromEntries(listed);
}

export function totalOf(counts: NamedCounts): number {
  return [...counts.values()].reduce((all, value) => all + value, 0);
}

/** Lines that went out as logs. */
export function logsOut({ enriched, untouched }: LineCounts): number {
  return Object.values(untouched).reduce((sum, value) => sum + value, enriched);
}

/** All lines: those that went out, and those that went into others or were dropped. */
export function linesIn(lines: LineCounts): number {
  let sum = logsOut(lines);
  for (const counts of [lines.joined, lines.excluded, lines.sampled])
    for (const value of counts.values()) sum += value;
  return sum;
}

/** Adds the counts `more` to `total`, or with −1 takes them away. */
export function addLines(total: LineCounts, more: LineCounts, sign: 1 | -1 = 1): void {
  total.enriched += sign * more.enriched;
  total.ddtagsReplaced += sign * more.ddtagsReplaced;
  for (const [reason, value] of Object.entries(more.untouched) as [UntouchedReason, number][]) {
    const sum = (total.untouched[reason] ?? 0) + sign * value;
    if (sum === 0) delete total.untouched[reason];
    else total.untouched[reason] = sum;
  }
  for (const name of ['joined', 'excluded', 'sampled', 'masked', 'badRules'] as const)
    for (const [key, value] of more[name]) countName(total[name], key, sign * value);
}
