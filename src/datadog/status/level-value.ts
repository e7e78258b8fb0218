import type { Status } from './datadog-status.ts';
import { levelWords, numberScales, statusNumbers, type NumberScale } from './levels.ts';

const statusOfWord: ReadonlyMap<string, Status> = new Map(
  Object.entries(levelWords).flatMap(([status, words]) =>
    words.map((word) => [word, status as Status] as const),
  ),
);

/** Terminal colours, which winston's `colorize` writes into the level. */
const colours = new RegExp(String.raw`\u001b\[[\d;]*m`, 'g');
const longestValue = 40;

/** The status that a word of a level means; `undefined` for a word that is none. */
export function statusOfLevelWord(text: string): Status | undefined {
  if (text.length > longestValue) return undefined;
  const word = text.includes('\u001b') ? text.replaceAll(colours, '') : text;
  return statusOfWord.get(word.trim().toLowerCase());
}

/** The status that the value (parsed JSON) of a level attribute means: a word, or a number of the attribute's scale. */
export function statusOfLevel(value: unknown, numbers: NumberScale | undefined): Status | undefined {
  if (typeof value === 'number') return numbers === undefined ? undefined : statusOfNumber(value, numbers);
  if (typeof value !== 'string') return undefined;
  const isNumber = numbers !== undefined && /^\d{1,5}$/.test(value);
  return isNumber ? statusOfNumber(Number(value), numbers) : statusOfLevelWord(value);
}

/** The scale for the numbers of an attribute that Datadog looks up itself. */
export function scaleOf(statusAttribute: string): NumberScale | undefined {
  return Object.hasOwn(statusNumbers, statusAttribute) ? statusNumbers[statusAttribute] : undefined;
}

function statusOfNumber(value: number, numbers: NumberScale): Status | undefined {
  const { steps, end } = numberScales[numbers];
  return value < end ? steps.findLast(({ from }) => value >= from)?.status : undefined;
}
