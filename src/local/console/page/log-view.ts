import type { FateChange, LogDetail, LogSummary } from '../wire.ts';
import { comparison } from './comparison.ts';
import { element, setText } from './dom.ts';
import { formatCount, formatInstant } from './format.ts';
import { ask, sentenceOf } from './server.ts';
import { createTailList } from './tail-list.ts';
import { reasonOf } from './why.ts';

export interface LogView {
  addOlder(logs: readonly LogSummary[]): void;
  add(logs: readonly LogSummary[]): void;
  clear(): void;
  settle(changes: readonly FateChange[]): void;
}

/** The live tail with its filter, beside a place for the log that is open. */
export function createLogView(place: HTMLElement, detail: HTMLElement): LogView {
  const list = createTailList(
    (log) => void openLog(log, detail),
    (isFollowing) => {
      setText(follow, isFollowing ? 'Following' : 'Follow the newest');
      follow.setAttribute('aria-pressed', String(isFollowing));
    },
  );
  const filter = element('input', {
    type: 'search',
    placeholder: 'Filter by text, pod, service, status',
    'aria-label': 'Filter the logs',
  });
  const follow = element(
    'button',
    { type: 'button', class: 'quiet', 'aria-pressed': 'true', click: () => list.follow(true) },
    'Following',
  );
  const count = element('span', { class: 'count' });
  const empty = element('p', { class: 'empty' }, 'No logs yet. Send samples, or put records on the stream.');
  const showCount = () => {
    setText(
      count,
      list.shown === list.kept
        ? formatCount(list.kept)
        : `${formatCount(list.shown)} of ${formatCount(list.kept)}`,
    );
    empty.hidden = list.kept > 0;
  };
  filter.addEventListener('input', () => {
    list.filter(filter.value);
    showCount();
  });
  place.append(element('div', { class: 'tools' }, filter, count, follow), empty, list.view);
  showHint(detail);
  return {
    add(logs) {
      list.add(logs);
      showCount();
    },
    addOlder(logs) {
      list.addOlder(logs);
      showCount();
    },
    clear() {
      list.clear();
      showCount();
    },
    settle: (changes) => list.settle(changes),
  };
}

export function showHint(detail: HTMLElement): void {
  detail.replaceChildren(
    element(
      'p',
      { class: 'empty' },
      'Choose a log to see it before and after, with its tags and what Datadog reads.',
    ),
  );
}

async function openLog({ id }: LogSummary, detail: HTMLElement): Promise<void> {
  try {
    const log = await ask<LogDetail>(`/api/log?id=${id}`);
    detail.replaceChildren(head(log), comparison({ ...log, reason: whyNot(log) }));
  } catch (error) {
    detail.replaceChildren(element('p', { class: 'empty' }, sentenceOf(error)));
  }
  detail.scrollTop = 0;
}

function head({ fate, atMs, code }: LogDetail): HTMLElement {
  return element(
    'div',
    { class: 'head' },
    element(
      'span',
      { class: `fate ${fate.replaceAll(' ', '-')}` },
      code === undefined ? fate : `${fate}: ${code}`,
    ),
    element('time', {}, `arrived ${formatInstant(atMs)}`),
  );
}

function whyNot({ fate, code, why }: LogDetail): string {
  if (fate === 'left out') return reasonOf(why);
  return `Failed: ${code ?? 'no code'}. S3 keeps the record as it was.`;
}
