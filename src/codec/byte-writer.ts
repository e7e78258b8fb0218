import { Buffer } from 'node:buffer';
import type { ByteSink } from '../json/edit.ts';
import { RepeatedBytes } from './repeated-bytes.ts';

/** Collects bytes in a buffer that is kept between uses. */
export class ByteWriter implements ByteSink {
  #bytes = Buffer.allocUnsafeSlow(64 * 1024);
  #length = 0;
  /** Where announced bytes were written, in order. */
  #repeated: { readonly at: number; readonly bytes: RepeatedBytes }[] = [];

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
    if (this.#repeated.length > 0) this.#repeated = [];
  }

  write(bytes: Uint8Array, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#bytes.length) this.#grow(length);
    if (end - start === bytes.length && start === 0) {
      const repeated = RepeatedBytes.of(bytes);
      if (repeated !== undefined) this.#repeated.push({ at: this.#length, bytes: repeated });
      this.#bytes.set(bytes, this.#length);
    } else if (end - start < 200) {
      // Here a loop beats the runtime's copy, which makes a view first.
      for (let at = start, to = this.#length; at < end; at++, to++) this.#bytes[to] = bytes[at]!;
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

  /** Whether exactly the first `end` bytes of `bytes` were written. */
  holds(bytes: Buffer, end: number): boolean {
    return end === this.#length && bytes.compare(this.#bytes, 0, end, 0, end) === 0;
  }

  toBase64(): string {
    let text = '';
    let done = 0;
    for (const { at, bytes } of this.#repeated) {
      const from = (3 - (at % 3)) % 3;
      text += this.#bytes.toString('base64', done, at + from);
      if (at + bytes.length === this.#length) return text + bytes.base64ToEnd(from);
      text += bytes.base64From(from);
      done = at + bytes.endOfGroups(from);
    }
    return text + this.#bytes.toString('base64', done, this.#length);
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
