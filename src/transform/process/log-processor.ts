import { Buffer } from 'node:buffer';
import { ByteWriter } from '../../codec/byte-writer.ts';
import { dateAttributes } from '../../datadog/reserved.ts';
import type { LeftOut, TagFilter } from '../../datadog/tag-filter.ts';
import type { JoinedLog } from '../../processing/join/joined-log.ts';
import type { Content } from '../../processing/join/seam.ts';
import type { RuleEvent } from '../../processing/rules/apply-rules.ts';
import type { LogRules } from '../../processing/rules/log-rules.ts';
import { decodeText, encodeText } from '../../processing/rules/text.ts';
import type { Processing } from '../../processing/processing.ts';
import type { Member } from '../../json/object.ts';
import type { LineView, ObjectLine, TextLine } from '../line/line-view.ts';
import type { LineReader } from '../line/read-line.ts';
import type { PodCache } from '../pod/pod-cache.ts';
import type { Container } from './containers.ts';
import type { GoneLine, LineChange } from './line-change.ts';
import { isPartial, textMember, timeOf } from './line-text.ts';
import { logPartsOf, readingsOf, wasTagged, type LogParts } from './log-parts.ts';
import { applyToLog } from './log-rules.ts';
import { Rewrite } from './rewrite.ts';

/** Hears what happens to lines, for who wants to explain it; never their text. */
export interface ProcessRecorder {
  /** These lines, the carrier first, became one log. */
  joined(lines: readonly LineView[], by: string): void;
  /** A rule did something to a log, or to the one that was joined into this line. */
  ruled(line: LineView, event: RuleEvent): void;
  /** Tags that say what was done to a log and are not written. */
  leftOut(line: LineView, tags: readonly LeftOut[]): void;
}

export interface ProcessorParts {
  readonly processing: Processing;
  readonly pods: PodCache;
  readonly reader: LineReader;
  /** Which tags are written; `undefined` where `ddtags` is not. */
  readonly tagFilter: TagFilter | undefined;
  /** Names of the tags that the mapping adds. */
  readonly tagKeys: readonly string[];
  /** Whether a `log` stays that only repeats what was merged from it. */
  readonly keepsLog: boolean;
}

/** What was joined into a line: who says so, and the text of the whole log, escaped. */
export interface JoinedText {
  readonly log: JoinedLog;
  readonly text: Buffer;
}

/** Works out what becomes of one log, joined or not. */
export class LogProcessor {
  readonly #parts: ProcessorParts;
  /** Rules of the function. */
  readonly #rules: LogRules | undefined;
  readonly #writer = new ByteWriter();

  constructor(parts: ProcessorParts) {
    this.#parts = parts;
    this.#rules = parts.processing.containerWith(undefined)!.rules;
  }

  /** A log of a container that is selected. */
  changeOf(
    { line, container }: { readonly line: ObjectLine; readonly container: Container },
    joined?: JoinedText,
    recorder?: ProcessRecorder,
  ): LineChange | undefined {
    const { reader, tagFilter } = this.#parts;
    const rewrite = new Rewrite(line);
    const masked = this.#applyRules(line, container, joined, rewrite, recorder);
    if (!isList(masked)) return masked;
    const tags = joined?.log.tags ?? [];
    // The text that is put into the line is a whole one.
    if (joined !== undefined && !tags.includes('truncated:single_line')) setWhole(rewrite, line);
    const leftOut: LeftOut[] = [];
    rewrite.addTags(tagFilter?.of([...tags, ...container.tags], leftOut) ?? []);
    recorder?.leftOut(line, leftOut);
    const { problems } = container.processing;
    // Bad rules are counted, also where their tags are not written.
    if (rewrite.isEmpty && problems.length === 0) return undefined;
    return { kind: 'changed', line: rewrite.read(reader, this.#writer), masked, problems };
  }

  /** Puts the text into the line as the rules left it, and answers who masked it; or that it is gone. */
  #applyRules(
    line: ObjectLine,
    container: Container,
    joined: JoinedText | undefined,
    rewrite: Rewrite,
    recorder: ProcessRecorder | undefined,
  ): readonly string[] | GoneLine {
    const { rules } = container.processing;
    if (rules === undefined) {
      if (joined !== undefined) replaceText(rewrite, line, textMember(line)!, joined.text);
      return [];
    }
    const { pods, tagKeys, tagFilter } = this.#parts;
    const enrichment = pods.enrichmentFor(line);
    const isTruncated = joined?.log.tags.some((tag) => tag.startsWith('truncated:')) === true;
    const about = { container: container.key, time: timeText(line), isTruncated };
    const applyTo = (parts: LogParts, isAgain: boolean) => {
      const content = joined === undefined ? contentOf(line, parts.text) : wholeOf(joined.text);
      const events: RuleEvent[] = [];
      const hear = recorder && ((event: RuleEvent) => events.push(event));
      const outcome = applyToLog({ line, parts, content, rules, about, rewrite, isAgain, recorder: hear });
      return { parts, outcome, events };
    };
    let applied = applyTo(logPartsOf(line, enrichment, joined !== undefined), false);
    // What went through here before was let on, then.
    const readings =
      applied.outcome.kind !== 'kept' &&
      wasTagged(line, enrichment, { tagKeys, inDdtags: tagFilter !== undefined })
        ? readingsOf(line, applied.parts)
        : [];
    for (const reading of readings) if (applied.outcome.kind !== 'kept') applied = applyTo(reading, true);
    const { parts, outcome, events } = applied;
    for (const event of events) recorder?.ruled(line, event);
    if (outcome.kind !== 'kept') return { kind: 'gone', reason: outcome.kind, by: outcome.rule };
    const text = outcome.content ?? joined?.text;
    // Masked members differ from the text, so that it would no longer be known for what only repeats them.
    if (parts.isTwin && outcome.masked.length > 0 && !this.#parts.keepsLog) rewrite.cut(parts.text!);
    else if (text !== undefined) replaceText(rewrite, line, parts.text!, text);
    return outcome.masked;
  }

  /** Lines of which nothing is known, not even a time: rules of the function are for them, too. */
  changeOfText(line: TextLine, recorder?: ProcessRecorder): LineChange | undefined {
    const { bytes, reason } = line;
    // Datadog reads the envelopes of CloudWatch Logs as they are.
    if (this.#rules === undefined || reason === 'cloudwatch_envelope') return undefined;
    const end = endOfText(line);
    const { text, hasRawBytes } = decodeText(bytes.subarray(line.start, end));
    const outcome = this.#rules.apply(
      { text, container: '', time: '', isTruncated: false },
      recorder && ((event) => recorder.ruled(line, event)),
    );
    if (outcome.kind !== 'kept') return { kind: 'gone', reason: outcome.kind, by: outcome.rule };
    if (outcome.text === undefined) return undefined;
    const masked = encodeText({ text: outcome.text, hasRawBytes });
    const changed = Buffer.concat([masked, bytes.subarray(end, line.end)]);
    return {
      kind: 'changed',
      line: { ...line, bytes: changed, start: 0, end: changed.length },
      masked: outcome.masked.map(({ rule }) => rule),
      problems: [],
    };
  }
}

function isList(value: readonly string[] | GoneLine): value is readonly string[] {
  return Array.isArray(value);
}

function contentOf(
  { bytes, prefix, attributes }: ObjectLine,
  member: Member | undefined,
): Content | undefined {
  if (member === undefined) return undefined;
  const prefixLength = member === attributes.log ? (prefix?.length ?? 0) : 0;
  return { bytes, start: member.valueStart + 1 + prefixLength, end: member.valueEnd - 1 };
}

function wholeOf(bytes: Buffer): Content {
  return { bytes, start: 0, end: bytes.length };
}

function replaceText(rewrite: Rewrite, line: ObjectLine, member: Member, text: Uint8Array): void {
  const { start, end } = contentOf(line, member)!;
  rewrite.replace(start, end, text);
}

const full = Buffer.from('F');
const isFalse = Buffer.from('false');

/** The line was the first part of one that the runtime cut, and is now all of it. */
function setWhole(rewrite: Rewrite, line: ObjectLine): void {
  const { bytes, prefix, attributes } = line;
  if (!isPartial(line)) return;
  if (prefix === undefined && attributes.logtag === undefined) {
    const { valueStart, valueEnd } = attributes.partialMessage!;
    rewrite.replace(valueStart + 1, valueEnd - 1, isFalse);
  } else if (prefix === undefined) {
    const at = attributes.logtag!.valueStart + 1;
    rewrite.replace(at, at + 1, full);
  } else {
    const at = bytes.indexOf(` ${prefix.stream} P`, attributes.log!.valueStart) + prefix.stream.length + 2;
    rewrite.replace(at, at + 1, full);
  }
}

/** Second passes find the time where the first one put it. */
function timeText(line: ObjectLine): string {
  const { ms } = timeOf(line);
  const timestamp = line.attributes.dates?.[timestampIndex];
  if (ms !== undefined) return String(ms);
  return timestamp === undefined
    ? ''
    : line.bytes.toString('latin1', timestamp.valueStart, timestamp.valueEnd);
}

const timestampIndex = dateAttributes.indexOf('timestamp');

/** The line is not blank, or it is all that its record holds: no other one ends right before it. */
function endOfText({ bytes, end }: TextLine): number {
  if (bytes[end - 1] !== 0x0a) return end;
  return bytes[end - 2] === 0x0d ? end - 2 : end - 1;
}
