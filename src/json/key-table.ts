import { Buffer } from 'node:buffer';
import type { Member, Nesting } from './object.ts';
import { decodeNestedString, decodeString } from './strings.ts';

interface Key {
  readonly name: Uint8Array;
  readonly slot: number;
}

/** Finds the slot of a JSON key by its bytes, without making a string for the keys that nobody asked about. */
export class KeyTable {
  readonly #slots: ReadonlyMap<string, number>;
  readonly #buckets: (Key[] | undefined)[];

  /** `slots` says which slot each key belongs to; several keys may share one. */
  constructor(slots: ReadonlyMap<string, number>) {
    this.#slots = slots;
    this.#buckets = new Array<undefined>(256).fill(undefined);
    for (const [key, slot] of slots) {
      // In JSON such a key reads longer than it is, and another may read as it does: only decoding tells.
      if (key.includes('\\')) continue;
      const name = Buffer.from(key);
      const bucket = bucketOf(name.length, name[0]!);
      this.#buckets[bucket] = [...(this.#buckets[bucket] ?? []), { name, slot }];
    }
  }

  /** The slot of a member's key, or −1. */
  slotOf(bytes: Buffer, { keyStart, keyEnd }: Member, nesting: Nesting): number {
    return this.slotAt(bytes, keyStart, keyEnd, nesting);
  }

  /** The slot of the key `bytes[keyStart, keyEnd)`, quotes included, or −1. */
  slotAt(bytes: Buffer, keyStart: number, keyEnd: number, nesting: Nesting): number {
    // A quote is one byte, and two where it is escaped.
    const width = nesting === 'plain' ? 1 : 2;
    const start = keyStart + width;
    const length = keyEnd - width - start;
    const candidates = this.#buckets[bucketOf(length, bytes[start]!)];
    if (candidates !== undefined) {
      for (const { name, slot } of candidates) {
        if (name.length === length && sameBytes(bytes, start, name)) return slot;
      }
    }
    if (length > 0 && !hasEscape(bytes, start, length)) return -1;
    const decode = nesting === 'plain' ? decodeString : decodeNestedString;
    return this.#slots.get(decode(bytes, keyStart, keyEnd)) ?? -1;
  }
}

function bucketOf(length: number, first: number): number {
  return (length * 31 + first) & 0xff;
}

function sameBytes(bytes: Uint8Array, at: number, name: Uint8Array): boolean {
  for (let index = 0; index < name.length; index++) if (bytes[at + index] !== name[index]) return false;
  return true;
}

function hasEscape(bytes: Uint8Array, start: number, length: number): boolean {
  for (let at = start; at < start + length; at++) if (bytes[at] === 0x5c) return true;
  return false;
}
