import { join } from 'node:path';
import { dateAttributes } from '../../../datadog/reserved.ts';
import type { AcceptedLog } from '../../../local/datadog/accepted-logs.ts';
import { createRecordTransform } from '../../../transform/record.ts';
import { parseTransformConfig } from '../../../config/transform.ts';
import type { Io } from '../../io.ts';
import { replayCommand } from '../replay/replay.ts';

/**
 * Brings the failed records of the walk's error output back, as `kubehose replay --yes --after keep` does: the objects stay where
 * the walk has shown them. Answers the exit code.
 */
export function replayErrorOutput(
  directory: string,
  apiKey: string,
  datadogUrl: string,
  io: Io,
): Promise<number> {
  const env = { ...io.env, DD_API_KEY: apiKey, DD_URL: datadogUrl };
  const args = { positionals: [join(directory, 's3', 'errors')], values: { yes: true, after: 'keep' } };
  return replayCommand.run(args, { ...io, env });
}

/** How many of the logs that went in have arrived, by content: each log that arrived stands for one that went in. */
export function countArrived(
  records: readonly Buffer[],
  arrived: readonly AcceptedLog[],
): { readonly arrived: number; readonly sent: number } {
  const waiting = new Map<string, number>();
  const sent = records.flatMap(linesOf).map(contentOf);
  for (const content of sent) waiting.set(content, (waiting.get(content) ?? 0) + 1);
  let found = 0;
  for (const { text } of arrived) {
    const content = contentOf(text);
    const left = waiting.get(content) ?? 0;
    if (left === 0) continue;
    waiting.set(content, left - 1);
    found += 1;
  }
  return { arrived: found, sent: sent.length };
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
