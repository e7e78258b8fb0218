import { Buffer } from 'node:buffer';

/** Reads a stream of chunks in portions of the reader's choice, so that what is read never depends on where chunks end. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next `length` bytes; fewer at the end of the stream only. */
  async read(length: number): Promise<Buffer> {
    const bytes = await this.peek(length);
    this.#drop(bytes.length);
    return bytes;
  }

  /** The same without moving on. */
  async peek(length: number): Promise<Buffer> {
    while (this.#heldBytes < length && (await this.#pull()));
    const [first] = this.#held;
    if (first !== undefined && first.length >= length) return first.subarray(0, length);
    return Buffer.concat(this.#held, Math.min(length, this.#heldBytes));
  }

  /** Puts bytes back in front. */
  unread(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#held.unshift(bytes);
    this.#heldBytes += bytes.length;
  }

  /** Whatever comes next, as it comes; `undefined` at the end. */
  async chunk(): Promise<Buffer | undefined> {
    if (this.#heldBytes === 0) await this.#pull();
    const chunk = this.#held.shift();
    this.#heldBytes -= chunk?.length ?? 0;
    return chunk;
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async #pull(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.#source.next();
      if (done === true) return false;
      if (value.length === 0) continue;
      this.#held.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
      this.#heldBytes += value.length;
      return true;
    }
  }

  #drop(length: number): void {
    let left = length;
    while (left > 0) {
      const first = this.#held[0]!;
      if (first.length > left) this.#held[0] = first.subarray(left);
      else this.#held.shift();
      left -= Math.min(left, first.length);
    }
    this.#heldBytes -= length;
  }
}
