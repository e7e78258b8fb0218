import type { Buffer } from 'node:buffer';
import { dateAttributes } from '../datadog/reserved.ts';
import { findMembers, findNestedMembers, findObject, type JsonObject, type Member } from '../json/object.ts';
import type { Nesting } from '../json/scan.ts';
import { KeyTable } from '../transform/key-table.ts';

/** A date attribute, at the top level or inside a JSON message. */
export interface DateMember extends Member {
  readonly alias: (typeof dateAttributes)[number];
  readonly nesting: Nesting;
}

/** What a replay asks about a log: where its dates are, and which attributes it has. */
export interface LogAttributes {
  readonly object: JsonObject;
  readonly dates: readonly DateMember[];
  readonly ddtags: Member | undefined;
  readonly message: Member | undefined;
  /** The object that a `message` of JSON holds; the intake lifts its attributes. */
  readonly nested: JsonObject | undefined;
  readonly hasService: boolean;
  readonly hasSource: boolean;
  readonly hasInnerTags: boolean;
  /** Whether an attribute `original_timestamp` is there, from an earlier replay or from the application. */
  readonly hasOriginal: boolean;
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

/** Reads a log; throws for bytes that are no JSON object. Of duplicate keys the last counts, but every date is listed. */
export function readLogAttributes(log: Buffer): LogAttributes {
  const object = findMembers(log, 0, log.length);
  if (object === undefined) throw new TypeError('a log must be a JSON object');
  const outer = read(log, object, 'plain');
  const message = outer.found.get('message');
  const nested =
    message !== undefined && log[message.valueStart] === 0x22
      ? findNestedMembers(log, message.valueStart + 1, message.valueEnd)
      : undefined;
  const inner = nested && read(log, nested, 'nested');
  const has = (name: string) => outer.found.has(name) || inner?.found.has(name) === true;
  return {
    object,
    message,
    nested,
    dates: inner === undefined ? outer.dates : [...outer.dates, ...inner.dates],
    ddtags: outer.found.get('ddtags'),
    hasService: has('service') || has('syslog.appname'),
    hasSource: has('ddsource'),
    hasInnerTags: inner?.found.has('ddtags') === true,
    hasOriginal: has(originalTimestamp),
  };
}

interface Found {
  readonly found: ReadonlyMap<string, Member>;
  readonly dates: readonly DateMember[];
}

function read(log: Buffer, { members }: JsonObject, nesting: Nesting): Found {
  const found = new Map<string, Member>();
  const dates: DateMember[] = [];
  for (const member of members) {
    const slot = table.slotOf(log, member, nesting);
    if (slot < 0) continue;
    const alias = dateAttributes[slot];
    if (alias !== undefined) dates.push({ ...member, alias, nesting });
    else found.set(names[slot]!, member);
  }
  const syslog = found.get('syslog');
  for (const member of syslog === undefined
    ? []
    : (findObject(log, syslog.valueStart, syslog.valueEnd, nesting)?.members ?? [])) {
    const slot = syslogTable.slotOf(log, member, nesting);
    if (slot === 0) dates.push({ ...member, alias: 'syslog.timestamp', nesting });
    if (slot === 1) found.set('syslog.appname', member);
  }
  return { found, dates };
}
