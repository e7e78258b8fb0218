import type { ConsoleState } from '../wire.ts';
import { element, setText } from './dom.ts';
import { formatCount } from './format.ts';

export interface Balance {
  readonly view: HTMLElement;
  show(state: ConsoleState): void;
}

type Term = readonly [label: string, count: number];

/** The conservation lines: every record, and every line, has its fate. */
export function createBalance(route: 'direct' | 'intake'): Balance {
  const records = createEquation('Records', 'in');
  const lines = createEquation('Lines', 'read');
  const view = element('div', { class: 'balance' }, records.view, route === 'direct' ? lines.view : undefined);
  return {
    view,
    show(state) {
      records.show(state.counts.in, recordTerms(state));
      const terms = lineTerms(state.lines);
      lines.show(terms.reduce((sum, [, count]) => sum + count, 0), terms);
    },
  };
}

function recordTerms({ counts, underWay }: ConsoleState): Term[] {
  const failed = Object.values(counts.failed).reduce((sum, count) => sum + count, 0);
  return [
    ['at Datadog', counts.delivered],
    ['excluded or joined', counts.dropped],
    ['in S3', failed],
    ['put back', counts.reIngested],
    ['on their way', underWay],
  ];
}

/** Names of the function's own counts; further ones are shown under theirs. */
const lineLabels: Readonly<Record<string, string>> = {
  LinesEnriched: 'tagged',
  LinesUntouched: 'passed on',
  LinesJoined: 'joined',
  LinesExcluded: 'excluded',
};

function lineTerms(lines: Readonly<Record<string, number>>): Term[] {
  const known = Object.entries(lineLabels).map(([name, label]): Term => [label, lines[name] ?? 0]);
  const others = Object.entries(lines).filter(([name, count]) => !Object.hasOwn(lineLabels, name) && name !== 'LinesIn' && count > 0);
  return [...known, ...others.map(([name, count]): Term => [name.slice(5).replaceAll(/(?<!^)[A-Z]/g, ' $&').toLowerCase(), count])];
}

function createEquation(title: string, first: string) {
  const cells = new Map<string, { readonly cell: HTMLElement; readonly number: HTMLElement }>();
  const view = element('div', { class: 'equation', role: 'group', 'aria-label': `${title}: conservation` }, element('h2', {}, title));
  const cellOf = (label: string) => {
    const known = cells.get(label);
    if (known !== undefined) return known;
    const number = element('span', { class: 'number' });
    const operator = cells.size === 0 ? undefined : element('span', { class: 'operator' }, cells.size === 1 ? '=' : '+');
    const cell = element('span', { class: 'term' }, number, ' ', element('span', { class: 'label' }, label));
    view.append(...(operator ? [operator, ' '] : []), cell, ' ');
    const made = { cell, number };
    cells.set(label, made);
    return made;
  };
  return {
    view,
    show(total: number, terms: readonly Term[]) {
      for (const [label, count] of [[first, total] as const, ...terms]) {
        const { cell, number } = cellOf(label);
        setText(number, formatCount(count));
        cell.classList.toggle('none', count === 0);
      }
    },
  };
}
