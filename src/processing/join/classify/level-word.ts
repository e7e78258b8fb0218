import { literals } from './bytes.ts';

const words = [
  'err',
  'error',
  'warn',
  'warning',
  'fatal',
  'severe',
  'crit',
  'critical',
  'panic',
  'fail',
  'failed',
  'exception',
];

/** The words, in lower case, by their first letter in either case. */
const byInitial = new Array<Uint8Array[] | undefined>(256).fill(undefined);
for (const word of literals(...words))
  for (const initial of [word[0]!, word[0]! & ~0x20]) (byInitial[initial] ??= []).push(word);

/** 1 for a byte with which one of the words begins. */
export const beginsLevel = Uint8Array.from(byInitial, (candidates) => (candidates === undefined ? 0 : 1));

/** Whether the word that begins at `text[at]`, in any case, is a level that means trouble. */
export function isLevelWord(text: Uint8Array, at: number, end: number): boolean {
  const candidates = byInitial[text[at]!];
  if (candidates === undefined) return false;
  // A loop, since a closure would be made for every word.
  for (let index = 0; index < candidates.length; index++) {
    if (isWord(text, at, end, candidates[index]!)) return true;
  }
  return false;
}

function isWord(text: Uint8Array, at: number, end: number, candidate: Uint8Array): boolean {
  const after = at + candidate.length;
  if (after > end) return false;
  for (let index = 1; index < candidate.length; index++) {
    if ((text[at + index]! | 0x20) !== candidate[index]) return false;
  }
  return after === end || !isLetter(text[after]!);
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}
