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

/** Throws on the first record that is not answered, or answered with anything but the intended changes. */
export function checkResponse(
  event: TransformationEvent,
  response: TransformationResponse,
  shape: ShapeName,
): void {
  const answered = response.records.map(({ recordId }) => recordId);
  const received = event.records.map(({ recordId }) => recordId);
  if (!isDeepStrictEqual(answered, received))
    throw new Error(`${shape}: not every record is answered once and in order`);
  for (const [index, { recordId, data }] of event.records.entries()) {
    const answer = response.records[index];
    if (answer?.result !== 'Ok')
      throw new Error(`${shape}: record ${recordId} is answered ${answer?.result}`);
    checkLines(linesOf(data), linesOf(answer.data), `${shape}: record ${recordId}`);
  }
}

function linesOf(data: string): string[] {
  return Buffer.from(data, 'base64').toString('utf8').split('\n');
}

function checkLines(before: readonly string[], after: readonly string[], where: string): void {
  if (before.length !== after.length) throw new Error(`${where}: the number of lines changed`);
  for (const [index, line] of before.entries()) {
    const wrong =
      line === ''
        ? after[index] !== '' && 'text appeared'
        : difference(JSON.parse(line), JSON.parse(after[index]!));
    if (typeof wrong === 'string') throw new Error(`${where}: ${wrong}`);
  }
}

function difference(before: Log, after: Log): string | undefined {
  const { log, ...kept } = before;
  const changed = Object.keys(kept).find((key) => !isDeepStrictEqual(after[key], kept[key]));
  if (changed !== undefined) return `the attribute ${changed} changed`;
  const unknown = Object.keys(after).find((key) => !(key in kept) && !added.has(key));
  if (unknown !== undefined) return `an attribute ${unknown} appeared`;
  if (typeof log === 'string' && after['message'] !== log.replace(criPrefix, ''))
    return 'message is not the text of log';
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
