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
import { LogProcessor, type ProcessorParts } from './log-processor.ts';
import { RecordLinks } from './record-links.ts';

/** What becomes of the lines of one event, as far as they do not go out as they came. */
export interface Processed {
  readonly changes: ReadonlyMap<LineView, LineChange>;
  readonly links: RecordLinks;
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

  /** Reads the lines of an event; `undefined` stands for a record that takes no part. */
  async process(records: readonly (RecordView | undefined)[]): Promise<Processed> {
    const event = new EventChanges();
    this.#lines.reset();
    let changesLogs = false;
    for (let record = 0; record < records.length; record++) {
      const lines = await this.#linesOf(records[record]);
      if (lines === undefined || (this.#processing.mayHold && (await this.#isHeld(lines, event)))) continue;
      for (const line of lines) {
        if (line.kind === 'text') {
          event.add(line, this.#logs.changeOfText(line));
          continue;
        }
        const container = this.#containerOf(line) ?? (await this.#loadedContainerOf(line));
        changesLogs ||= container.changesLogs;
        this.#collect(line, container, record, event);
      }
    }
    this.#finish(changesLogs, event);
    return event;
  }

  /** What becomes of a line that is looked at by itself. The engine for patterns is loaded. */
  changeOf(line: LineView): LineChange | undefined {
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
    event.add(line, { kind: 'gone', reason: 'joined', by: 'retry' });
  }

  #finish(changesLogs: boolean, event: EventChanges): void {
    const { rows } = this.#lines;
    const joins = this.#lines.join();
    for (const log of joins?.logs ?? []) this.#joinLog(log, rows, event);
    if (!changesLogs) return;
    for (const [row, batchLine] of rows.entries()) {
      const isAlone = joins === undefined || joins.logOf[row] === -1;
      if (isAlone && batchLine.container.changesLogs)
        event.add(batchLine.line, this.#logs.changeOf(batchLine));
    }
  }

  #joinLog(log: JoinedLog, rows: readonly BatchLine[], event: EventChanges): void {
    const carrier = rows[log.parts[0]!.line]!;
    for (const { line: row } of log.parts.slice(1)) {
      const { line, record } = rows[row]!;
      if (record !== carrier.record) event.links.link(carrier.record, record);
      event.add(line, { kind: 'gone', reason: 'joined', by: log.joiner });
    }
    this.#writer.reset();
    writeJoined(log, (row) => rows[row]!.content!, this.#separator, this.#writer);
    event.add(carrier.line, this.#logs.changeOf(carrier, { log, text: this.#writer.toBuffer() }));
  }

  /** The lines of a record; those for which there was no room are processed when they are written. */
  async #linesOf(view: RecordView | undefined): Promise<readonly LineView[] | undefined> {
    if (view === undefined || view.kind === 'refused') return undefined;
    if (view.lines !== undefined) return view.lines;
    await this.#processing.load();
    return undefined;
  }

  /** Whether a line of the record has to be held back, and with it the record. */
  async #isHeld(lines: readonly LineView[], event: EventChanges): Promise<boolean> {
    for (const line of lines) {
      if (line.kind === 'text') continue;
      const { excludedBy, processing } = this.#containerOf(line) ?? (await this.#loadedContainerOf(line));
      if (excludedBy !== undefined || processing.heldBy === undefined) continue;
      event.add(line, { kind: 'held', by: processing.heldBy });
      return true;
    }
    return false;
  }

  #containerOf(line: ObjectLine): Container | undefined {
    return this.#containers.of(this.#pods.enrichmentFor(line));
  }

  async #loadedContainerOf(line: ObjectLine): Promise<Container> {
    await this.#processing.load();
    return this.#containerOf(line)!;
  }
}

class EventChanges implements Processed {
  readonly changes = new Map<LineView, LineChange>();
  readonly links = new RecordLinks();

  add(line: LineView, change: LineChange | undefined): void {
    if (change !== undefined) this.changes.set(line, change);
  }
}
