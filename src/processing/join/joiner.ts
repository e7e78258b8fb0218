import { classify } from './classify/classify.ts';
import type { JoinLimits } from './join-limits.ts';
import type { JoinableLine } from './joinable-line.ts';
import type { JoinedLog, Joins } from './joined-log.ts';
import { firstTraceClass, lineClass } from './line-class.ts';
import { cut, LineTable } from './line-table.ts';
import { joinSource } from './source-logs.ts';

/** What was seen of one container and stream, and where its lines are. */
interface Source {
  first: number;
  last: number;
  /** Bits of `sign`. */
  seen: number;
  hasAllTimes: boolean;
  isInOrder: boolean;
}

/** Kinds of lines by which a source may have something to join. */
const sign = { partial: 1, dated: 2, undated: 4, trace: 8, ruleStart: 16, ruleContinuation: 32 } as const;

/** Agent’s limit of one log, less what two markers and a separator take. */
const maxJoinedBytes = 900_000 - 2 * 15 - 3;

const defaultLimits: JoinLimits = { maxBytes: maxJoinedBytes, separatorBytes: 2, maxGapMs: 1_000 };

/**
 * Finds the lines of a batch that are one log: parts of a line that the runtime cut, events of a `multi_line` rule, undated lines
 * behind a dated one, stack traces. Lines of different sources are never joined. Nothing is kept of the text; a batch without
 * anything to join costs one classification a line and allocates nothing.
 */
export class LineJoiner {
  readonly #limits: JoinLimits;
  readonly #lines = new LineTable();
  readonly #sourceIds = new Map<string, number>();
  readonly #sources: Source[] = [];

  constructor(limits: Partial<JoinLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** Forgets the batch; numbers of sources and lines begin anew. */
  reset(): void {
    this.#lines.length = 0;
    this.#sourceIds.clear();
    this.#sources.length = 0;
  }

  /** The number, in this batch, of a container and stream. `key` must differ for two containers, also with the same id in two pods. */
  sourceOf(key: string): number {
    const known = this.#sourceIds.get(key);
    if (known !== undefined) return known;
    this.#sourceIds.set(key, this.#sources.length);
    return this.#sources.push({ first: -1, last: -1, seen: 0, hasAllTimes: true, isInOrder: true }) - 1;
  }

  /** Adds the next line of the batch and answers its index. */
  add(line: JoinableLine): number {
    const lines = this.#lines;
    const row = lines.addRow();
    lines.next[row] = -1;
    const source = this.#sources[line.source];
    if (source === undefined) return row;
    const kind = classOf(line);
    lines.classes[row] = kind;
    lines.partial[row] = cutOf(line);
    lines.sizes[row] = line.escapedBytes;
    lines.timesMs[row] = line.timeMs ?? NaN;
    lines.timesNs[row] = line.timeNs;
    source.seen |= line.isPartial ? signOf(kind) | sign.partial : signOf(kind);
    if (line.timeMs === undefined) source.hasAllTimes = false;
    if (source.last < 0) source.first = row;
    else {
      lines.next[source.last] = row;
      if (lines.compareTimes(source.last, row) > 0) source.isInOrder = false;
    }
    source.last = row;
    return row;
  }

  /** The logs that the lines added so far make together; `undefined` where every line stands alone. */
  join(): Joins | undefined {
    const logs: JoinedLog[] = [];
    for (const source of this.#sources) {
      if (mayJoin(source.seen))
        joinSource(this.#lines, this.#inOrder(source), source.hasAllTimes, this.#limits, logs);
    }
    if (logs.length === 0) return undefined;
    const logOf = new Int32Array(this.#lines.length).fill(-1);
    let joinedLines = 0;
    for (const [index, { parts }] of logs.entries()) {
      for (const { line } of parts) logOf[line] = index;
      joinedLines += parts.length - 1;
    }
    return { logs, logOf, joinedLines };
  }

  /** The lines of a source by their CRI time, or as they came where one has none. Of equal times the first to come stays first. */
  #inOrder({ first, hasAllTimes, isInOrder }: Source): number[] {
    const rows: number[] = [];
    for (let row = first; row >= 0; row = this.#lines.next[row]!) rows.push(row);
    return hasAllTimes && !isInOrder ? rows.sort((one, other) => this.#lines.compareTimes(one, other)) : rows;
  }
}

function cutOf({ isPartial, isObject, escapedBytes }: JoinableLine): number {
  if (isPartial) return cut.here;
  return isObject && escapedBytes === 0 ? cut.never : cut.end;
}

function classOf({ settings, isObject, text, start, end }: JoinableLine): number {
  if (isObject) return lineClass.json;
  if (settings.rule !== undefined)
    return settings.rule.isStart(text, start, end) ? lineClass.ruleStart : lineClass.ruleContinuation;
  // A line that nobody asks to join is like a JSON object: it stands alone, and so do its neighbours.
  return settings.detects ? classify(text, start, end) : lineClass.json;
}

function signOf(kind: number): number {
  if (kind === lineClass.dated || kind === lineClass.datedIndented) return sign.dated;
  if (kind === lineClass.json) return 0;
  if (kind === lineClass.ruleStart) return sign.ruleStart;
  if (kind === lineClass.ruleContinuation) return sign.ruleContinuation;
  return kind >= firstTraceClass ? sign.trace | sign.undated : sign.undated;
}

function mayJoin(seen: number): boolean {
  const isMixed = (seen & sign.dated) !== 0 && (seen & sign.undated) !== 0;
  const hasEvents = (seen & sign.ruleStart) !== 0 && (seen & sign.ruleContinuation) !== 0;
  return isMixed || hasEvents || (seen & (sign.partial | sign.trace)) !== 0;
}
