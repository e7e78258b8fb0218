import type { Status } from './datadog-status.ts';
import { statusOfLevelWord } from './level-value.ts';
import { ordinaryWords } from './levels.ts';

/** Words that are no level in brackets: `[ok]`, `[default]`. */
const ordinary: ReadonlySet<string> = new Set(ordinaryWords);

/** MySQL's and MariaDB's. */
const databaseLevels: ReadonlyMap<string, Status> = new Map([
  ['Note', 'notice'],
  ['System', 'info'],
]);

/** Terminal colours, where ESC may read `\\u001b`: structlog puts them inside of the brackets. */
const colours = new RegExp(String.raw`(?:\u001b|\\u001b)\[[\d;]*m`, 'g');

/** A word of the content that is a date or a time. */
const hasTime = /(?:^| )\d+[:/-]\w/;

/**
 * The level that the content of brackets says: `error`, `WARN `, `core:error`, `2026-11-28 10:00:00,123: INFO/MainProcess`, or beside
 * a time, `10:00:00 INF`.
 */
export function statusInBrackets(coloured: string): Status | undefined {
  const content =
    coloured.includes('\u001b') || coloured.includes('\\u001b') ? coloured.replaceAll(colours, '') : coloured;
  const word = content.includes(': ')
    ? (content.split(': ')[1]!.split('/')[0] ?? '')
    : content.slice(content.lastIndexOf(':') + 1);
  return statusOf(word.trim()) ?? databaseLevels.get(content) ?? besideTime(content);
}

function besideTime(content: string): Status | undefined {
  if (!hasTime.test(content)) return undefined;
  for (const word of content.split(' ')) {
    const status = statusOf(word);
    if (status !== undefined) return status;
  }
  return undefined;
}

function statusOf(word: string): Status | undefined {
  return word.length >= 3 && !ordinary.has(word.toLowerCase()) ? statusOfLevelWord(word) : undefined;
}
