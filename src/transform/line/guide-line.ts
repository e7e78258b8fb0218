import { Buffer } from 'node:buffer';
import { readCriPrefix } from '../../fluent-bit/cri.ts';
import type { ByteSink } from '../../json/edit.ts';
import { findNestedMembers, nestedEnd } from '../../json/object.ts';
import { malformed, skipString } from '../../json/scan.ts';
import { readJsonMessage } from './json-message.ts';
import type { Pods } from '../pod/pod-cache.ts';
import { partialLogtag, streamAndStatusOf, streamOf, timestampMember } from './date-and-status.ts';

const opening = Buffer.from('{"log":"');
const renamed = Buffer.from('{"message":"');
const between = Buffer.from(',"kubernetes":');
const lineEnd = Buffer.from('}\n');
const comma = Buffer.from(',');

/**
 * A short cut for the line that Datadog’s guide configures, `{"log":"<CRI prefix>…","kubernetes":{…}}` and a newline, with a map met
 * before: it writes what the general way would, byte for byte, without looking for what cannot be there. Answers whether it did; if not,
 * nothing was written.
 */
export function writeGuideLine(
  bytes: Buffer,
  start: number,
  end: number,
  pods: Pods,
  sink: ByteSink,
): boolean {
  if (!matches(bytes, start, end, opening)) return false;
  const quote = start + opening.length - 1;
  const prefix = readCriPrefix(bytes, quote + 1, end);
  if (prefix?.timeMs === undefined) return false;
  const content = quote + 1 + prefix.length;
  const nested = findNestedMembers(bytes, content, end);
  const afterLog = nested === undefined ? skipString(bytes, quote, end) : nestedEnd(bytes, nested, end) + 1;
  if (afterLog === malformed) return false;
  const mapStart = afterLog + between.length;
  if (!matches(bytes, afterLog, end, between)) return false;
  const mapEnd = pods.endOf(bytes, mapStart, end);
  if (mapEnd === malformed || mapEnd + 2 !== end || !matches(bytes, mapEnd, end, lineEnd)) return false;
  const inner = nested && readJsonMessage(bytes, nested);
  if (inner !== undefined && (inner.hasService || inner.hasSource || inner.ddtags !== undefined))
    return false;
  sink.write(renamed, 0, renamed.length);
  sink.write(bytes, content, afterLog + 1);
  if (inner?.hasDate !== true) writeMember(timestampMember(prefix.timeMs), sink);
  writeMember((inner?.hasStatus === true ? streamOf : streamAndStatusOf)[prefix.stream], sink);
  if (prefix.partial) writeMember(partialLogtag, sink);
  sink.write(bytes, afterLog + 1, mapStart);
  const { mapToEnd } = pods.lastMet;
  sink.write(mapToEnd, 0, mapToEnd.length);
  return true;
}

function matches(bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean {
  if (at + text.length > end) return false;
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
  return true;
}

function writeMember(member: Uint8Array, sink: ByteSink): void {
  sink.write(member, 0, member.length);
  sink.write(comma, 0, 1);
}
