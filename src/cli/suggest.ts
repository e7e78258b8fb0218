import { distance } from 'fastest-levenshtein';

/** `; did you mean "transform"?` for a word that somebody mistyped, or nothing where none of the known ones is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const [nearest] = known.toSorted((one, other) => distance(word, one) - distance(word, other));
  if (nearest === undefined || distance(word, nearest) > Math.max(1, word.length / 3)) return '';
  return `; did you mean ${JSON.stringify(nearest)}?`;
}
