import type { ByteWriter } from '../codec/byte-writer.ts';
import type { LineEnricher } from './line/enrich.ts';
import { placeOf, type LineView } from './line/line-view.ts';
import { count, type LineCounts } from './outcome.ts';
import type { RecordLines, RecordReader, RecordView } from './read-record.ts';

/** What writing one record found; its bytes are in the writer that was passed in. */
export interface WrittenRecord {
  readonly changed: boolean;
  /** Whether a line of it is a JSON object, so that a count of hops has a place. */
  readonly hasObject: boolean;
  /** Bytes of the record enriched; estimated from its beginning where it grew beyond the limit. */
  readonly enrichedBytes: number;
}

/** What is known of a record beside its data. */
export interface WriteOptions {
  readonly arrivalTimeMs: number | undefined;
  /** Once a record of many lines has grown beyond this, the rest of it is not worked out, for there is no room for it. */
  readonly maxEnrichedBytes: number;
}

const untouched: WrittenRecord = { changed: false, hasObject: false, enrichedBytes: 0 };

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
    const view = record.kind === 'deferred' ? this.#reader.readDeferred(record) : record;
    if (view.kind === 'lines') return this.#writeLines(view, options, writer, counts);
    count(counts.untouched, view.reason);
    return untouched;
  }

  /**
   * Blank lines stay where they are. It stops where the limit is passed: a small packed record can grow a thousandfold, and it is
   * displaced whatever comes.
   */
  #writeLines(
    record: RecordLines,
    { arrivalTimeMs, maxEnrichedBytes }: WriteOptions,
    writer: ByteWriter,
    counts: LineCounts,
  ): WrittenRecord {
    const { bytes, start, end, lines } = record;
    let hasObject = false;
    let at = start;
    for (let index = 0; ; index++) {
      const line = lines === undefined ? this.#reader.nextLine(record, at) : lines[index];
      if (line === undefined) break;
      if (hasObject && writer.length > maxEnrichedBytes)
        return {
          changed: true,
          hasObject,
          enrichedBytes: Math.ceil((writer.length / (at - start)) * (end - start)),
        };
      const place = placeOf(line);
      writer.write(bytes, at, place.start);
      if (line.kind === 'object') hasObject = true;
      this.#writeLine(line, arrivalTimeMs, writer, counts);
      at = place.end;
    }
    writer.write(bytes, at, end);
    return { hasObject, enrichedBytes: writer.length, changed: isChanged(record, hasObject, writer) };
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

function isChanged(
  { bytes, start, end, isPacked }: RecordLines,
  hasObject: boolean,
  writer: ByteWriter,
): boolean {
  // Datadog reads the packed envelopes of CloudWatch Logs as they are.
  if (isPacked) return hasObject || !envelopeStart.test(bytes.toString('latin1', 0, 64));
  return !writer.holds(bytes, start, end);
}

const envelopeStart = /^\s*\{\s*"messageType"\s*:/u;
