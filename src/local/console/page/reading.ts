import { readLog, type DatadogLog, type OfficialDate } from '../../../datadog/reading/read-log.ts';
import type { Explanation } from '../../../transform/explain/explanation.ts';
import { element } from './dom.ts';
import { formatInstant } from './format.ts';

/** A log as Datadog will read it, or `undefined` for what is no JSON object. */
export function readingOf(text: string, atMs: number): DatadogLog | undefined {
  try {
    return readLog(JSON.parse(text), atMs);
  } catch {
    return undefined;
  }
}

/** What Datadog makes of a log, as a list of terms, and what each comes from. */
export function readingList(log: DatadogLog, why: Explanation | undefined): HTMLElement {
  const rows: readonly [string, string, string?][] = [
    ['status', log.status],
    ['service', log.service ?? 'none'],
    ['source', log.source ?? 'none'],
    ['host', log.host ?? 'none'],
    ['date', dateText(log.date), dateClass(log.date)],
  ];
  return element(
    'dl',
    { class: 'reading' },
    ...rows.map(([term, text, kind = '']) =>
      element(
        'div',
        { class: kind },
        element('dt', {}, term),
        element('dd', term === 'status' ? { class: `status ${text}` } : {}, text),
        sourceOf(why, term),
      ),
    ),
  );
}

function sourceOf(why: Explanation | undefined, term: string): HTMLElement | undefined {
  const chosen = term === 'date' || term === 'status' || term === 'service' ? why?.[term] : undefined;
  if (chosen === undefined) return undefined;
  const lost = chosen.lost.map(({ from, because }) => `not ${from}: ${because}`).join('\n');
  return element('dd', { class: 'source', title: lost }, `by ${chosen.from}`);
}

function dateText(date: OfficialDate): string {
  if (date.kind === 'arrival') return 'the time of reception: the log has no date';
  if (date.kind === 'unreadable') return `${date.attribute} is in no documented format`;
  const from = `${formatInstant(date.ms)}, from ${date.attribute}`;
  return date.kind === 'date' ? from : `${from}: Datadog discards it, too old or too far ahead`;
}

function dateClass({ kind }: OfficialDate): string {
  return kind === 'refused' || kind === 'unreadable' ? 'bad' : '';
}
