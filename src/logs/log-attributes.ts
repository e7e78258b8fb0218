import { Buffer } from 'node:buffer';
import { dateAttributes } from '../datadog/reserved.ts';
import {
  findMembers,
  findNestedMembers,
  findObject,
  type JsonObject,
  type Member,
  type Nesting,
} from '../json/object.ts';
import { malformed } from '../json/scan.ts';
import { KeyTable } from '../json/key-table.ts';
import { PodMemo } from '../transform/pod/pod-memo.ts';

/** A date attribute, at the top level or inside a JSON message. */
export interface DateMember extends Member {
  readonly alias: (typeof dateAttributes)[number];
  readonly nesting: Nesting;
}

/** What a replay asks about a log: where its dates are, and which attributes it has. Positions are in the text that holds it. */
export interface LogAttributes {
  readonly object: JsonObject;
  readonly dates: readonly DateMember[];
  readonly ddtags: Member | undefined;
  /** The object that a `message` of JSON holds; the intake lifts its attributes. */
  readonly nested: JsonObject | undefined;
  readonly hasService: boolean;
  readonly hasSource: boolean;
  readonly hasInnerTags: boolean;
  /** Whether an attribute `original_timestamp` is there, from an earlier replay or from the application. */
  readonly hasOriginal: boolean;
}

/** A log where it stands: a JSON object in a text that may hold more. */
export interface Log {
  readonly text: Buffer;
  readonly attributes: LogAttributes;
}

/** The bytes of a log, for as long as its text is good. */
export function bytesOf({ text, attributes: { object } }: Log): Buffer {
  return text.subarray(object.open, object.close + 1);
}

export function lengthOf({ attributes: { object } }: Log): number {
  return object.close + 1 - object.open;
}

export const originalTimestamp = 'original_timestamp';

const slots = [
  'ddtags',
  'message',
  'service',
  'ddsource',
  'syslog',
  'syslog.appname',
  originalTimestamp,
] as const;
const names: readonly string[] = [...dateAttributes, ...slots];
const table = new KeyTable(new Map(names.map((name, index) => [name, index])));
const syslogTable = new KeyTable(
  new Map([
    ['timestamp', 0],
    ['appname', 1],
  ]),
);

/**
 * Reads the JSON object that `text[start, end)` holds, with nothing but white space around it; `undefined` for anything else. Of
 * duplicate keys the last counts, but every date is listed.
 */
export function readLog(text: Buffer, start: number, end: number): Log | undefined {
  const object = findMembers(text, start, end, (keyStart, keyEnd, valueStart) =>
    isKubernetes(text, keyStart, keyEnd) ? endOfMap(text, valueStart, end) : malformed,
  );
  if (object === undefined) return undefined;
  const outer = read(text, object, 'plain');
  const { message } = outer;
  const nested =
    message !== undefined && text[message.valueStart] === 0x22 && mayBeObject(text[message.valueStart + 1]!)
      ? findNestedMembers(text, message.valueStart + 1, message.valueEnd)
      : undefined;
  const inner = nested && read(text, nested, 'nested');
  return {
    text,
    attributes: {
      object,
      nested,
      dates: inner === undefined ? outer.dates : [...outer.dates, ...inner.dates],
      ddtags: outer.ddtags,
      hasService: outer.hasService || inner?.hasService === true,
      hasSource: outer.hasSource || inner?.hasSource === true,
      hasInnerTags: inner?.ddtags !== undefined,
      hasOriginal: outer.hasOriginal || inner?.hasOriginal === true,
    },
  };
}

/** The maps of pods repeat; those that were met are not scanned again. */
const maps = new PodMemo<undefined>();

function endOfMap(text: Buffer, start: number, end: number): number {
  const known = maps.matchAt(text, start, end);
  return known === undefined ? malformed : start + known.bytes.length;
}

const kubernetesKey = Buffer.from('"kubernetes"');

function isKubernetes(text: Buffer, keyStart: number, keyEnd: number): boolean {
  return (
    keyEnd - keyStart === kubernetesKey.length &&
    text[keyStart + 1] === 0x6b &&
    kubernetesKey.compare(text, keyStart, keyEnd) === 0
  );
}

/** A brace, or white space before it. */
function mayBeObject(byte: number): boolean {
  return byte === 0x7b || byte === 0x20 || byte === 0x5c;
}

/** What stands in one object; of the members only those that are looked into later. */
class Found {
  readonly dates: DateMember[] = [];
  ddtags: Member | undefined;
  message: Member | undefined;
  syslog: Member | undefined;
  hasService = false;
  hasSource = false;
  hasOriginal = false;
}

function read(text: Buffer, { members }: JsonObject, nesting: Nesting): Found {
  const found = new Found();
  for (const member of members) {
    const slot = table.slotOf(text, member, nesting);
    if (slot >= 0) note(found, slot, member, nesting);
    else if (nesting === 'plain' && isKubernetes(text, member.keyStart, member.keyEnd))
      maps.getOrCreate(text, member.valueStart, member.valueEnd, () => undefined);
  }
  const { syslog } = found;
  if (syslog === undefined) return found;
  for (const member of findObject(text, syslog.valueStart, syslog.valueEnd, nesting)?.members ?? []) {
    const slot = syslogTable.slotOf(text, member, nesting);
    if (slot === 0) found.dates.push({ ...member, alias: 'syslog.timestamp', nesting });
    if (slot === 1) found.hasService = true;
  }
  return found;
}

function note(found: Found, slot: number, member: Member, nesting: Nesting): void {
  const alias = dateAttributes[slot];
  if (alias !== undefined) {
    found.dates.push({ ...member, alias, nesting });
    return;
  }
  switch (slots[slot - dateAttributes.length]) {
    case 'ddtags':
      found.ddtags = member;
      break;
    case 'message':
      found.message = member;
      break;
    case 'syslog':
      found.syslog = member;
      break;
    case 'service':
    case 'syslog.appname':
      found.hasService = true;
      break;
    case 'ddsource':
      found.hasSource = true;
      break;
    case originalTimestamp:
      found.hasOriginal = true;
      break;
    case undefined:
      break;
  }
}
