import { maxTagCharacters, maxTags } from './limits.ts';

/** Comma (no escape exists), control characters, line and paragraph separators, and what stands for broken text. */
const forbidden = /[,\p{Cc}\u2028\u2029\ufffd]/gu;

/**
 * One tag as Datadog takes it, a whole `key:value` or a bare word: no comma, newline or control character (each becomes `_`),
 * no white space around key or value, no trailing colon, at most 200 characters. `undefined` where key or value is empty. It does
 * not lower-case: the intake does. Source: Datadog documentation `getting_started/tagging`.
 */
export function cleanTag(raw: string): string | undefined {
  const text = raw.trim().toWellFormed().replace(forbidden, '_');
  const colon = text.indexOf(':');
  if (colon < 0) return trimEnd(cut(text, maxTagCharacters)) || undefined;
  const key = text.slice(0, colon).trim();
  if (key === '') return undefined;
  const value = trimEnd(cut(`${key}:${text.slice(colon + 1).trim()}`, maxTagCharacters)).slice(
    key.length + 1,
  );
  return value === '' ? undefined : `${key}:${value}`;
}

/** A clean `key:value`, or `undefined` where one of the two is missing or empty. */
export function tag(key: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : cleanTag(`${key}:${value}`);
}

/** The clean tags of a `ddtags` string. */
export function splitTags(ddtags: string): string[] {
  return ddtags.split(',').flatMap((part) => cleanTag(part) ?? []);
}

/**
 * Concatenates lists of clean tags in their order, without duplicates and at most 100 in all. Where that is too many the last go,
 * but those of `keep` that are among the lists stay.
 */
export function mergeTags(lists: readonly (readonly string[])[], keep: readonly string[]): string[] {
  const tags = [...new Set(lists.flat())];
  if (tags.length <= maxTags) return tags;
  const kept = new Set(keep.filter((candidate) => tags.includes(candidate)).slice(0, maxTags));
  let others = maxTags - kept.size;
  return tags.filter((candidate) => kept.has(candidate) || others-- > 0);
}

/** The first `characters` code points. */
function cut(text: string, characters: number): string {
  if (text.length <= characters) return text;
  let end = 0;
  for (let count = 0; count < characters && end < text.length; count += 1) {
    end += text.codePointAt(end)! > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

/** Without white space and colons at the end; a loop, because `[\s:]+$` takes quadratic time on long runs of them. */
function trimEnd(text: string): string {
  let trimmed = text.trimEnd();
  while (trimmed.endsWith(':')) {
    let end = trimmed.length - 1;
    while (end > 0 && trimmed[end - 1] === ':') end -= 1;
    trimmed = trimmed.slice(0, end).trimEnd();
  }
  return trimmed;
}
