import { Buffer } from 'node:buffer';
import { RepeatedBytes } from '../../codec/repeated-bytes.ts';
import { malformed } from '../../json/scan.ts';

export interface Entry<Value> {
  /** The map's bytes, in a buffer of their own that is announced as repeated. */
  readonly bytes: Buffer;
  readonly value: Value;
}

/**
 * Remembers what was worked out for the bytes of a `kubernetes` map. The map of one pod repeats thousands of times and is most of
 * a record's bytes, so a repeated one is neither scanned nor parsed again: it is recognised by comparison.
 */
export class PodMemo<Value> {
  readonly #buckets = new Map<number, Entry<Value>[]>();
  #size = 0;
  readonly #maxBytes: number;
  #hit: Entry<Value> | undefined;

  /** Past `maxBytes` of remembered maps it forgets all and begins anew. */
  constructor(maxBytes = 8 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  /** Where the value that begins at `start` ends, if its bytes are known, else `malformed`. */
  endOf(bytes: Buffer, start: number, end: number): number {
    if (end - start < sampledBytes) return malformed;
    const bucket = this.#buckets.get(fingerprint(bytes, start));
    if (bucket !== undefined) {
      for (const entry of bucket) {
        if (matches(bytes, start, end, entry.bytes)) {
          this.#hit = entry;
          return start + entry.bytes.length;
        }
      }
    }
    return malformed;
  }

  /** The entry that `endOf` found last. */
  get lastHit(): Entry<Value> | undefined {
    return this.#hit;
  }

  /** What is remembered for the complete value `bytes[start, end)`, worked out and remembered if it is not. */
  entryOf(bytes: Buffer, start: number, end: number, workOut: (bytes: Buffer) => Value): Entry<Value> {
    const hit = this.#hit;
    if (hit?.bytes.length === end - start && matches(bytes, start, end, hit.bytes)) return hit;
    if (this.endOf(bytes, start, end) === end) return this.#hit!;
    // A copy: the record's own bytes are overwritten by the next one.
    const copy = Buffer.from(bytes.subarray(start, end));
    const entry = { bytes: copy, value: workOut(copy) };
    if (end - start >= sampledBytes && end - start <= this.#maxBytes / 16) this.#remember(entry);
    return entry;
  }

  #remember(entry: Entry<Value>): void {
    const { length } = RepeatedBytes.announce(entry.bytes);
    if (this.#size + length > this.#maxBytes) {
      this.#buckets.clear();
      this.#size = 0;
    }
    this.#size += length;
    this.#hit = entry;
    const key = fingerprint(entry.bytes, 0);
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) this.#buckets.set(key, [entry]);
    else bucket.unshift(entry);
  }
}

/** Maps shorter than this are not remembered. */
const sampledBytes = 96;

/** A number from a few bytes near the start, where maps of different pods differ in every key order that was captured. */
function fingerprint(bytes: Buffer, start: number): number {
  let hash = 0;
  for (let at = start + 10; at < start + sampledBytes; at += 3) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
  return hash;
}

function matches(bytes: Buffer, start: number, end: number, known: Buffer): boolean {
  const { length } = known;
  if (start + length > end) return false;
  // Two bytes that tell most maps apart, before the call into the runtime.
  const near = length >> 1;
  if (bytes[start + near] !== known[near] || bytes[start + length - 20] !== known[length - 20]) return false;
  return bytes.compare(known, 0, length, start, start + length) === 0;
}
