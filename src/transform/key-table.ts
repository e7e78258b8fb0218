import type { Buffer } from 'node:buffer';
import { decodeString } from '../json/strings.ts';

/** Finds the slot of a JSON key by its bytes, without making a string for the keys that nobody asked about. */
export class KeyTable {
  readonly #buckets = new Map<number, { readonly name: Uint8Array; readonly slot: number }[]>();
  readonly #slots: ReadonlyMap<string, number>;

  /** `slots` says which slot each key belongs to; several keys may share one. */
  constructor(slots: ReadonlyMap<string, number>) {
    this.#slots = slots;
    for (const [key, slot] of slots) {
      const name = new TextEncoder().encode(key);
      const bucket = bucketOf(name.length, name[0] ?? 0);
      this.#buckets.set(bucket, [...(this.#buckets.get(bucket) ?? []), { name, slot }]);
    }
  }

  /** The slot of the key literal `bytes[start, end)`, quotes included, or −1. */
  slotOf(bytes: Buffer, start: number, end: number): number {
    const candidates = this.#buckets.get(bucketOf(end - start - 2, bytes[start + 1]!));
    if (candidates !== undefined) {
      for (const { name, slot } of candidates) if (sameBytes(bytes, start + 1, name)) return slot;
    }
    return hasEscape(bytes, start, end) ? (this.#slots.get(decodeString(bytes, start, end)) ?? -1) : -1;
  }
}

function bucketOf(length: number, first: number): number {
  return length * 256 + first;
}

function sameBytes(bytes: Uint8Array, at: number, name: Uint8Array): boolean {
  for (let index = 0; index < name.length; index++) if (bytes[at + index] !== name[index]) return false;
  return true;
}

function hasEscape(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === 0x5c) return true;
  return false;
}
