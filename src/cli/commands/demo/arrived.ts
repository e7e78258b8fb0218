import { parseTransformConfig } from '../../../config/transform.ts';
import { dateAttributes } from '../../../datadog/reserved.ts';
import type { AcceptedLog } from '../../../local/datadog/accepted-logs.ts';
import { fieldsOf } from '../../../json/fields.ts';
import { createRecordTransform } from '../../../transform/record.ts';

/**
 * How many of the lines that went in have arrived: as a log of their own, by content, or joined to others, by their text. Each log
 * that arrived stands only for lines that nothing else stands for.
 */
export function countArrived(
  records: readonly Buffer[],
  arrived: readonly AcceptedLog[],
): { readonly arrived: number; readonly sent: number } {
  const sent = records.flatMap(linesOf).map(comparable);
  const rest = withoutEqual(
    sent,
    arrived.map(({ text }) => comparable(text)),
  );
  const waiting = new Set(rest.sent);
  for (const log of rest.arrived) takeJoined(log, waiting);
  return { arrived: sent.length - waiting.size, sent: sent.length };
}

interface Comparable {
  readonly content: string;
  /** The container that wrote it. */
  readonly from: string;
  /** Without white space: what stands between joined lines is no part of them. */
  readonly text: string;
}

function comparable(given: string): Comparable {
  const text = given.replaceAll(masked, '0');
  const { kubernetes, message, log } = objectOf(text);
  const line = [message, log].find((value) => typeof value === 'string') ?? '';
  return { content: contentOf(text), from: containerOf(kubernetes), text: line.replaceAll(/\s+/g, '') };
}

/** A pod of the captures asks for a mask of 16 digits, so its logs arrive with it; a number with them arrives as a string. */
const masked = /(\\*")-?[\d.]*(?:\d{16}|\*{4})[\d.]*\1|-?[\d.]*(?:\d{16}|\*{4})[\d.]*/g;

function containerOf(kubernetes: unknown): string {
  const { docker_id: id, pod_name: pod } = fieldsOf(kubernetes) ?? {};
  return JSON.stringify(id ?? pod) ?? '';
}

/** What is left of both when logs of the same content have found each other. */
function withoutEqual(sent: readonly Comparable[], arrived: readonly Comparable[]) {
  const waiting = new Map<string, Comparable[]>();
  for (const log of sent) waiting.set(log.content, [...(waiting.get(log.content) ?? []), log]);
  const others = arrived.filter(({ content }) => waiting.get(content)?.shift() === undefined);
  return { sent: [...waiting.values()].flat(), arrived: others };
}

/** Takes the lines away that a joined log consists of. An empty line has no text to look for. */
function takeJoined({ from, text }: Comparable, waiting: Set<Comparable>): void {
  let left = text;
  for (const line of waiting) {
    if (line.from !== from || !left.includes(line.text)) continue;
    left = left.replace(line.text, () => '');
    waiting.delete(line);
  }
}

const records = createRecordTransform(parseTransformConfig({}));

/** The logs that the function makes of a record. */
function linesOf(data: Buffer): string[] {
  const output = records.transform({ data, arrivalTimeMs: 0, streamArn: undefined });
  const lines = Buffer.from(output.data).toString().split('\n');
  return lines.filter((line) => line.trim() !== '');
}

const dates = new RegExp(`"(?:original_)?(?:${dateAttributes.join('|')})(?:_2)?" ?:`, 'gu');

/**
 * A log without what a replay changes of it: its tags, which attribute its date is in, and the source and service that Datadog's
 * Firehose intake would have given it.
 */
function contentOf(text: string): string {
  const { ddtags: _, ...log } = objectOf(text);
  const members = Object.entries(log).filter(
    ([key, value]) => !dateKeys.has(key.replace(/^original_|_2$/gu, '')) && !isIntakeDefault(key, value),
  );
  const shown = members.map(([key, value]) => [
    key,
    typeof value === 'string' ? value.replaceAll(dates, '"date":') : value,
  ]);
  return JSON.stringify(shown.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)));
}

const dateKeys: ReadonlySet<string> = new Set(dateAttributes);

function isIntakeDefault(key: string, value: unknown): boolean {
  return (key === 'service' || key === 'ddsource') && value === 'aws';
}

/** Text that is no JSON object is the message of a log. */
function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The same as for JSON that is no object.
  }
  return { message: text };
}
