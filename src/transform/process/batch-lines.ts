import { ScratchBuffer } from '../../codec/scratch.ts';
import { unescapeInto } from '../../json/unescape.ts';
import type { JoinableLine } from '../../processing/join/joinable-line.ts';
import type { Joins } from '../../processing/join/joined-log.ts';
import { LineJoiner } from '../../processing/join/joiner.ts';
import type { Content } from '../../processing/join/seam.ts';
import type { ObjectLine } from '../line/line-view.ts';
import { streamOf } from '../line/stream.ts';
import type { Container } from './containers.ts';
import { isPartial, textMember, timeOf } from './line-text.ts';
import { Retries } from './retries.ts';

/** A line of a batch whose container is selected. */
export interface BatchLine {
  readonly line: ObjectLine;
  readonly container: Container;
  /** Index of its record in the event. */
  readonly record: number;
  /** What the program wrote, escaped; `undefined` for a line that Fluent Bit merged. */
  readonly content: Content | undefined;
}

export interface BatchOptions {
  /** Of the separator, escaped. */
  readonly separatorBytes: number;
  readonly foldsRetries: boolean;
}

/** How much of a text the joiner wants to see. */
const headBytes = 1_024;

/** Collects the lines of an event for the joiner. Its memory is used again for the next one. */
export class BatchLines {
  readonly #joiner: LineJoiner;
  readonly #retries: Retries | undefined;
  readonly #scratch = new ScratchBuffer();
  readonly #joinable: JoinableLine = {
    source: -1,
    settings: { detects: false, rule: undefined },
    timeMs: undefined,
    timeNs: 0,
    isPartial: false,
    isObject: true,
    text: this.#scratch.bytes,
    start: 0,
    end: 0,
    escapedBytes: 0,
  };
  #batch = 0;
  /** By the joiner's index. */
  rows: BatchLine[] = [];

  constructor({ separatorBytes, foldsRetries }: BatchOptions) {
    this.#joiner = new LineJoiner({ separatorBytes });
    if (foldsRetries) this.#retries = new Retries();
  }

  reset(): void {
    this.#batch += 1;
    this.#joiner.reset();
    this.#retries?.reset();
    this.rows = [];
  }

  /** Adds a line, or answers the one that it repeats. */
  add(line: ObjectLine, container: Container, record: number): BatchLine | undefined {
    const member = textMember(line);
    const joinable = this.#joinable;
    joinable.source = container.sourceOf(streamOf(line), this.#joiner, this.#batch);
    joinable.settings = container.processing.join;
    const time = timeOf(line);
    joinable.timeMs = time.ms;
    joinable.timeNs = time.ns;
    let content: Content | undefined;
    if (member !== undefined) {
      const { bytes } = line;
      const start = member.valueStart + 1 + (line.prefix?.length ?? 0);
      content = { bytes, start, end: member.valueEnd - 1 };
      const repeated = this.#retries?.rowOf(
        joinable.source,
        line,
        start,
        content.end,
        time,
        this.rows.length,
      );
      if (repeated !== undefined) return this.rows[repeated];
    }
    joinable.isPartial = content !== undefined && isPartial(line);
    // A whole object in a string is one log by itself; of a partial one the rest may follow.
    joinable.isObject = content === undefined || (line.logObject !== undefined && !joinable.isPartial);
    this.#setText(joinable, content);
    this.#joiner.add(joinable);
    this.rows.push({ line, container, record, content });
    return undefined;
  }

  join(): Joins | undefined {
    return this.#joiner.join();
  }

  #setText(joinable: JoinableLine, content: Content | undefined): void {
    joinable.escapedBytes = content === undefined ? 0 : content.end - content.start;
    if (content === undefined || joinable.source < 0 || joinable.isObject) {
      joinable.start = joinable.end = 0;
      return;
    }
    const { bytes, start, end } = content;
    const to = joinable.settings.rule === undefined ? Math.min(end, start + headBytes) : end;
    if (!hasBackslash(bytes, start, to)) {
      joinable.text = bytes;
      joinable.start = start;
      joinable.end = to;
      return;
    }
    const target = this.#scratch.ofAtLeast(to - start);
    joinable.text = target;
    joinable.start = 0;
    // An escape that the head cuts is read to its end, which the content has.
    joinable.end = unescapeInto(bytes, start, to, target);
  }
}

function hasBackslash(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === 0x5c) return true;
  return false;
}
