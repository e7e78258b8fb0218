import type { Explanation } from '../../../transform/explain/explanation.ts';
import { element } from './dom.ts';
import { plural } from './format.ts';

/** What else was decided about a log: the lines and rules behind it, tags that are left out, what could not be said. */
export function whyList(why: Explanation | undefined): HTMLElement | undefined {
  const sentences = why === undefined ? [] : sentencesOf(why);
  if (sentences.length === 0) return undefined;
  return element('ul', { class: 'why' }, ...sentences.map((sentence) => element('li', {}, sentence)));
}

function sentencesOf({ joinedFrom, by, rules, leftOut, missing }: Explanation): string[] {
  return [
    ...(joinedFrom.length > 0
      ? [`Joined with ${plural(joinedFrom.length, 'line')} behind it: ${by ?? 'one log'}`]
      : []),
    ...rules.map(({ rule, type, effect }) => `Rule ${rule} (${type}): ${effect}`),
    ...leftOut.map(({ value, from }) => `Left out: ${value}, for ${from}`),
    ...missing.map((sentence) => `Missing: ${sentence}`),
  ];
}

/** Why nothing goes on of a line. */
export function reasonOf(why: Explanation | undefined): string {
  if (why === undefined || why.fate === 'log')
    return 'Left out: excluded by a rule, or joined to the log before it.';
  const fates = {
    joined: 'Joined to a log before it',
    excluded: 'Excluded',
    'sampled out': 'Sampled out',
    'held back': 'Held back, because a mask cannot be used',
    'passed on': 'Passed on as it came',
  } as const;
  return why.by === undefined ? `${fates[why.fate]}.` : `${fates[why.fate]}: ${why.by}.`;
}
