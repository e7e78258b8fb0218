import type { ConsoleState } from '../wire.ts';
import { element, setText } from './dom.ts';
import { formatCount } from './format.ts';

export interface Balance {
  readonly view: HTMLElement;
  show(state: ConsoleState): void;
}

type Term = readonly [label: string, count: number];

/** The conservation lines as accounts: every record, and every line, has its fate. */
export function createBalance(route: 'direct' | 'intake'): Balance {
  const records = createAccount('records in');
  const lines = createAccount('lines read');
  return {
    view: element('div', { class: 'balance' }, records.view, route === 'direct' ? lines.view : undefined),
    show(state) {
      records.show(state.counts.in, recordTerms(state));
      const terms = lineTerms(state.lines);
      const total = terms.reduce((sum, [, count]) => sum + count, 0);
      lines.show(total, terms);
    },
  };
}

function recordTerms({ counts, underWay }: ConsoleState): Term[] {
  const failed = Object.values(counts.failed).reduce((sum, count) => sum + count, 0);
  return [
    ['at Datadog', counts.delivered],
    ['failed, in S3', failed],
    ['excluded or joined', counts.dropped],
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
  const isOther = ([name, count]: readonly [string, number]) =>
    !Object.hasOwn(lineLabels, name) && name !== 'LinesIn' && count > 0;
  const others = Object.entries(lines).filter(isOther);
  return [...known, ...others.map(([name, count]): Term => [wordsOf(name), count])];
}

/** `LinesSampledOut` as `sampled out`. */
function wordsOf(name: string): string {
  return name
    .slice(5)
    .replaceAll(/(?<!^)[A-Z]/g, ' $&')
    .toLowerCase();
}

function createAccount(title: string) {
  const numbers = new Map<string, { readonly row: HTMLElement; readonly number: HTMLElement }>();
  const view = element('dl', { class: 'account' });
  const rowOf = (label: string) => {
    const known = numbers.get(label);
    if (known !== undefined) return known;
    const number = element('dd');
    const row = element(
      'div',
      numbers.size === 0 ? { class: 'total' } : {},
      element('dt', {}, label),
      number,
    );
    view.append(row);
    numbers.set(label, { row, number });
    return { row, number };
  };
  return {
    view,
    show(total: number, terms: readonly Term[]) {
      for (const [label, count] of [[title, total] as const, ...terms]) {
        const { row, number } = rowOf(label);
        setText(number, formatCount(count));
        row.classList.toggle('none', count === 0);
      }
    },
  };
}
