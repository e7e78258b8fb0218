import { Buffer } from 'node:buffer';

/** A buffer that is used again and again, so that the hot path allocates nothing; it grows and never shrinks. */
export class ScratchBuffer {
  #bytes = Buffer.allocUnsafeSlow(64 * 1024);

  get bytes(): Buffer {
    return this.#bytes;
  }

  ofAtLeast(size: number): Buffer {
    if (this.#bytes.length < size)
      this.#bytes = Buffer.allocUnsafeSlow(Math.max(size, this.#bytes.length * 2));
    return this.#bytes;
  }
}
