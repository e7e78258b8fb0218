import { Buffer } from 'node:buffer';

/** What is remembered for the bytes of one `kubernetes` map. */
export interface PodEntry<Value> {
  readonly kind: 'entry';
  /** The map's bytes, in a buffer of their own. */
  readonly bytes: Buffer;
  readonly value: Value;
}

/** A place at which maps differ that are the same at all places before it on the way from the root. */
interface Branch<Value> {
  readonly kind: 'branch';
  /** Bytes from the start of a map. */
  readonly at: number;
  /** By the four bytes at that place. */
  readonly next: Map<number, Node<Value>>;
  /** Maps that end before that place. */
  shorter: Node<Value> | undefined;
}

type Node<Value> = Branch<Value> | PodEntry<Value>;

/**
 * Remembers what was worked out for the bytes of a `kubernetes` map. The map of one pod repeats thousands of times and is most of
 * a record's bytes, so a repeated one is neither scanned nor parsed again: it is recognised by comparison.
 *
 * Where an unknown map ends is not known before it is found, so nothing can be hashed as a whole. The tree asks for four bytes at a
 * place where the remembered maps differ, until one is left. So it does not matter where maps are alike: with the Go plugin, they
 * all begin with the same annotations on Fargate.
 */
export class PodMemo<Value> {
  #root: Node<Value> | undefined;
  #size = 0;
  readonly #maxBytes: number;

  /** Past `maxBytes` of remembered maps it forgets all and begins anew. */
  constructor(maxBytes = 24 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  /** The entry of the map that begins at `start`, wherever it ends; `undefined` if it is not known. */
  matchAt(bytes: Buffer, start: number, end: number): PodEntry<Value> | undefined {
    return find(this.#root, bytes, start, end);
  }

  /** What is remembered for the complete value `bytes[start, end)`, made and remembered if it is not. */
  getOrCreate(bytes: Buffer, start: number, end: number, create: (bytes: Buffer) => Value): PodEntry<Value> {
    const found = this.matchAt(bytes, start, end);
    if (found?.bytes.length === end - start) return found;
    // A copy: the record's own bytes are overwritten by those of the next event.
    const copy = Buffer.from(bytes.subarray(start, end));
    const entry = { kind: 'entry', bytes: copy, value: create(copy) } as const;
    // Only an object ends by itself, so that no other value begins with it.
    if (copy[0] === 0x7b && copy.length >= minBytes && copy.length <= this.#maxBytes / 16)
      this.#remember(entry);
    return entry;
  }

  #remember(entry: PodEntry<Value>): void {
    if (this.#size + entry.bytes.length > this.#maxBytes) {
      this.#root = undefined;
      this.#size = 0;
    }
    this.#size += entry.bytes.length;
    this.#root = inserted(this.#root, entry);
  }
}

/** Shorter maps are read faster than they are found. */
const minBytes = 96;
const wordBytes = 4;

function find<Value>(
  node: Node<Value> | undefined,
  bytes: Buffer,
  start: number,
  end: number,
): PodEntry<Value> | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'entry') return beginsWith(bytes, start, end, node.bytes) ? node : undefined;
  const at = start + node.at;
  const next = at + wordBytes > end ? undefined : node.next.get(wordAt(bytes, at));
  // Behind a shorter map stands the rest of the line, which may look like anything.
  return find(next, bytes, start, end) ?? find(node.shorter, bytes, start, end);
}

/** Puts an entry into the tree; answers its new root. */
function inserted<Value>(node: Node<Value> | undefined, entry: PodEntry<Value>): Node<Value> {
  if (node === undefined) return entry;
  if (node.kind === 'entry') return branchOf(node, entry);
  if (node.at + wordBytes > entry.bytes.length) {
    node.shorter = inserted(node.shorter, entry);
  } else {
    const word = wordAt(entry.bytes, node.at);
    node.next.set(word, inserted(node.next.get(word), entry));
  }
  return node;
}

function branchOf<Value>(one: PodEntry<Value>, other: PodEntry<Value>): Branch<Value> {
  const last = Math.min(one.bytes.length, other.bytes.length) - wordBytes;
  let at = 0;
  while (at < last && one.bytes[at] === other.bytes[at]) at++;
  const next = new Map<number, Node<Value>>();
  for (const entry of [one, other]) next.set(wordAt(entry.bytes, at), entry);
  return { kind: 'branch', at, next, shorter: undefined };
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function beginsWith(bytes: Buffer, start: number, end: number, known: Buffer): boolean {
  const { length } = known;
  return start + length <= end && bytes.compare(known, 0, length, start, start + length) === 0;
}
