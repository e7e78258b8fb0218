import type { LogDetail, LogFate, LogSummary } from './wire.ts';
import { summaryOf } from './summary.ts';

/** A log that is kept. */
export interface KeptLog {
  readonly record: number;
  readonly atMs: number;
  readonly fate: LogFate;
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
  readonly code: string | undefined;
}

export interface LogRing {
  add(log: KeptLog): void;
  /** Gives records another fate. */
  settle(record: number, fate: LogFate, code: string | undefined): void;
  detail(id: number): LogDetail | undefined;
  /** Rows after an id, at most the `count` newest of them. */
  after(id: number, count: number): LogSummary[];
  /** The same for rows before an id. */
  before(id: number, count: number): LogSummary[];
  readonly lastId: number;
}

export interface RingLimits {
  readonly maxLogs: number;
  /** Of all texts together. */
  readonly maxBytes: number;
  /** Of one text; the rest of it is not kept. */
  readonly maxTextBytes: number;
}

export const ringLimits: RingLimits = { maxLogs: 10_000, maxBytes: 48 * 1_048_576, maxTextBytes: 32_768 };

interface Entry extends Omit<KeptLog, 'fate' | 'code'> {
  readonly id: number;
  readonly bytes: number;
  fate: LogFate;
  code: string | undefined;
  summary: LogSummary | undefined;
}

/** The last logs, in bounded memory. A row is made when somebody looks at it. */
export function createLogRing(limits: RingLimits = ringLimits): LogRing {
  const entries = new Map<number, Entry>();
  const byRecord = new Map<number, Entry[]>();
  let lastId = 0;
  let bytes = 0;

  function add({ before, after, ...log }: KeptLog): void {
    lastId += 1;
    const kept = { before: kept1(before, limits), after: kept1(after, limits) };
    const size = (kept.before?.length ?? 0) + (kept.after?.length ?? 0);
    const entry: Entry = { ...log, ...kept, id: lastId, bytes: size, summary: undefined };
    entries.set(lastId, entry);
    if (log.record > 0) byRecord.set(log.record, [...(byRecord.get(log.record) ?? []), entry]);
    bytes += size;
    while (entries.size > limits.maxLogs || bytes > limits.maxBytes) forgetOldest();
  }

  function forgetOldest(): void {
    const [oldest] = entries.values();
    if (oldest === undefined) return;
    entries.delete(oldest.id);
    bytes -= oldest.bytes;
    byRecord.delete(oldest.record);
  }

  /** Those that are kept of the ids after one and up to another. */
  function rows(after: number, last: number): LogSummary[] {
    const found: LogSummary[] = [];
    for (let id = Math.max(after, lastId - entries.size) + 1; id <= last; id += 1) {
      const entry = entries.get(id);
      if (entry !== undefined) found.push((entry.summary ??= summaryOf(entry)));
    }
    return found;
  }

  return {
    add,
    settle(record, fate, code) {
      for (const entry of byRecord.get(record) ?? [])
        Object.assign(entry, { fate, code, summary: undefined });
    },
    detail(id) {
      const entry = entries.get(id);
      return entry && { ...pick(entry), before: entry.before?.toString(), after: entry.after?.toString() };
    },
    after: (id, count) => rows(Math.max(id, lastId - count), lastId),
    before: (id, count) => rows(id - 1 - count, Math.min(id - 1, lastId)),
    get lastId() {
      return lastId;
    },
  };
}

function pick({ id, atMs, fate, code }: Entry) {
  return { id, atMs, fate, code };
}

/** A copy, since a part would keep the whole record that it is of. */
function kept1(text: Buffer | undefined, { maxTextBytes }: RingLimits): Buffer | undefined {
  return text && Buffer.from(text.subarray(0, maxTextBytes));
}
