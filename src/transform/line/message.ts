import { Buffer, isUtf8 } from 'node:buffer';
import type { Edit } from '../../json/edit.ts';
import { sameValue } from '../../json/equal.ts';
import type { JsonObject, Member } from '../../json/object.ts';
import { decodeText } from '../../json/strings.ts';
import type { ObjectLine } from './line-view.ts';
import { isTwin } from './twin.ts';

/** What becomes of `log` and `message`. */
export interface MessagePlan {
  /** The first edits of the line; the others come to them. */
  readonly edits: Edit[];
  /** `log` goes: it only repeats what Datadog reads elsewhere in the line. */
  readonly dropsLog: boolean;
  /** The JSON object that the message holds as text after the edits. */
  readonly content: JsonObject | undefined;
  /** Where the text of the message stands, inside its quotes; `undefined` for a message that is no string. */
  readonly text: { readonly start: number; readonly end: number } | undefined;
  /** Whether the CRI prefix is cut, so that what it says of the stream must be kept elsewhere. */
  readonly cutsPrefix: boolean;
  /** A `log` without prefix stays beside a `message`: what the line gains may yet make it a twin. */
  readonly leavesLog: boolean;
}

const messageKey = Buffer.from('"message"');

/**
 * Renames `log` to `message`, Datadog's reserved attribute, after cutting its CRI prefix. A `message` that is there already stays
 * as it is, and so does a `log` that is no string. A `log` goes where it says nothing of its own: its members stand at the top level,
 * or its content is that of the `message`. What Fluent Bit merged under a `Merge_Log_Key` is no repetition, for Datadog does not look
 * there.
 */
export function planMessage(line: ObjectLine, keepsLog: boolean): MessagePlan {
  const { bytes, object, attributes, prefix, logObject, messageObject: content } = line;
  const log = stringAt(bytes, attributes.log);
  const text = textOf(stringAt(bytes, attributes.message));
  const asItIs: MessagePlan = {
    edits: [],
    dropsLog: false,
    content,
    text,
    cutsPrefix: false,
    leavesLog: false,
  };
  if (log === undefined) return asItIs;
  if (prefix === undefined && isTwin(bytes, object, log)) return { ...asItIs, dropsLog: !keepsLog };
  const start = log.valueStart + 1;
  const contentStart = start + (prefix?.length ?? 0);
  if (attributes.message !== undefined) {
    const repeats = isSameContent(line, attributes.message, contentStart, log.valueEnd - 1);
    if (repeats && !keepsLog) return { ...asItIs, dropsLog: true, cutsPrefix: prefix !== undefined };
    return { ...asItIs, leavesLog: prefix === undefined };
  }
  const edits: Edit[] = [{ start: log.keyStart, end: log.keyEnd, insert: messageKey }];
  if (prefix !== undefined) edits.push({ start, end: contentStart });
  return {
    edits,
    dropsLog: false,
    content: logObject,
    text: { start: contentStart, end: log.valueEnd - 1 },
    cutsPrefix: prefix !== undefined,
    leavesLog: false,
  };
}

/** Whether the content of `log` stands whole in `message`: the same text, or the same object, as text or as a value. */
function isSameContent(line: ObjectLine, message: Member, start: number, end: number): boolean {
  const { bytes, logObject } = line;
  const text = textOf(stringAt(bytes, message));
  if (text !== undefined && bytes.compare(bytes, start, end, text.start, text.end) === 0) return end > start;
  if (text !== undefined || logObject === undefined || !isUtf8(bytes.subarray(start, end))) return false;
  const own = Buffer.from(decodeText(bytes, logObject.open, logObject.close + 1));
  return sameValue(own, bytes.subarray(message.valueStart, message.valueEnd));
}

function textOf(member: Member | undefined): MessagePlan['text'] {
  return member && { start: member.valueStart + 1, end: member.valueEnd - 1 };
}

function stringAt(bytes: Buffer, member: Member | undefined): Member | undefined {
  return member !== undefined && bytes[member.valueStart] === 0x22 ? member : undefined;
}
