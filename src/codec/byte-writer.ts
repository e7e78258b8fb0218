import { Buffer } from 'node:buffer';
import type { ByteSink } from '../json/edit.ts';

/** Collects bytes in a buffer that is kept between uses. */
export class ByteWriter implements ByteSink {
  #bytes = Buffer.allocUnsafeSlow(64 * 1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
  }

  write(bytes: Uint8Array, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#bytes.length) this.#grow(length);
    if (end - start < loopBytes) {
      for (let at = start, to = this.#length; at < end; at++, to++) this.#bytes[to] = bytes[at]!;
    } else if (start === 0 && end === bytes.length) {
      this.#bytes.set(bytes, this.#length);
    } else {
      this.#bytes.set(bytes.subarray(start, end), this.#length);
    }
    this.#length = length;
  }

  /** Appends text of ASCII characters. */
  writeAscii(text: string): void {
    const length = this.#length + text.length;
    if (length > this.#bytes.length) this.#grow(length);
    for (let index = 0; index < text.length; index++)
      this.#bytes[this.#length + index] = text.charCodeAt(index);
    this.#length = length;
  }

  /** What was written, only until the next write or reset. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Whether exactly `bytes[start, end)` was written. */
  holds(bytes: Buffer, start: number, end: number): boolean {
    return end - start === this.#length && bytes.compare(this.#bytes, 0, this.#length, start, end) === 0;
  }

  toBase64(): string {
    return this.#bytes.toString('base64', 0, this.#length);
  }

  /** A copy of what was written. */
  toBuffer(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(length, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** Up to here a loop beats the runtime's copy, which makes a view first. */
const loopBytes = 40;
