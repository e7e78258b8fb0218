import type { Buffer } from 'node:buffer';
import { dateAttributes, serviceAttributes, statusAttributes } from '../../datadog/reserved.ts';
import { findObject, type JsonObject, type Member, type Nesting } from '../../json/object.ts';
import { hopsAttribute } from '../hops.ts';
import { KeyTable } from '../../json/key-table.ts';

/** The attributes of a line that the transform asks about. `date`, `status` and `service` stand for all their aliases. */
export const slot = {
  log: 0,
  message: 1,
  kubernetes: 2,
  kubernetesNamespace: 3,
  stream: 4,
  logtag: 5,
  time: 6,
  ddtags: 7,
  ddsource: 8,
  messageType: 9,
  hops: 10,
  syslog: 11,
  date: 12,
  status: 13,
  service: 14,
} as const;
const firstMappedSlot = 15;

const fixedSlots: readonly (readonly [string, number])[] = [
  ['log', slot.log],
  ['message', slot.message],
  ['kubernetes', slot.kubernetes],
  ['kubernetes_namespace', slot.kubernetesNamespace],
  ['stream', slot.stream],
  ['logtag', slot.logtag],
  ['time', slot.time],
  ['ddtags', slot.ddtags],
  ['ddsource', slot.ddsource],
  ['messageType', slot.messageType],
  [hopsAttribute, slot.hops],
  ['syslog', slot.syslog],
  ...dateAttributes.map((name) => [name, slot.date] as const),
  ...statusAttributes.map((name) => [name, slot.status] as const),
  ...serviceAttributes.map((name) => [name, slot.service] as const),
];

const syslogMembers = new KeyTable(
  new Map([
    ['timestamp', slot.date],
    ['severity', slot.status],
    ['appname', slot.service],
  ]),
);

/** Finds the attributes above, and whether an attribute that a mapping would write is there already. */
export class AttributeFinder {
  readonly #table: KeyTable;
  readonly #found: (Member | undefined)[];
  /** The pass in which each slot was found: comparing is cheaper than emptying all slots for every line. */
  readonly #passes: Uint32Array;
  #pass = 0;
  /** Keys that have a slot of their own already (a mapping may write `service`) stay with it. */
  readonly #slots: ReadonlyMap<string, number>;
  #hasRepeatedLog = false;

  constructor(mappedKeys: readonly string[]) {
    const slots = new Map(fixedSlots);
    let next = firstMappedSlot;
    for (const key of mappedKeys) if (!slots.has(key)) slots.set(key, next++);
    this.#slots = slots;
    this.#table = new KeyTable(slots);
    this.#found = new Array<Member | undefined>(next).fill(undefined);
    this.#passes = new Uint32Array(next);
  }

  /** Reads the members of an object; of duplicate keys the last counts. */
  read(bytes: Buffer, { members }: JsonObject, nesting: Nesting = 'plain'): void {
    this.#pass = (this.#pass + 1) >>> 0;
    this.#hasRepeatedLog = false;
    for (const member of members) {
      const at = this.#table.slotOf(bytes, member, nesting);
      if (at < 0) continue;
      if (at === slot.log && this.at(at) !== undefined) this.#hasRepeatedLog = true;
      this.#set(at, member);
    }
    const syslog = this.at(slot.syslog);
    if (syslog !== undefined) this.#readSyslog(bytes, syslog, nesting);
  }

  at(index: number): Member | undefined {
    return this.#passes[index] === this.#pass ? this.#found[index] : undefined;
  }

  slotOf(bytes: Buffer, member: Member, nesting: Nesting = 'plain'): number {
    return this.#table.slotOf(bytes, member, nesting);
  }

  /** Whether the line has more than one `log`. */
  get hasRepeatedLog(): boolean {
    return this.#hasRepeatedLog;
  }

  /** Whether the line has the attribute `key`, which must be one of the fixed or mapped keys. */
  has(key: string): boolean {
    return this.at(this.#slots.get(key)!) !== undefined;
  }

  #readSyslog(bytes: Buffer, { valueStart, valueEnd }: Member, nesting: Nesting): void {
    const inner = findObject(bytes, valueStart, valueEnd, nesting);
    for (const member of inner?.members ?? []) {
      const at = syslogMembers.slotOf(bytes, member, nesting);
      if (at >= 0 && this.at(at) === undefined) this.#set(at, member);
    }
  }

  #set(index: number, member: Member): void {
    this.#found[index] = member;
    this.#passes[index] = this.#pass;
  }
}
