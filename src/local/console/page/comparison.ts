import type { Explanation } from '../../../transform/explain/explanation.ts';
import { element } from './dom.ts';
import { changedParts, partsOf, type Part } from './json-text.ts';
import { readingList, readingOf } from './reading.ts';
import { sourcesOf } from './tag-sources.ts';
import { whyList } from './why.ts';

export interface Compared {
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What dates are judged by, epoch ms. */
  readonly atMs: number;
  /** Stands in the place of a log that does not go on. */
  readonly reason?: string | undefined;
  readonly why?: Explanation | undefined;
}

/** A log before and after, side by side, with what Datadog reads in it and its tags. */
export function comparison({ before, after, atMs, reason, why }: Compared): HTMLElement {
  const read = after === undefined ? undefined : readingOf(after, atMs);
  const [old, made] = [partsOf(before ?? ''), partsOf(after ?? '')];
  return element(
    'div',
    { class: 'comparison' },
    read && readingList(read, why),
    whyList(why),
    element(
      'div',
      { class: 'sides' },
      side(
        'Before',
        before,
        old,
        changedParts(old, made),
        'gone',
        'It came by the Logs API; what it was before is not known here.',
      ),
      side('After', after, made, changedParts(made, old), 'new', reason ?? 'Nothing goes on.'),
    ),
    read && read.tags.length > 0 ? tagTable(read.tags, why) : undefined,
  );
}

function side(
  title: string,
  text: string | undefined,
  parts: readonly Part[],
  changed: ReadonlySet<Part>,
  mark: 'gone' | 'new',
  absent: string,
): HTMLElement {
  const body =
    text === undefined
      ? element('p', { class: 'absent' }, absent)
      : element(
          'pre',
          { tabindex: '0', role: 'region', 'aria-label': title },
          ...parts.map((part) =>
            changed.has(part) ? element('span', { class: `part ${mark}` }, part.text) : same(part),
          ),
        );
  return element('section', { class: 'side' }, element('h3', {}, title), body);
}

/** What is the same on both sides is folded where it is long. */
function same({ text }: Part): HTMLElement {
  const [first = '', ...rest] = text.split('\n');
  if (rest.length < foldedLines) return element('span', { class: 'part' }, text);
  const last = rest.at(-1)?.trim() ?? '';
  return element(
    'details',
    { class: 'part fold' },
    element('summary', {}, `${first} … ${last}`, element('small', {}, ' unchanged')),
    rest.join('\n'),
  );
}

const foldedLines = 4;

function tagTable(tags: readonly string[], why: Explanation | undefined): HTMLElement {
  const origins = Object.fromEntries(why?.tags.map(({ value, from }) => [value, from]) ?? []);
  const rows = sourcesOf(tags, origins).map(({ key, value, source }) =>
    element(
      'tr',
      { title: source },
      element('th', { scope: 'row' }, key),
      element('td', {}, value),
      element('td', { class: 'source' }, source),
    ),
  );
  const heads = ['tag', 'value', 'source'].map((name) => element('th', { scope: 'col' }, name));
  return element(
    'table',
    { class: 'tags' },
    element('caption', {}, `${tags.length} tags`),
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...rows),
  );
}
