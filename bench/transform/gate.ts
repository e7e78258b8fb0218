/** Correctness before speed: what every record must look like after the transform, told without kubehose's own code. */
import { isDeepStrictEqual } from 'node:util';
import type { TransformationEvent, TransformationResponse } from '../../src/firehose/transformation.ts';
import type { ShapeName } from './shapes.ts';

type Log = Record<string, unknown>;

/** The guide's four: attribute of the `kubernetes` map → tag key. */
const mapping = [
  ['container_name', 'kube_container_name'],
  ['namespace_name', 'kube_namespace'],
  ['pod_name', 'pod_name'],
  ['docker_id', 'container_id'],
] as const;

const added = new Set<string>(mapping.map(([, key]) => key));
for (const key of ['message', 'timestamp', 'status', 'stream', 'logtag', 'ddtags', 'ddsource', 'service'])
  added.add(key);

const criPrefix = /^\S+ (?:stdout|stderr) [FP](?::\S*)? /;

/**
 * Throws on the first record that is not answered, or answered with anything but the intended changes. A line that was joined to an
 * earlier one of its container must stand there, whole and in its place.
 */
export function checkResponse(
  event: TransformationEvent,
  response: TransformationResponse,
  shape: ShapeName,
): void {
  const answered = response.records.map(({ recordId }) => recordId);
  const received = event.records.map(({ recordId }) => recordId);
  if (!isDeepStrictEqual(answered, received))
    throw new Error(`${shape}: not every record is answered once and in order`);
  /** By container and stream: what of the last log has not been found in the input yet. */
  const joined = new Map<string, string>();
  for (const [index, { recordId, data }] of event.records.entries()) {
    const answer = response.records[index];
    if (answer?.result === 'ProcessingFailed')
      throw new Error(`${shape}: record ${recordId} is answered ProcessingFailed`);
    const after = answer?.result === 'Ok' ? linesOf(answer.data) : [];
    checkLines(linesOf(data), after, joined, `${shape}: record ${recordId}`);
  }
  for (const rest of joined.values())
    if (rest !== '') throw new Error(`${shape}: a log has text that was in no line`);
}

/** Throws on the first record that is not answered, or whose log holds what the ten rules mask. */
export function checkMasks(
  event: TransformationEvent,
  response: TransformationResponse,
  shape: ShapeName,
): void {
  if (response.records.length !== event.records.length)
    throw new Error(`${shape}: not every record is answered`);
  for (const answer of response.records) {
    if (answer.result === 'ProcessingFailed')
      throw new Error(`${shape}: record ${answer.recordId} is answered ProcessingFailed`);
    const logs = answer.result === 'Ok' ? linesOf(answer.data) : [];
    const isMasked = logs.every((log) => !unmasked.test(JSON.stringify({ ...log, kubernetes: undefined })));
    if (!isMasked) throw new Error(`${shape}: record ${answer.recordId} holds an address`);
  }
}

const unmasked = /[\w.+-]@[\w-]+\.|\d{1,3}(?:\.\d{1,3}){3}/;

function linesOf(data: string): Log[] {
  const lines = Buffer.from(data, 'base64').toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Log);
}

function checkLines(
  before: readonly Log[],
  after: readonly Log[],
  joined: Map<string, string>,
  where: string,
): void {
  let next = 0;
  for (const line of before) {
    const key = containerOf(line);
    const text = textOf(line);
    const rest = joined.get(key) ?? '';
    if (text !== undefined && rest.startsWith(`\n${text}`)) {
      joined.set(key, rest.slice(text.length + 1));
      continue;
    }
    const log = after[next++];
    const wrong =
      log === undefined
        ? 'a line is missing'
        : rest === ''
          ? difference(line, log)
          : 'a joined line is missing';
    if (wrong !== undefined) throw new Error(`${where}: ${wrong}`);
    if (text !== undefined) joined.set(key, String(log!['message']).slice(text.length));
  }
  if (next < after.length) throw new Error(`${where}: a line appeared`);
}

/** What the program wrote; `undefined` for a line that Fluent Bit merged. */
function textOf({ log }: Log): string | undefined {
  return typeof log === 'string' ? log.replace(criPrefix, '') : undefined;
}

function containerOf({ kubernetes, stream, log }: Log): string {
  const { docker_id: id } = kubernetes as Record<string, string>;
  const written = /^\S+ (stdout|stderr) /.exec(String(log))?.[1];
  return JSON.stringify([id, stream ?? written]);
}

function difference(before: Log, after: Log): string | undefined {
  const { log: _, ...kept } = before;
  const changed = Object.keys(kept).find((key) => !isDeepStrictEqual(after[key], kept[key]));
  if (changed !== undefined) return `the attribute ${changed} changed`;
  const unknown = Object.keys(after).find((key) => !(key in kept) && !added.has(key));
  if (unknown !== undefined) return `an attribute ${unknown} appeared`;
  const text = textOf(before);
  const message = String(after['message']);
  if (text !== undefined && message !== text && !message.startsWith(`${text}\n`))
    return 'message does not begin with the text of log';
  return tagDifference(before['kubernetes'] as Record<string, string>, after);
}

function tagDifference(kubernetes: Record<string, string>, after: Log): string | undefined {
  const tags = String(after['ddtags']).split(',');
  for (const [from, key] of mapping) {
    if (!tags.includes(`${key}:${kubernetes[from]}`)) return `the tag ${key} is missing`;
    if (after[key] !== kubernetes[from]) return `the attribute ${key} is missing`;
  }
  return undefined;
}
