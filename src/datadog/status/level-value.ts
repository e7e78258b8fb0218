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
/** slog names what lies between two levels by the distance: `INFO+2`; MongoDB has D1 to D5. */
const distance = /(?:[+-]\d{1,3}|(?<=^d)[1-5])$/;

/** The status that a word of a level means; `undefined` for a word that is none. */
export function statusOfLevelWord(text: string): Status | undefined {
  if (text.length > longestValue) return undefined;
  const word = (text.includes('\u001b') ? text.replaceAll(colours, '') : text).trim().toLowerCase();
  return (
    statusOfWord.get(word) ?? (/\d$/.test(word) ? statusOfWord.get(word.replace(distance, '')) : undefined)
  );
}

/**
 * The status that the value (parsed JSON) of a level attribute means: a word, a number of the attribute's scale, or an object with a
 * `name`, as loguru and some layouts of log4j write it.
 */
export function statusOfLevel(value: unknown, numbers: NumberScale | undefined): Status | undefined {
  if (typeof value === 'object') return statusOfName(value);
  if (typeof value === 'number') return numbers === undefined ? undefined : statusOfNumber(value, numbers);
  if (typeof value !== 'string') return undefined;
  const isNumber = numbers !== undefined && /^\d{1,5}$/.test(value);
  return isNumber ? statusOfNumber(Number(value), numbers) : statusOfLevelWord(value);
}

function statusOfName(level: object | null): Status | undefined {
  const name: unknown = level !== null && 'name' in level ? level.name : undefined;
  return typeof name === 'string' ? statusOfLevelWord(name) : undefined;
}

/** The scale for the numbers of an attribute that Datadog looks up itself. */
export function scaleOf(statusAttribute: string): NumberScale | undefined {
  return Object.hasOwn(statusNumbers, statusAttribute) ? statusNumbers[statusAttribute] : undefined;
}

function statusOfNumber(value: number, numbers: NumberScale): Status | undefined {
  const { steps, end } = numberScales[numbers];
  return value < end ? steps.findLast(({ from }) => value >= from)?.status : undefined;
}
