import { Buffer } from 'node:buffer';
import { LineJoiner } from '../../../src/processing/join/joiner.ts';
import type { JoinableLine, StartRule } from '../../../src/processing/join/joinable-line.ts';
import type { JoinLimits } from '../../../src/processing/join/join-limits.ts';
import { truncatedMarker, type JoinedLog, type Joins } from '../../../src/processing/join/joined-log.ts';

/** A line as a test writes it. */
export interface TestLine {
  readonly text: string | Uint8Array;
  readonly key?: string | undefined;
  /** Nanoseconds since the epoch. */
  readonly time?: bigint;
  readonly isPartial?: boolean;
  readonly isObject?: boolean;
  readonly rule?: StartRule;
  readonly detects?: boolean;
}

/** The logs of a batch, in the order of their carriers, and what the joiner said. */
export function joined(
  lines: readonly TestLine[],
  limits?: Partial<JoinLimits>,
): { readonly texts: string[]; readonly joins: Joins | undefined; readonly tags: (readonly string[])[] } {
  const joiner = new LineJoiner(limits);
  for (const line of lines) joiner.add(joinable(joiner, line));
  const joins = joiner.join();
  const texts: string[] = [];
  const tags: (readonly string[])[] = [];
  for (const [index, line] of lines.entries()) {
    const log = joins?.logs[joins.logOf[index]!];
    if (log !== undefined && log.parts[0]!.line !== index) continue;
    texts.push(log === undefined ? textOf(line) : textOfLog(log, lines));
    tags.push(log?.tags ?? []);
  }
  return { texts, joins, tags };
}

export function joinable(joiner: LineJoiner, line: TestLine): JoinableLine {
  const text = Buffer.from(line.text);
  return {
    source: 'key' in line && line.key === undefined ? -1 : joiner.sourceOf(line.key ?? 'a'),
    settings: { detects: line.detects ?? true, rule: line.rule },
    timeMs: line.time === undefined ? undefined : Number(line.time / 1_000_000n),
    timeNs: line.time === undefined ? 0 : Number(line.time % 1_000_000n),
    isPartial: line.isPartial ?? false,
    isObject: line.isObject ?? false,
    text,
    start: 0,
    end: text.length,
    escapedBytes: JSON.stringify(text.toString()).length - 2,
  };
}

function textOf({ text }: TestLine): string {
  return Buffer.from(text).toString('latin1');
}

function textOfLog({ parts, startMarker, endMarker }: JoinedLog, lines: readonly TestLine[]): string {
  const text = parts
    .map(({ line, isSeparated }) => (isSeparated ? '\n' : '') + textOf(lines[line]!))
    .join('');
  return (startMarker ? truncatedMarker : '') + text + (endMarker ? truncatedMarker : '');
}
