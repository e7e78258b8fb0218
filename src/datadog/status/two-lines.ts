import type { Buffer } from 'node:buffer';
import type { Status } from './datadog-status.ts';
import { statusOfLevelWord } from './level-value.ts';

/** Date and time, the class and the method. Newer JDKs have U+202F in front of AM and PM, which may read `\u202f`. */
const classLine = /^.{6,30}\d:\d\d:\d\d(?:(?:\W{1,5}|\\u202f)[AP]M)? [\w$]+(?:\.[\w$]+)+ [\w$<>]+$/i;
const levelLine = /^([A-Z]{3,13}): /;

/**
 * The level of a text in the format of java.util.logging, which has it in the second of its two lines:
 * `Nov 28, 2026 10:00:00 AM com.example.App main`, `INFO: started`. The line break may read `\n` or `\\n`.
 */
export function statusOfTwoLines(text: Buffer, start: number, end: number): Status | undefined {
  // A date begins with a digit or a capital.
  if (text[start]! > 0x5a) return undefined;
  const first = endOfLine(text, start, end);
  if (first >= end) return undefined;
  let at = first;
  while (text[at] === 0x5c) at++;
  if ((text[at] !== 0x0a && text[at] !== 0x6e) || !classLine.test(text.toString('latin1', start, first)))
    return undefined;
  const [, word] = levelLine.exec(text.toString('latin1', at + 1, Math.min(end, at + 17))) ?? [];
  return word === undefined ? undefined : statusOfLevelWord(word);
}

/** Characters of a first line at least. */
const shortest = 20;

/** The line break, or the first escape but for that of a character. */
function endOfLine(text: Uint8Array, start: number, end: number): number {
  let at = start + shortest;
  while (at < end && text[at] !== 0x0a && !(text[at] === 0x5c && text[at + 1] !== 0x75)) at++;
  return at;
}
