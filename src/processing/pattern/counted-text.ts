/** Reads of a character, per character of the text, that a pattern with linear work stays below. */
const readsPerCharacter = 16;
const freeReads = 100_000;

/**
 * A text that counts how often it is read. Finding all matches may read to the end of the text for each of them, in Go too:
 * `(?s)a.*?b|a` on a text of `a` only. Each search is linear, all of them together are not, and nothing but counting sees it.
 */
export class CountedText extends String {
  #reads = 0;
  readonly #maxReads: number;

  constructor(text: string) {
    super(text);
    this.#maxReads = text.length * readsPerCharacter + freeReads;
  }

  override charCodeAt(index: number): number {
    this.#reads++;
    return super.charCodeAt(index);
  }

  get isExhausted(): boolean {
    return this.#reads > this.#maxReads;
  }
}
