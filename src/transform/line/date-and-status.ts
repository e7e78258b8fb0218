import { Buffer } from 'node:buffer';
import { parseRfc3339Ms } from '../../fluent-bit/rfc3339.ts';
import type { Member } from '../../json/object.ts';
import type { Attributes } from './attributes.ts';
import type { ObjectLine } from './line-view.ts';
import type { MessagePlan } from './message.ts';

const streamNames = ['stdout', 'stderr'] as const;
type Stream = (typeof streamNames)[number];

/** Members as text, a comma behind each, so that the usual ones are one piece. */
const statusOf = { stderr: Buffer.from('"status":"error",'), stdout: Buffer.from('"status":"info",') };
const statusAndStreamOf = {
  stderr: Buffer.from('"status":"error","stream":"stderr",'),
  stdout: Buffer.from('"status":"info","stream":"stdout",'),
};
const streamOf = { stderr: Buffer.from('"stream":"stderr",'), stdout: Buffer.from('"stream":"stdout",') };
const streamValues = { stderr: Buffer.from('"stderr"'), stdout: Buffer.from('"stdout"') };
const partialLogtag = Buffer.from('"logtag":"P",');

/**
 * What a line gains by itself, each a member as text with a comma behind it: `timestamp` in epoch ms, unless the line or a JSON
 * message in it is dated (from the CRI prefix, else from `time`, else the time of arrival, so that a replay days later still knows
 * when the line was written); `status` as the Agent sets it from the stream, unless the line or the message has one; and what a cut
 * CRI prefix said, as Fluent Bit's parser would have kept it.
 */
export function ownMembers(
  line: ObjectLine,
  { cutsPrefix }: MessagePlan,
  message: Attributes | undefined,
  arrivalTimeMs: number | undefined,
): Uint8Array[] {
  const { attributes, prefix } = line;
  const members: Uint8Array[] = [];
  if (attributes.dates === undefined && message?.dates === undefined) {
    const timeMs = prefix?.timeMs ?? timeOf(line) ?? arrivalTimeMs;
    if (timeMs !== undefined) members.push(timestampMember(timeMs));
  }
  const stream = prefix?.stream ?? streamOfLine(line);
  if (stream === undefined) return members;
  const needsStatus = attributes.statuses === undefined && message?.statuses === undefined;
  const needsStream = cutsPrefix && attributes.stream === undefined;
  if (needsStatus) members.push(needsStream ? statusAndStreamOf[stream] : statusOf[stream]);
  else if (needsStream) members.push(streamOf[stream]);
  if (cutsPrefix && prefix?.partial === true && attributes.logtag === undefined) members.push(partialLogtag);
  return members;
}

function timeOf({ bytes, attributes: { time } }: ObjectLine): number | undefined {
  if (time === undefined || bytes[time.valueStart] !== 0x22) return undefined;
  return parseRfc3339Ms(bytes, time.valueStart + 1, time.valueEnd - 1);
}

function streamOfLine({ bytes, attributes: { stream } }: ObjectLine): Stream | undefined {
  if (stream === undefined) return undefined;
  for (const name of streamNames) if (holds(bytes, stream, streamValues[name])) return name;
  return undefined;
}

function holds(bytes: Uint8Array, { valueStart, valueEnd }: Member, value: Uint8Array): boolean {
  if (valueEnd - valueStart !== value.length) return false;
  for (let at = 0; at < value.length; at++) if (bytes[valueStart + at] !== value[at]) return false;
  return true;
}

const timestampText = Buffer.from('"timestamp":0000000000000,');
const lastDigit = timestampText.length - 2;
const zero = 0x30;

/** Digit by digit, since this runs for nearly every line. */
function timestampMember(timeMs: number): Uint8Array {
  if (!(timeMs >= 1e12 && timeMs < 1e13)) return Buffer.from(`"timestamp":${timeMs},`);
  const text = Buffer.allocUnsafe(timestampText.length);
  text.set(timestampText);
  let high = Math.floor(timeMs / 1e6);
  let low = timeMs - high * 1e6;
  for (let at = lastDigit; at > lastDigit - 6; at--) {
    text[at] = zero + (low % 10);
    low = (low / 10) | 0;
    text[at - 6] = zero + (high % 10);
    high = (high / 10) | 0;
  }
  text[lastDigit - 12] = zero + high;
  return text;
}
