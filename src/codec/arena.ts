import { Buffer } from 'node:buffer';

const blockBytes = 1_048_576;

/** Blocks that are kept for the next use. */
const maxKept = 4;

/** Gives bytes to be written; until then they hold anything. */
export interface Allocator {
  allocate(length: number): Buffer;
}

/**
 * Keeps copies of bytes side by side in large blocks: thousands of buffers of their own would keep the collector busy. After a reset
 * the blocks are used again, so the copies made before must not be looked at any more.
 */
export class Arena implements Allocator {
  readonly #blocks: Buffer[] = [Buffer.allocUnsafeSlow(blockBytes)];
  #at = 0;
  #used = 0;

  copy(bytes: Uint8Array): Buffer {
    const kept = this.allocate(bytes.length);
    kept.set(bytes);
    return kept;
  }

  allocate(length: number): Buffer {
    if (length > blockBytes) return Buffer.allocUnsafeSlow(length);
    if (this.#used + length > blockBytes) this.#next();
    const end = this.#used + length;
    const kept = this.#blocks[this.#at]!.subarray(this.#used, end);
    this.#used = end;
    return kept;
  }

  reset(): void {
    this.#blocks.length = Math.min(this.#blocks.length, maxKept);
    this.#at = 0;
    this.#used = 0;
  }

  #next(): void {
    this.#at += 1;
    this.#used = 0;
    if (this.#at === this.#blocks.length) this.#blocks.push(Buffer.allocUnsafeSlow(blockBytes));
  }
}

/** Two arenas in turn: what was given before a turn is good until the next one. */
export class TurningArena implements Allocator {
  #current = new Arena();
  #other = new Arena();

  allocate(length: number): Buffer {
    return this.#current.allocate(length);
  }

  turn(): void {
    [this.#current, this.#other] = [this.#other, this.#current];
    this.#current.reset();
  }
}
