import { Buffer } from 'node:buffer';
import { readCriPrefix, type CriPrefix } from '../fluent-bit/cri.ts';
import type { Edit } from '../json/edit.ts';
import type { JsonObject, Member } from '../json/object.ts';
import { slot, type AttributeFinder } from './attributes.ts';
import { isTwin } from './twin.ts';

/** What becomes of `log` and `message`. */
export interface MessagePlan {
  readonly edits: readonly Edit[];
  /** `log` goes: it only repeats keys that Fluent Bit merged into the line. */
  readonly dropsLog: boolean;
  /** Content of the message string after the edits, without quotes, as positions in the line; absent if it is no string. */
  readonly content: { readonly start: number; readonly end: number } | undefined;
  /** The CRI prefix of `log`, cut or not. */
  readonly prefix: CriPrefix | undefined;
  /** Whether the prefix is cut, so that what it says of the stream must be kept elsewhere. */
  readonly cutsPrefix: boolean;
  /** A `log` without prefix stays beside a `message`: what the line gains may yet make it a twin. */
  readonly leavesLog: boolean;
}

const messageKey = Buffer.from('"message"');
const none: MessagePlan = {
  edits: [],
  dropsLog: false,
  content: undefined,
  prefix: undefined,
  cutsPrefix: false,
  leavesLog: false,
};

/**
 * Renames `log` to `message`, Datadog's reserved attribute, after cutting its CRI prefix. A `message` that is there already stays
 * as it is, and so does a `log` that is no string.
 */
export function planMessage(
  bytes: Buffer,
  object: JsonObject,
  found: AttributeFinder,
  keepsLog: boolean,
): MessagePlan {
  const log = stringAt(bytes, found.at(slot.log));
  const message = found.at(slot.message);
  const text = stringAt(bytes, message);
  const existing = text && { start: text.valueStart + 1, end: text.valueEnd - 1 };
  if (log === undefined) return existing ? { ...none, content: existing } : none;
  const start = log.valueStart + 1;
  const end = log.valueEnd - 1;
  const prefix = readCriPrefix(bytes, start, end);
  if (prefix === undefined && isTwin(bytes, object, log)) return { ...none, content: existing, dropsLog: !keepsLog };
  if (message !== undefined) return { ...none, content: existing, prefix, leavesLog: prefix === undefined };
  const rename: Edit = { start: log.keyStart, end: log.keyEnd, insert: messageKey };
  if (prefix === undefined) return { ...none, edits: [rename], content: { start, end } };
  const contentStart = start + prefix.length;
  const edits = [rename, { start, end: contentStart }];
  return { ...none, edits, content: { start: contentStart, end }, prefix, cutsPrefix: true };
}

function stringAt(bytes: Buffer, member: Member | undefined): Member | undefined {
  return member !== undefined && bytes[member.valueStart] === 0x22 ? member : undefined;
}
