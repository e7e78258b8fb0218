import type { Buffer } from 'node:buffer';
import type { DateAttribute } from '../../datadog/reading/date-attributes.ts';
import { originalTimestamp } from '../../datadog/reading/date-plan.ts';
import { dateAttributes, serviceAttributes, statusAttributes } from '../../datadog/reserved.ts';
import { levelAttributes } from '../../datadog/status/levels.ts';
import { criTimeKey } from '../../fluent-bit/cri.ts';
import { KeyTable } from '../../json/key-table.ts';
import { findObject, type JsonObject, type Member, type Nesting } from '../../json/object.ts';
import { hopsAttribute } from '../hops.ts';

/** The attributes of a line that somebody asks about. Of duplicate keys the last counts. */
export class Attributes {
  log: Member | undefined = undefined;
  message: Member | undefined = undefined;
  kubernetes: Member | undefined = undefined;
  kubernetesNamespace: Member | undefined = undefined;
  stream: Member | undefined = undefined;
  logtag: Member | undefined = undefined;
  time: Member | undefined = undefined;
  ddtags: Member | undefined = undefined;
  ddsource: Member | undefined = undefined;
  messageType: Member | undefined = undefined;
  hops: Member | undefined = undefined;
  syslog: Member | undefined = undefined;
  ts: Member | undefined = undefined;
  criTime: Member | undefined = undefined;
  original: Member | undefined = undefined;
  specversion: Member | undefined = undefined;
  msg: Member | undefined = undefined;
  source: Member | undefined = undefined;
  ecsTaskArn: Member | undefined = undefined;
  ecsTaskDefinition: Member | undefined = undefined;
  partialMessage: Member | undefined = undefined;
  partialLast: Member | undefined = undefined;
  v: Member | undefined = undefined;
  s: Member | undefined = undefined;
  ctx: Member | undefined = undefined;
  /** By `dateMembers`, a place for each; `undefined` where there is none at all, as is nearly always so. So with the next three. */
  dates: (Member | undefined)[] | undefined = undefined;
  /** By `statusAttributes`. */
  statuses: (Member | undefined)[] | undefined = undefined;
  /** By `serviceAttributes`. */
  services: (Member | undefined)[] | undefined = undefined;
  /** By `levelAttributes`. */
  levels: (Member | undefined)[] | undefined = undefined;
  /** The slots of attributes that a mapping would write and that are there already. */
  mapped: readonly number[] | undefined = undefined;
  hasRepeatedLog = false;
}

/** Keys that are attributes by themselves; their slot is their place in this list. */
const fields = [
  ['log', 'log'],
  ['message', 'message'],
  ['kubernetes', 'kubernetes'],
  ['kubernetes_namespace', 'kubernetesNamespace'],
  ['stream', 'stream'],
  ['logtag', 'logtag'],
  ['time', 'time'],
  ['ddtags', 'ddtags'],
  ['ddsource', 'ddsource'],
  ['messageType', 'messageType'],
  [hopsAttribute, 'hops'],
  ['syslog', 'syslog'],
  ['ts', 'ts'],
  [criTimeKey, 'criTime'],
  [originalTimestamp, 'original'],
  ['specversion', 'specversion'],
  ['msg', 'msg'],
  ['source', 'source'],
  ['ecs_task_arn', 'ecsTaskArn'],
  ['ecs_task_definition', 'ecsTaskDefinition'],
  ['partial_message', 'partialMessage'],
  ['partial_last', 'partialLast'],
  ['v', 'v'],
  ['s', 's'],
  ['ctx', 'ctx'],
] as const;

/** `dateAttributes`, then `timestamp` in an object `syslog`. */
const dateMembers = [...dateAttributes, 'timestamp'] as const;

/** The slots of the keys that the reader treats in their own way. */
export const slot = {
  log: 0,
  message: 1,
  kubernetes: 2,
  ddtags: 7,
  ddsource: 8,
  hops: 10,
  criTime: 13,
  original: 14,
} as const;

const firstDate = 32;
const firstStatus = 48;
const firstService = 56;
const firstLevel = 64;
const firstMapped = 96;

/** The slot of a date attribute. */
export function dateSlot(attribute: DateAttribute): number {
  return firstDate + dateAttributes.indexOf(attribute);
}

/** The slots of the attributes `status` and `service`. */
export const statusSlot = firstStatus;
export const serviceSlot = firstService;

const fixedSlots: readonly (readonly [string, number])[] = [
  ...fields.map(([key], index) => [key, index] as const),
  ...dateAttributes.map((name, index) => [name, firstDate + index] as const),
  ...statusAttributes.map((name, index) => [name, firstStatus + index] as const),
  ...serviceAttributes.map((name, index) => [name, firstService + index] as const),
  ...levelAttributes.map(({ name }, index) => [name, firstLevel + index] as const),
];

const syslogMembers = new KeyTable(
  new Map([
    ['timestamp', firstDate + dateAttributes.length],
    ['severity', firstStatus + statusAttributes.indexOf('syslog.severity')],
    ['appname', firstService + serviceAttributes.indexOf('syslog.appname')],
  ]),
);

/** The keys that are asked about: those above, and those that a mapping writes. */
export class AttributeKeys {
  readonly #table: KeyTable;
  readonly #slots: ReadonlyMap<string, number>;
  /** Whether a mapping writes one of the keys above, such as `service`. */
  readonly #mapsFixed: boolean;

  constructor(mappedKeys: readonly string[] = []) {
    const slots = new Map(fixedSlots);
    this.#mapsFixed = mappedKeys.some((key) => slots.has(key));
    let next = firstMapped;
    for (const key of mappedKeys) if (!slots.has(key)) slots.set(key, next++);
    this.#slots = slots;
    this.#table = new KeyTable(slots);
  }

  /** The slot of the key `bytes[start, end)`, quotes included, or −1. */
  slotAt(bytes: Buffer, start: number, end: number, nesting: Nesting = 'plain'): number {
    return this.#table.slotAt(bytes, start, end, nesting);
  }

  /** Reads the members of an object that was found before. */
  read(bytes: Buffer, object: JsonObject, nesting: Nesting): Attributes {
    const attributes = new Attributes();
    for (const member of object.members) {
      const at = this.#table.slotOf(bytes, member, nesting);
      if (at >= 0) note(attributes, at, member);
    }
    if (attributes.syslog !== undefined) noteSyslog(attributes, attributes.syslog, bytes, nesting);
    return attributes;
  }

  /** Whether the line has none of the attributes that a mapping may write: a short answer for nearly every line. */
  hasNoMapped({ mapped }: Attributes): boolean {
    return mapped === undefined && !this.#mapsFixed;
  }

  /** Whether the line has the attribute `key`, which must be one of these keys; a name of a list stands for the whole list. */
  has(attributes: Attributes, key: string): boolean {
    const at = this.#slots.get(key)!;
    if (at >= firstMapped) return attributes.mapped?.includes(at) === true;
    if (at >= firstDate) return attributes[listOf(at)] !== undefined;
    return attributes[fields[at]![1]] !== undefined;
  }
}

/** The keys without those of a mapping. */
export const fixedKeys = new AttributeKeys();

/** Notes a member under the slot of its key. */
export function note(attributes: Attributes, at: number, member: Member): void {
  if (at >= firstMapped) attributes.mapped = [...(attributes.mapped ?? []), at];
  else if (at >= firstDate) noteNamed(attributes, at, member);
  else {
    if (at === slot.log && attributes.log !== undefined) attributes.hasRepeatedLog = true;
    attributes[fields[at]![1]] = member;
  }
}

/** `syslog.timestamp` and the like inside an object `syslog`, of which the last counts, as of any other key. */
export function noteSyslog(attributes: Attributes, syslog: Member, bytes: Buffer, nesting: Nesting): void {
  const inner = findObject(bytes, syslog.valueStart, syslog.valueEnd, nesting);
  for (const member of inner?.members ?? []) {
    const at = syslogMembers.slotOf(bytes, member, nesting);
    if (at >= 0) noteNamed(attributes, at, member);
  }
}

function noteNamed(attributes: Attributes, at: number, member: Member): void {
  if (at >= firstLevel) (attributes.levels ??= places(levelAttributes))[at - firstLevel] = member;
  else if (at >= firstService)
    (attributes.services ??= places(serviceAttributes))[at - firstService] = member;
  else if (at >= firstStatus) (attributes.statuses ??= places(statusAttributes))[at - firstStatus] = member;
  else (attributes.dates ??= places(dateMembers))[at - firstDate] = member;
}

/** A place for each of the names. */
function places({ length }: readonly unknown[]): (Member | undefined)[] {
  return new Array<Member | undefined>(length).fill(undefined);
}

function listOf(at: number): 'dates' | 'statuses' | 'services' | 'levels' {
  if (at >= firstLevel) return 'levels';
  return at >= firstService ? 'services' : at >= firstStatus ? 'statuses' : 'dates';
}
