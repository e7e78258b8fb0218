import { Buffer } from 'node:buffer';
import { ByteWriter } from '../../codec/byte-writer.ts';
import type { JoinedLog } from '../../processing/join/joined-log.ts';
import { writeJoined } from '../../processing/join/write-joined.ts';
import type { Processing } from '../../processing/processing.ts';
import type { LineView, ObjectLine } from '../line/line-view.ts';
import type { PodCache } from '../pod/pod-cache.ts';
import type { RecordView } from '../read-record.ts';
import { BatchLines, type BatchLine } from './batch-lines.ts';
import { Containers, type Container } from './containers.ts';
import type { LineChange } from './line-change.ts';
import { LogProcessor, type ProcessorParts, type ProcessRecorder } from './log-processor.ts';
import { RecordLinks } from './record-links.ts';

/** What becomes of the lines of one event, as far as they do not go out as they came. */
export interface Processed {
  readonly changes: ReadonlyMap<LineView, LineChange>;
  readonly links: RecordLinks;
  /** Whether time was left for all of its logs; else none of its lines may go out. */
  readonly isComplete: boolean;
}

export interface ProcessOptions {
  readonly recorder?: ProcessRecorder | undefined;
  /** Asked before each log; once it says so, the rest is left. */
  readonly isLate?: (() => boolean) | undefined;
}

/** Selects, joins, filters, samples and masks the lines of an event, all of its records together. */
export class EventProcessor {
  readonly #processing: Processing;
  readonly #pods: PodCache;
  readonly #containers: Containers;
  readonly #logs: LogProcessor;
  readonly #lines: BatchLines;
  readonly #separator: Buffer;
  readonly #writer = new ByteWriter();

  constructor(parts: ProcessorParts) {
    const { processing, pods } = parts;
    this.#processing = processing;
    this.#pods = pods;
    this.#containers = new Containers(processing);
    this.#logs = new LogProcessor(parts);
    this.#separator = Buffer.from(processing.escapedSeparator);
    const { foldsRetries } = processing;
    this.#lines = new BatchLines({ separatorBytes: this.#separator.length, foldsRetries });
  }

  /** Reads the lines of an event; `undefined` stands for a record that takes no part. Loads the engine for rules if they need it. */
  async process(records: readonly (RecordView | undefined)[], options?: ProcessOptions): Promise<Processed> {
    const processed = this.processNow(records, options);
    if (processed !== undefined) return processed;
    await this.#processing.load();
    return this.processNow(records, options)!;
  }

  /** The same without waiting; `undefined` where the engine is needed and not loaded. */
  processNow(
    records: readonly (RecordView | undefined)[],
    options: ProcessOptions = {},
  ): Processed | undefined {
    const { recorder } = options;
    const event = new EventChanges();
    this.#lines.reset();
    let changesLogs = false;
    for (let record = 0; record < records.length; record++) {
      const view = records[record];
      if (view === undefined || view.kind === 'refused') continue;
      if (view.lines === undefined) {
        // Lines for which there was no room are processed one by one when they are written, where nothing can be waited for.
        if (!this.#processing.isLoaded) return undefined;
        continue;
      }
      if (this.#processing.mayHold && this.#isHeld(view.lines, event)) continue;
      for (const line of view.lines) {
        if (line.kind === 'text') {
          event.add(line, this.#logs.changeOfText(line, recorder));
          continue;
        }
        const container = this.#containerOf(line);
        if (container === undefined) return undefined;
        changesLogs ||= container.changesLogs;
        this.#collect(line, container, record, event);
      }
    }
    this.#finish(changesLogs, event, options);
    this.#lines.reset();
    return event;
  }

  /** For the writer: lines that were kept have been processed together, others are processed one by one. */
  changesOf({ changes }: Processed): (line: LineView, isKept: boolean) => LineChange | undefined {
    return (line, isKept) => (isKept ? changes.get(line) : this.#changeOf(line));
  }

  /** What becomes of a line that is looked at by itself. The engine for rules is loaded. */
  #changeOf(line: LineView): LineChange | undefined {
    if (line.kind === 'text') return this.#logs.changeOfText(line);
    const container = this.#containerOf(line)!;
    const { excludedBy, processing } = container;
    if (excludedBy !== undefined) return { kind: 'gone', reason: 'excluded', by: excludedBy };
    if (processing.heldBy !== undefined) return { kind: 'held', by: processing.heldBy };
    return container.changesLogs ? this.#logs.changeOf({ line, container }) : undefined;
  }

  #collect(line: ObjectLine, container: Container, record: number, event: EventChanges): void {
    const { excludedBy } = container;
    if (excludedBy !== undefined)
      return event.add(line, { kind: 'gone', reason: 'excluded', by: excludedBy });
    const repeated = this.#lines.add(line, container, record);
    if (repeated === undefined) return;
    event.links.link(repeated.record, record);
    event.add(line, { kind: 'gone', reason: 'joined', by: 'retry', into: repeated.line });
  }

  #finish(changesLogs: boolean, event: EventChanges, { recorder, isLate }: ProcessOptions): void {
    const { rows } = this.#lines;
    const joins = this.#lines.join();
    for (const log of joins?.logs ?? []) {
      if (isLate?.() === true) return event.leave();
      this.#joinLog(log, rows, event, recorder);
    }
    if (!changesLogs) return;
    for (const [row, batchLine] of rows.entries()) {
      if (isLate?.() === true) return event.leave();
      const isAlone = joins === undefined || joins.logOf[row] === -1;
      if (isAlone && batchLine.container.changesLogs)
        event.add(batchLine.line, this.#logs.changeOf(batchLine, undefined, recorder));
    }
  }

  #joinLog(
    log: JoinedLog,
    rows: readonly BatchLine[],
    event: EventChanges,
    recorder: ProcessRecorder | undefined,
  ): void {
    const carrier = rows[log.parts[0]!.line]!;
    for (const { line: row } of log.parts.slice(1)) {
      const { line, record } = rows[row]!;
      event.links.link(carrier.record, record);
      event.add(line, { kind: 'gone', reason: 'joined', by: log.joiner, into: carrier.line });
    }
    this.#writer.reset();
    writeJoined(log, (row) => rows[row]!.content!, this.#separator, this.#writer);
    recorder?.joined(
      log.parts.map(({ line }) => rows[line]!.line),
      log.joiner,
    );
    event.add(carrier.line, this.#logs.changeOf(carrier, { log, text: this.#writer.toBuffer() }, recorder));
  }

  /** Whether a line of the record has to be held back, and with it the record. */
  #isHeld(lines: readonly LineView[], event: EventChanges): boolean {
    for (const line of lines) {
      if (line.kind === 'text') continue;
      const container = this.#containerOf(line);
      // The engine has to say; who goes on with these lines finds that out and asks again.
      if (container === undefined) return false;
      const { heldBy } = container.processing;
      if (container.excludedBy !== undefined || heldBy === undefined) continue;
      event.add(line, { kind: 'held', by: heldBy });
      return true;
    }
    return false;
  }

  #containerOf(line: ObjectLine): Container | undefined {
    return this.#containers.of(this.#pods.enrichmentFor(line));
  }
}

class EventChanges implements Processed {
  readonly changes = new Map<LineView, LineChange>();
  readonly links = new RecordLinks();
  isComplete = true;

  leave(): void {
    this.isComplete = false;
  }

  add(line: LineView, change: LineChange | undefined): void {
    if (change !== undefined) this.changes.set(line, change);
  }
}
