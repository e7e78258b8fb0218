import { globMatches } from './glob.ts';
import type { Parsed } from './parsed.ts';

/** Names of tags, in lower case, as Datadog keeps them; with `*` and `?` they are globs. */
export type TagNames = readonly string[];

/** Reads names that are joined by commas or blanks. */
export function parseTagNames(text: string): Parsed<TagNames> {
  const names = text
    .toLowerCase()
    .split(/[\s,]+/u)
    .filter((name) => name !== '');
  const pair = names.find((name) => name.includes(':'));
  if (pair !== undefined)
    return { because: `${JSON.stringify(pair)} is more than a name: what stands before a tag's colon.` };
  return names.length > 0 || text === '' ? { value: names } : { because: 'There is no name in it.' };
}

/** A tag that is not written, and the setting that says so. */
export interface LeftOut {
  readonly value: string;
  readonly from: string;
}

/**
 * Which tags are written, of those that a line does not have itself. `TAGS_EXCLUDE` outweighs `TAGS_INCLUDE`, without which all are
 * included. A guarded name goes only where `TAGS_EXCLUDE` has it as it is, not by a glob and not for want of being included.
 */
export class TagFilter {
  readonly #include: TagNames;
  readonly #exclude: TagNames;
  readonly #guarded: ReadonlySet<string>;

  constructor(include: TagNames, exclude: TagNames, guarded: ReadonlySet<string>) {
    this.#include = include;
    this.#exclude = exclude;
    this.#guarded = guarded;
  }

  /** The setting for which a tag, `key:value` or a bare word, is left out; `undefined` where it is not. */
  reasonAgainst(tag: string): string | undefined {
    if (this.#include.length === 0 && this.#exclude.length === 0) return undefined;
    const [key = ''] = tag.toLowerCase().split(':', 1);
    const isGuarded = this.#guarded.has(key);
    const excluded = this.#exclude.find((name) => (isGuarded ? name === key : globMatches(name, key)));
    if (excluded !== undefined) return `TAGS_EXCLUDE=${excluded}`;
    if (isGuarded || this.#include.length === 0) return undefined;
    return this.#include.some((name) => globMatches(name, key)) ? undefined : 'not in TAGS_INCLUDE';
  }

  /** The tags that stay; the others are added to `leftOut`. */
  of(tags: readonly string[], leftOut?: LeftOut[]): readonly string[] {
    return tags.filter((value) => {
      const from = this.reasonAgainst(value);
      if (from !== undefined) leftOut?.push({ value, from });
      return from === undefined;
    });
  }
}
