import { Buffer } from 'node:buffer';
import { readCriPrefix, type CriPrefix } from '../../fluent-bit/cri.ts';
import type { Edit } from '../../json/edit.ts';
import type { JsonObject, Member } from '../../json/object.ts';
import { slot, type AttributeFinder } from './attributes.ts';
import { isTwin } from './twin.ts';

/** What becomes of `log` and `message`. */
export interface MessagePlan {
  /** The first edits of the line; the others come to them. */
  readonly edits: Edit[];
  /** `log` goes: it only repeats keys that Fluent Bit merged into the line. */
  readonly dropsLog: boolean;
  /** Where the content of the message begins after the edits, a position inside a string; absent if there is none. */
  readonly contentStart: number | undefined;
  /** The CRI prefix of `log`, cut or not. */
  readonly prefix: CriPrefix | undefined;
  /** Whether the prefix is cut, so that what it says of the stream must be kept elsewhere. */
  readonly cutsPrefix: boolean;
  /** A `log` without prefix stays beside a `message`: what the line gains may yet make it a twin. */
  readonly leavesLog: boolean;
}

const messageKey = Buffer.from('"message"');
const none = {
  dropsLog: false,
  contentStart: undefined,
  prefix: undefined,
  cutsPrefix: false,
  leavesLog: false,
} as const;

/**
 * Renames `log` to `message`, Datadog's reserved attribute, after cutting its CRI prefix. A `message` that is there already stays
 * as it is, and so does a `log` that is no string. `knownPrefix` is the prefix of `log`, if it has been read already.
 */
export function planMessage(
  bytes: Buffer,
  object: JsonObject,
  found: AttributeFinder,
  keepsLog: boolean,
  knownPrefix: CriPrefix | undefined,
): MessagePlan {
  const log = stringAt(bytes, found.at(slot.log));
  const message = found.at(slot.message);
  const existing = stringAt(bytes, message);
  const asItIs = { ...none, edits: [], contentStart: existing && existing.valueStart + 1 };
  if (log === undefined) return asItIs;
  const start = log.valueStart + 1;
  const prefix = knownPrefix ?? readCriPrefix(bytes, start, log.valueEnd - 1);
  if (prefix === undefined && isTwin(bytes, object, log)) return { ...asItIs, dropsLog: !keepsLog };
  if (message !== undefined) return { ...asItIs, prefix, leavesLog: prefix === undefined };
  const rename: Edit = { start: log.keyStart, end: log.keyEnd, insert: messageKey };
  if (prefix === undefined) return { ...none, edits: [rename], contentStart: start };
  const contentStart = start + prefix.length;
  return { ...none, edits: [rename, { start, end: contentStart }], contentStart, prefix, cutsPrefix: true };
}

function stringAt(bytes: Buffer, member: Member | undefined): Member | undefined {
  return member !== undefined && bytes[member.valueStart] === 0x22 ? member : undefined;
}
