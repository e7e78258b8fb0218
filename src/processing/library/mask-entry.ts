/** One named mask. */
export interface LibraryMask {
  /** What it finds, in words: a row of docs/processing.md. */
  readonly finds: string;
  /** In Go's syntax. */
  readonly pattern: string;
  /** In the place of a match; Go's `$1` stands for a group. */
  readonly replacement: string;
  /** Matches wherever the pattern may, in time linear in the text: it spares most logs a pattern of which the engine cannot tell by itself. */
  readonly hint?: RegExp;
  /** How many characters of a match are one: a checksum, say. 0: it only looks like one. */
  readonly validate?: (text: string) => number;
}
