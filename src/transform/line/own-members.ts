import { Buffer } from 'node:buffer';
import { planDates } from '../../datadog/reading/date-plan.ts';
import type { Status } from '../../datadog/status/datadog-status.ts';
import type { StatusSource } from '../../datadog/status/status-plan.ts';
import type { Edit } from '../../json/edit.ts';
import type { JsonObject, Member } from '../../json/object.ts';
import { statusSlot, type Attributes } from './attributes.ts';
import { dateInput } from './dates.ts';
import { dateEdits, keyEdits, membersAt } from './key-edits.ts';
import type { ObjectLine } from './line-view.ts';
import type { MessagePlan } from './message.ts';
import { isEmpty, isNull } from './no-value.ts';
import { statusOfLine } from './status.ts';
import { streamOf, type Stream } from './stream.ts';

/** What a line gains by itself, and what changes in it. */
export interface OwnChanges {
  /** Members as text, a comma behind each. */
  readonly members: Uint8Array[];
  readonly edits: Edit[];
}

export interface OwnOptions {
  readonly arrivalTimeMs: number | undefined;
  readonly statusFrom: readonly StatusSource[];
}

/**
 * The time of the log, so that Datadog dates it right (`planDates`); its status, where Datadog would find none or misread it
 * (`statusToAdd`); and what a cut CRI prefix said, as Fluent Bit's parser would have kept it.
 */
export function ownChanges(
  line: ObjectLine,
  plan: MessagePlan,
  message: Attributes | undefined,
  { arrivalTimeMs, statusFrom }: OwnOptions,
): OwnChanges {
  const { attributes, prefix } = line;
  const changes: OwnChanges = { members: [], edits: [] };
  addDates(line, plan, message, arrivalTimeMs, changes);
  const stream = streamOf(line);
  const status = statusOfLine(line, plan, message, stream, statusFrom);
  const needsStream = plan.cutsPrefix && stream !== undefined && attributes.stream === undefined;
  if (status !== undefined) {
    addStatus(line, status, needsStream ? stream : undefined, changes);
    if (plan.content !== undefined && message?.statuses?.[0] !== undefined)
      changes.edits.push(...emptyStatusEdits(line.bytes, plan.content));
  } else if (needsStream) changes.members.push(streamMembers[stream]);
  if (plan.cutsPrefix && prefix?.partial === true && attributes.logtag === undefined)
    changes.members.push(partialLogtag);
  return changes;
}

function addDates(
  line: ObjectLine,
  plan: MessagePlan,
  message: Attributes | undefined,
  arrivalTimeMs: number | undefined,
  { members, edits }: OwnChanges,
): void {
  const { bytes, object, attributes } = line;
  const dates = planDates(dateInput(line, message, arrivalTimeMs));
  if (dates.renames.length > 0) edits.push(...dateEdits(bytes, object, plan.content, dates.renames));
  if (dates.timestampMs !== undefined) {
    const asNull = nullAt(bytes, attributes.dates?.[timestampIndex]);
    if (asNull === undefined) members.push(timestampMember(dates.timestampMs));
    else edits.push({ ...asNull, insert: Buffer.from(String(dates.timestampMs)) });
  }
  if (dates.originalTimestampMs === undefined) return;
  const asNull = nullAt(bytes, attributes.original);
  if (asNull === undefined) members.push(Buffer.from(`"original_timestamp":${dates.originalTimestampMs},`));
  else edits.push({ ...asNull, insert: Buffer.from(String(dates.originalTimestampMs)) });
}

/** In `dateAttributes`. */
const timestampIndex = 1;

function addStatus(
  { bytes, object, attributes }: ObjectLine,
  status: Status,
  stream: Stream | undefined,
  { members, edits }: OwnChanges,
): void {
  const own = attributes.statuses?.[0];
  if (own === undefined || !isEmpty(bytes, own)) {
    members.push(statusMember(status, stream));
    // One that an empty one in a JSON message hides.
    if (own !== undefined)
      edits.push(
        ...keyEdits(bytes, object, membersAt(bytes, object, statusSlot, 'plain'), 'original_status', 'plain'),
      );
  } else {
    edits.push({ start: own.valueStart, end: own.valueEnd, insert: Buffer.from(JSON.stringify(status)) });
    if (stream !== undefined) members.push(streamMembers[stream]);
  }
}

/** A status inside the message that says nothing would be lifted over ours. */
function emptyStatusEdits(bytes: Buffer, content: JsonObject): Edit[] {
  const members = membersAt(bytes, content, statusSlot, 'nested').filter((member) => !isNull(bytes, member));
  return keyEdits(bytes, content, members, 'original_status', 'nested');
}

/** The place of a value that is null: what is added there would be a second member of the same name. */
function nullAt(bytes: Buffer, member: Member | undefined): Edit | undefined {
  return member !== undefined && isNull(bytes, member)
    ? { start: member.valueStart, end: member.valueEnd }
    : undefined;
}

const streamMembers = {
  stderr: Buffer.from('"stream":"stderr",'),
  stdout: Buffer.from('"stream":"stdout",'),
};
const partialLogtag = Buffer.from('"logtag":"P",');

const statusMembers = new Map<string, Buffer>();

/** One piece for the usual ones, made once. */
function statusMember(status: Status, stream: Stream | undefined): Buffer {
  const key = stream === undefined ? status : `${status} ${stream}`;
  let member = statusMembers.get(key);
  if (member === undefined) {
    const text = `"status":"${status}",${stream === undefined ? '' : `"stream":"${stream}",`}`;
    statusMembers.set(key, (member = Buffer.from(text)));
  }
  return member;
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
