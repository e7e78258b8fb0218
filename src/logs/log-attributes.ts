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
import { fixedKeys, type Attributes } from '../transform/line/attributes.ts';
import { PodMemo } from '../transform/pod/pod-memo.ts';

/** A date attribute, at the top level or inside a JSON message. */
export interface DateMember extends Member {
  readonly alias: (typeof dateAttributes)[number];
  readonly nesting: Nesting;
  /** Whose member it is: the log, the object in its message, or an object `syslog` in one of them. */
  readonly object: JsonObject;
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

/** Reads bytes that are known to be one JSON object. */
export function logOf(bytes: Buffer): Log {
  const log = readLog(bytes, 0, bytes.length);
  if (log === undefined) throw new TypeError('a log must be a JSON object');
  return log;
}

const dateKeys = new KeyTable(new Map(dateAttributes.map((name, index) => [name, index])));
const syslogDate = new KeyTable(new Map([['timestamp', 0]]));

/**
 * Reads the JSON object that `text[start, end)` holds, with nothing but white space around it; `undefined` for anything else. Of
 * duplicate keys the last counts, but every date is listed.
 */
export function readLog(text: Buffer, start: number, end: number): Log | undefined {
  const object = findMembers(text, start, end, (keyStart, keyEnd, valueStart) =>
    isKubernetes(text, keyStart, keyEnd) ? endOfMap(text, valueStart, end) : malformed,
  );
  if (object === undefined) return undefined;
  const outer = fixedKeys.read(text, object, 'plain');
  const { message, kubernetes } = outer;
  if (kubernetes !== undefined)
    maps.getOrCreate(text, kubernetes.valueStart, kubernetes.valueEnd, () => undefined);
  const nested =
    message !== undefined && text[message.valueStart] === 0x22 && mayBeObject(text[message.valueStart + 1]!)
      ? findNestedMembers(text, message.valueStart + 1, message.valueEnd)
      : undefined;
  const inner = nested && fixedKeys.read(text, nested, 'nested');
  const dates = datesOf(text, object, outer, 'plain');
  return {
    text,
    attributes: {
      object,
      nested,
      dates: inner === undefined ? dates : [...dates, ...datesOf(text, nested!, inner, 'nested')],
      ddtags: outer.ddtags,
      hasService: (outer.services ?? inner?.services) !== undefined,
      hasSource: (outer.ddsource ?? inner?.ddsource) !== undefined,
      hasInnerTags: inner?.ddtags !== undefined,
      hasOriginal: (outer.original ?? inner?.original) !== undefined,
    },
  };
}

/** All dates, those of duplicate keys too: renamed alone, the last one would bring back the one before it. */
function datesOf(
  text: Buffer,
  object: JsonObject,
  { dates, syslog }: Attributes,
  nesting: Nesting,
): readonly DateMember[] {
  if (dates === undefined) return [];
  const found: DateMember[] = [];
  for (const member of object.members) {
    const alias = dateAttributes[dateKeys.slotOf(text, member, nesting)];
    if (alias !== undefined) found.push({ ...member, alias, nesting, object });
  }
  const inSyslog = syslog && findObject(text, syslog.valueStart, syslog.valueEnd, nesting);
  for (const member of inSyslog?.members ?? [])
    if (syslogDate.slotOf(text, member, nesting) === 0)
      found.push({ ...member, alias: 'syslog.timestamp', nesting, object: inSyslog! });
  return found;
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
