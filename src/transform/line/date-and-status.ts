import { Buffer } from 'node:buffer';
import { parseRfc3339Ms } from '../../fluent-bit/rfc3339.ts';
import { slot } from './attributes.ts';
import type { Line } from './line.ts';
import type { MemberWriter } from './member-list.ts';

/** What a cut CRI prefix leaves behind on a line without a status of its own. */
export const streamAndStatusOf = {
  stderr: Buffer.from('"status":"error","stream":"stderr"'),
  stdout: Buffer.from('"status":"info","stream":"stdout"'),
};
const statusOf = { stderr: Buffer.from('"status":"error"'), stdout: Buffer.from('"status":"info"') };
export const streamOf = {
  stderr: Buffer.from('"stream":"stderr"'),
  stdout: Buffer.from('"stream":"stdout"'),
};
export const partialLogtag = Buffer.from('"logtag":"P"');

/**
 * `timestamp` in epoch ms, unless the line or a JSON message in it is dated: from the CRI prefix, else from `time`, else the time
 * of arrival. A replay days later then still knows when the line was written.
 */
export function addTimestamp(
  { bytes, found, plan, inner }: Line,
  arrivalTimeMs: number | undefined,
  gained: MemberWriter,
): void {
  if (found.at(slot.date) !== undefined || inner?.hasDate === true) return;
  const time = plan.prefix?.timeMs ?? timeAttribute() ?? arrivalTimeMs;
  if (time !== undefined) gained.add(timestampMember(time));

  function timeAttribute(): number | undefined {
    const member = found.at(slot.time);
    if (member === undefined || bytes[member.valueStart] !== 0x22) return undefined;
    return parseRfc3339Ms(bytes, member.valueStart + 1, member.valueEnd - 1);
  }
}

/**
 * `status` as the Agent sets it from the stream, unless the line or a JSON message in it has one; and what a cut CRI prefix said,
 * as Fluent Bit's parser would have kept it.
 */
export function addStatus(line: Line, gained: MemberWriter): void {
  const { found, plan, inner } = line;
  const stream = plan.prefix?.stream ?? streamAttribute(line);
  const hasStatus = found.at(slot.status) !== undefined || inner?.hasStatus === true;
  if (stream !== undefined && !hasStatus) gained.add(statusOf[stream]);
  if (plan.prefix === undefined || !plan.cutsPrefix) return;
  if (found.at(slot.stream) === undefined) gained.add(streamOf[plan.prefix.stream]);
  if (plan.prefix.partial && found.at(slot.logtag) === undefined) gained.add(partialLogtag);
}

function streamAttribute({ bytes, found }: Line): 'stdout' | 'stderr' | undefined {
  const member = found.at(slot.stream);
  if (member === undefined || member.valueEnd - member.valueStart !== 8) return undefined;
  const text = bytes.toString('latin1', member.valueStart + 1, member.valueEnd - 1);
  return text === 'stdout' || text === 'stderr' ? text : undefined;
}

const timestampText = Buffer.from('"timestamp":0000000000000');
const zero = 0x30;

/** The member as text, in a buffer that the next call overwrites; digit by digit, since this runs for nearly every line. */
export function timestampMember(timeMs: number): Buffer {
  if (!(timeMs >= 1e12 && timeMs < 1e13)) return Buffer.from(`"timestamp":${timeMs}`);
  let high = Math.floor(timeMs / 1e6);
  let low = timeMs - high * 1e6;
  for (let at = timestampText.length - 1; at > timestampText.length - 7; at--) {
    timestampText[at] = zero + (low % 10);
    low = (low / 10) | 0;
    timestampText[at - 6] = zero + (high % 10);
    high = (high / 10) | 0;
  }
  timestampText[timestampText.length - 13] = zero + high;
  return timestampText;
}
