/** One named mask. */
export interface LibraryMask {
  /** What it finds, in words: a row of docs/processing.md. */
  readonly finds: string;
  /** In Go's syntax. */
  readonly pattern: string;
  /** In the place of a match; Go's `$1` stands for a group. */
  readonly replacement: string;
  /** True wherever the pattern may match; a native search that spares most logs the pattern. */
  readonly hint: (text: string) => boolean;
  /** How many characters of a match are one: a checksum, say. 0: it only looks like one. */
  readonly validate?: (text: string) => number;
}

/** A hint: the text has one of these in it. */
export function has(...literals: readonly string[]): (text: string) => boolean {
  return (text) => literals.some((literal) => text.includes(literal));
}

/** A hint by an expression that takes time linear in the text. */
export function like(expression: RegExp): (text: string) => boolean {
  return (text) => expression.test(text);
}
