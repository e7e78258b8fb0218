/** What is settled of one request: its items, numbered in order, that Datadog has. */
export class Progress {
  readonly fingerprint: string;
  /** When the request came first, epoch ms: what is parked of it has the same name each time. */
  arrivalTimeMs: number | undefined;
  #bits = new Uint8Array(0);
  #isComplete = false;

  constructor(fingerprint: string) {
    this.fingerprint = fingerprint;
  }

  /** Everything in the request has its fate; it was answered 200. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  get bytes(): number {
    return this.#bits.length;
  }

  has(item: number): boolean {
    return (((this.#bits[item >> 3] ?? 0) >> (item & 7)) & 1) === 1;
  }

  add(item: number): void {
    const at = item >> 3;
    if (at >= this.#bits.length) {
      const larger = new Uint8Array(Math.max(64, 2 * at + 1));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    this.#bits[at]! |= 1 << (item & 7);
  }

  complete(): void {
    this.#isComplete = true;
    this.#bits = new Uint8Array(0);
  }
}

export interface RequestMemory {
  /** What is known of a request; a fresh start when its id is new, or came with another content before. */
  progressOf(requestId: string, fingerprint: string): Progress;
}

export interface MemoryLimits {
  readonly maxRequests: number;
  readonly maxBytes: number;
}

/** Remembers the last requests; the one that was asked for longest ago goes first. */
export function createMemory({ maxRequests, maxBytes }: MemoryLimits): RequestMemory {
  const known = new Map<string, Progress>();

  /** Bits grow after a request was asked for, so they are counted when the next one comes. */
  function makeRoom(): void {
    let bytes = 0;
    for (const progress of known.values()) bytes += progress.bytes;
    for (const [requestId, progress] of known) {
      if (known.size < maxRequests && bytes <= maxBytes) return;
      known.delete(requestId);
      bytes -= progress.bytes;
    }
  }

  return {
    progressOf(requestId, fingerprint) {
      const before = known.get(requestId);
      known.delete(requestId);
      const progress = before?.fingerprint === fingerprint ? before : new Progress(fingerprint);
      makeRoom();
      known.set(requestId, progress);
      return progress;
    },
  };
}
