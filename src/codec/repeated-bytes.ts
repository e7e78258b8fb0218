import { Buffer } from 'node:buffer';

/**
 * Bytes that are written into many records, such as the metadata of a pod. Their base64 is worked out once for each of the three
 * places in a group of three bytes at which they can begin.
 */
export class RepeatedBytes {
  static readonly #known = new WeakMap<Uint8Array, RepeatedBytes>();
  readonly #bytes: Buffer;
  readonly #groups: (string | undefined)[] = [undefined, undefined, undefined];
  readonly #toEnd: (string | undefined)[] = [undefined, undefined, undefined];

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Announces bytes that never change and will be written again and again, whole. Below some hundred it does not pay. */
  static announce(bytes: Buffer): Buffer {
    if (bytes.length >= 200) this.#known.set(bytes, new RepeatedBytes(bytes));
    return bytes;
  }

  static of(bytes: Uint8Array): RepeatedBytes | undefined {
    return bytes.length >= 200 ? this.#known.get(bytes) : undefined;
  }

  /** Base64 of all whole groups of three bytes from `from` (0, 1 or 2) on. */
  base64From(from: number): string {
    return (this.#groups[from] ??= this.#bytes.toString('base64', from, this.endOfGroups(from)));
  }

  /** Base64 of everything from `from` (0, 1 or 2) on, padded: for bytes with nothing behind them. */
  base64ToEnd(from: number): string {
    return (this.#toEnd[from] ??= this.#bytes.toString('base64', from));
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** Where the last of these groups ends. */
  endOfGroups(from: number): number {
    return this.#bytes.length - ((this.#bytes.length - from) % 3);
  }
}
