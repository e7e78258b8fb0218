import { truncatedMarker } from '../join/joined-log.ts';
import type { GoOn, Match, Pattern } from '../pattern/engine.ts';
import { expand, type Template } from '../pattern/template.ts';
import type { Work } from '../pattern/work.ts';

/** A compiled mask. */
export interface Mask {
  readonly name: string;
  readonly pattern: Pattern;
  readonly template: Template;
  /** A cheap test that is true wherever the pattern may match. */
  readonly hint: RegExp | undefined;
  /** How many characters of a match are one; 0 for a match that only looks like one. */
  readonly validate: ((text: string) => number) | undefined;
}

export interface Masked {
  readonly text: string;
  readonly matches: number;
  /** It grew beyond the limit and was cut, or the rest of it was masked whole to bound the work. */
  readonly isCut: boolean;
}

/** No mask makes a text longer than this, in characters; one that was longer keeps its length. */
export const maxMaskedLength = 900_000;

/** Whether the mask may change `text`. */
export function mayMask(mask: Mask, text: string): boolean {
  return (mask.hint === undefined || mask.hint.test(text)) && mask.pattern.test(text);
}

/** Replaces what the mask matches. */
export function maskText(mask: Mask, text: string, work: Work): Masked {
  const maxLength = Math.max(maxMaskedLength, text.length);
  const parts: string[] = [];
  let length = 0;
  let matches = 0;
  let last = 0;
  const replace = (match: Match, end: number): boolean => {
    const replacement = match.expand(mask.template);
    matches++;
    length += match.start - last + replacement.length;
    parts.push(text.slice(last, match.start), replacement);
    last = end;
    return length <= maxLength;
  };
  const isExhausted = forEachMasked(mask, text, replace, work);
  // Where finding the rest would take too much work, all of it is masked, as if it were one match.
  if (isExhausted) matches++;
  if (matches === 0) return { text, matches, isCut: false };
  const masked = parts.join('') + (isExhausted ? truncatedMarker : text.slice(last));
  if (masked.length <= maxLength) return { text: masked, matches, isCut: isExhausted };
  return {
    text: masked.slice(0, maxLength - truncatedMarker.length) + truncatedMarker,
    matches,
    isCut: true,
  };
}

/** Calls `each` with every match that is one, and its end, until it answers `false`. Whether the work was too much to go on. */
export function forEachMasked(
  { pattern, validate }: Mask,
  text: string,
  each: (match: Match, end: number) => boolean,
  work: Work,
): boolean {
  const goOn = (match: Match): GoOn => {
    const length = validate?.(text.slice(match.start, match.end));
    if (length === 0) return 'retry';
    const end = length === undefined ? match.end : match.start + length;
    return each(match, end) ? 'next' : 'stop';
  };
  return pattern.findAll(text, goOn, work).isExhausted;
}

/** What the mask puts for something of which it knows no groups. */
export function placeholderOf({ template }: Mask): string {
  return expand(template, () => undefined);
}
