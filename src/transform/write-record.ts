import type { ByteWriter } from '../codec/byte-writer.ts';
import type { LineEnricher } from './line/enrich.ts';
import { placeOf, type LineView } from './line/line-view.ts';
import { count, countName, type LineCounts, type UntouchedReason } from './outcome.ts';
import type { ChangedLine, LineChange } from './process/line-change.ts';
import type { RecordLines, RecordReader, RecordView } from './read-record.ts';

/** What writing one record found; its bytes are in the writer that was passed in. */
export interface WrittenRecord {
  /**
   * `empty`: none of its lines goes out, though it has some; `held`: none of them may; `not_processed`: it could not be read, and rules
   * may want something of its lines.
   */
  readonly kind: 'written' | 'empty' | 'held' | 'not_processed';
  /** Never where it is not `written`. */
  readonly changed: boolean;
  /** Whether a line of it is a JSON object, so that a count of hops has a place. */
  readonly hasObject: boolean;
  /** Whether processing changed or dropped a line, so that the record must not go out as it came. */
  readonly isProcessed: boolean;
  /** Bytes of the record enriched; estimated from its beginning where it grew beyond the limit. */
  readonly enrichedBytes: number;
}

/** What is known of a record beside its data. */
export interface WriteOptions {
  readonly arrivalTimeMs: number | undefined;
  /** Once a record of many lines has grown beyond this, the rest of it is not worked out, for there is no room for it. */
  readonly maxEnrichedBytes: number;
  /** What processing says of a line; nothing where no line changes. */
  readonly changeOf?: ((line: LineView, isKept: boolean) => LineChange | undefined) | undefined;
}

const untouched: WrittenRecord = {
  kind: 'written',
  changed: false,
  hasObject: false,
  isProcessed: false,
  enrichedBytes: 0,
};
const held: WrittenRecord = { ...untouched, kind: 'held' };
const notProcessed: WrittenRecord = { ...untouched, kind: 'not_processed' };
/** Why a record that holds lines was not read. */
const unread: ReadonlySet<UntouchedReason> = new Set(['decompression_cap', 'too_many_lines']);

/** Writes records that were read: enriches their lines and counts them. */
export class RecordWriter {
  readonly #reader: RecordReader;
  readonly #enricher: LineEnricher;

  constructor(reader: RecordReader, enricher: LineEnricher) {
    this.#reader = reader;
    this.#enricher = enricher;
  }

  /** Writes to the emptied `writer` and adds to `counts`. */
  write(record: RecordView, options: WriteOptions, writer: ByteWriter, counts: LineCounts): WrittenRecord {
    writer.reset();
    if (record.kind === 'lines') return this.#writeLines(record, options, writer, counts);
    count(counts.untouched, record.reason);
    return options.changeOf !== undefined && unread.has(record.reason) ? notProcessed : untouched;
  }

  /**
   * Blank lines stay where they are. It stops where the limit is passed: a small packed record can grow a thousandfold, and it is
   * displaced whatever comes.
   */
  #writeLines(
    record: RecordLines,
    options: WriteOptions,
    writer: ByteWriter,
    counts: LineCounts,
  ): WrittenRecord {
    const { bytes, start, end, lines } = record;
    const { maxEnrichedBytes, changeOf } = options;
    let hasObject = false;
    let isProcessed = false;
    let linesOut = 0;
    let at = start;
    let index = 0;
    for (; ; index++) {
      const line = lines === undefined ? this.#reader.nextLine(record, at) : lines[index];
      if (line === undefined) break;
      if (hasObject && writer.length > maxEnrichedBytes) {
        const enrichedBytes = Math.ceil((writer.length / (at - start)) * (end - start));
        return { kind: 'written', changed: true, hasObject, isProcessed, enrichedBytes };
      }
      const place = placeOf(line);
      writer.write(bytes, at, place.start);
      at = place.end;
      const change = changeOf?.(line, lines !== undefined);
      if (change?.kind === 'held') return held;
      isProcessed ||= change !== undefined;
      if (change?.kind === 'gone') {
        countName(counts[change.reason], change.by);
        continue;
      }
      linesOut += 1;
      if (line.kind === 'object') hasObject = true;
      if (change !== undefined) countChange(change, counts);
      this.#writeLine(change?.line ?? line, options.arrivalTimeMs, writer, counts);
    }
    if (linesOut === 0 && index > 0) return { ...untouched, kind: 'empty' };
    writer.write(bytes, at, end);
    return {
      kind: 'written',
      hasObject,
      isProcessed,
      enrichedBytes: writer.length,
      changed: isChanged(record, hasObject || isProcessed, writer),
    };
  }

  #writeLine(
    line: LineView,
    arrivalTimeMs: number | undefined,
    writer: ByteWriter,
    counts: LineCounts,
  ): void {
    if (line.kind === 'text') {
      writer.write(line.bytes, line.start, line.end);
      count(counts.untouched, line.reason);
      return;
    }
    counts.enriched += 1;
    if (this.#enricher.write(line, arrivalTimeMs, writer).replacesDdtags) counts.ddtagsReplaced += 1;
  }
}

function countChange({ masked, problems }: ChangedLine, counts: LineCounts): void {
  for (const rule of masked) countName(counts.masked, rule);
  for (const { rule } of problems) countName(counts.badRules, rule);
}

function isChanged(
  { bytes, start, end, isPacked }: RecordLines,
  isEdited: boolean,
  writer: ByteWriter,
): boolean {
  // Datadog reads the packed envelopes of CloudWatch Logs as they are.
  if (isPacked) return isEdited || !envelopeStart.test(bytes.toString('latin1', 0, 64));
  return !writer.holds(bytes, start, end);
}

const envelopeStart = /^\s*\{\s*"messageType"\s*:/u;
