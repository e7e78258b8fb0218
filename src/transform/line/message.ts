import { Buffer } from 'node:buffer';
import type { Edit } from '../../json/edit.ts';
import type { JsonObject, Member } from '../../json/object.ts';
import type { ObjectLine } from './line-view.ts';
import { isTwin } from './twin.ts';

/** What becomes of `log` and `message`. */
export interface MessagePlan {
  /** The first edits of the line; the others come to them. */
  readonly edits: Edit[];
  /** `log` goes: it only repeats keys that Fluent Bit merged into the line. */
  readonly dropsLog: boolean;
  /** The JSON object that the message holds as text after the edits. */
  readonly content: JsonObject | undefined;
  /** Whether the CRI prefix is cut, so that what it says of the stream must be kept elsewhere. */
  readonly cutsPrefix: boolean;
  /** A `log` without prefix stays beside a `message`: what the line gains may yet make it a twin. */
  readonly leavesLog: boolean;
}

const messageKey = Buffer.from('"message"');

/**
 * Renames `log` to `message`, Datadog's reserved attribute, after cutting its CRI prefix. A `message` that is there already stays
 * as it is, and so does a `log` that is no string.
 */
export function planMessage(line: ObjectLine, keepsLog: boolean): MessagePlan {
  const { bytes, object, attributes, prefix, logObject, messageObject: content } = line;
  const log = stringAt(bytes, attributes.log);
  if (log === undefined) return { edits: [], dropsLog: false, content, cutsPrefix: false, leavesLog: false };
  if (prefix === undefined && isTwin(bytes, object, log))
    return { edits: [], dropsLog: !keepsLog, content, cutsPrefix: false, leavesLog: false };
  if (attributes.message !== undefined)
    return { edits: [], dropsLog: false, content, cutsPrefix: false, leavesLog: prefix === undefined };
  const edits: Edit[] = [{ start: log.keyStart, end: log.keyEnd, insert: messageKey }];
  const start = log.valueStart + 1;
  if (prefix !== undefined) edits.push({ start, end: start + prefix.length });
  return { edits, dropsLog: false, content: logObject, cutsPrefix: prefix !== undefined, leavesLog: false };
}

function stringAt(bytes: Buffer, member: Member | undefined): Member | undefined {
  return member !== undefined && bytes[member.valueStart] === 0x22 ? member : undefined;
}
