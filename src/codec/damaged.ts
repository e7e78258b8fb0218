/** Packed data that ends early or is wrong somewhere. Everything that could be had before was yielded. */
export class DamagedStreamError extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'DamagedStreamError';
  }
}
