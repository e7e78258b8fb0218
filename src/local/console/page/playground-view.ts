import type { TriedRecord, TryAnswer, TryRequest } from '../wire.ts';
import { comparison } from './comparison.ts';
import { settingsFormats, settingsText, type SettingsFormat } from './copy-settings.ts';
import { element, setText } from './dom.ts';
import { formatBytes, formatCount, plural } from './format.ts';
import { ask, sentenceOf } from './server.ts';
import { createSettingsForm } from './settings-form.ts';
import { reasonOf } from './why.ts';

/** Results that are shown at once. */
const maxShown = 50;
const maxFileBytes = 4 * 1_048_576;

/** Lines and settings on one side, what Datadog would get on the other; it is tried anew with every change. */
export function startPlayground(place: HTMLElement): { open(): void } {
  let file: Uint8Array | undefined;
  let timer = 0;
  let asked = 0;
  const text = element('textarea', {
    'aria-label': 'Log lines',
    rows: '9',
    spellcheck: 'false',
    placeholder: 'Paste lines as Fluent Bit sends them, or drop a capture (also .gz)',
  });
  const dropped = element('p', { class: 'file', hidden: true });
  const choose = element('input', { type: 'file', 'aria-label': 'A capture' });
  const now = element('input', { type: 'checkbox', checked: true });
  const results = element('div', { class: 'results', 'aria-live': 'polite' });
  const form = createSettingsForm(() => later());
  const copy = copyPanel(() => form.environment());

  function later(): void {
    clearTimeout(timer);
    timer = window.setTimeout(() => void attempt(), 250);
    copy.refresh();
  }

  async function attempt(): Promise<void> {
    asked += 1;
    const mine = asked;
    const input = file ?? new TextEncoder().encode(text.value);
    if (input.length === 0)
      return results.replaceChildren(element('p', { class: 'empty' }, 'Nothing to try yet.'));
    const request: TryRequest = {
      environment: form.environment(),
      input: toBase64(input),
      asOfNow: now.checked,
    };
    const answer = await ask<TryAnswer>('/api/try', request).catch((error: unknown): TryAnswer => ({
      kind: 'failed',
      sentence: sentenceOf(error),
    }));
    // An answer that was overtaken by a later question is of no interest.
    if (mine === asked) show(answer);
  }

  function show(answer: TryAnswer): void {
    form.showErrors(answer.kind === 'problems' ? answer.problems : []);
    results.classList.toggle('stale', answer.kind === 'problems');
    if (answer.kind === 'problems')
      return setText(summary, `${plural(answer.problems.length, 'setting')} cannot be used: see there`);
    if (answer.kind === 'failed')
      return results.replaceChildren(element('p', { class: 'error' }, answer.sentence));
    setText(summary, summaryOf(answer));
    results.replaceChildren(
      ...answer.records.slice(0, maxShown).map((record, index) => card(record, index, answer.atMs)),
    );
  }

  async function take(chosen: File | undefined): Promise<void> {
    if (chosen === undefined) return;
    dropped.hidden = false;
    if (chosen.size > maxFileBytes)
      return setText(
        dropped,
        `${chosen.name} has ${formatBytes(chosen.size)}; at most ${formatBytes(maxFileBytes)}`,
      );
    file = new Uint8Array(await chosen.arrayBuffer());
    setText(dropped, `${chosen.name}, ${formatBytes(chosen.size)}; what is typed takes its place`);
    later();
  }

  text.addEventListener('input', () => {
    file = undefined;
    dropped.hidden = true;
    later();
  });
  now.addEventListener('change', later);
  choose.addEventListener('change', () => void take(choose.files?.[0]));
  const input = element(
    'div',
    { class: 'card input' },
    element('h2', {}, 'Input'),
    text,
    dropped,
    element('div', { class: 'tools' }, choose, element('label', {}, now, ' as if written now')),
  );
  input.addEventListener('dragover', (event) => event.preventDefault());
  input.addEventListener('drop', (event) => {
    event.preventDefault();
    void take(event.dataTransfer?.files[0]);
  });
  const summary = element('p', { class: 'summary', role: 'status' });
  place.replaceChildren(
    element(
      'div',
      { class: 'left' },
      input,
      element('div', { class: 'card' }, element('h2', {}, 'Settings'), form.view, copy.view),
    ),
    element('div', { class: 'card right' }, element('h2', {}, 'What Datadog gets'), summary, results),
  );
  return {
    open() {
      if (asked > 0) return;
      void ask<{ readonly text: string }>('/api/sample-text').then(({ text: sample }) => {
        if (text.value === '') text.value = sample;
        later();
      });
    },
  };
}

function summaryOf({ records, more, lines }: Extract<TryAnswer, { kind: 'tried' }>): string {
  const logs = records.reduce((sum, record) => sum + record.logs.length, 0);
  const counted = [
    plural(records.length, 'record'),
    plural(logs, 'log'),
    `${formatCount(lines['LinesEnriched'] ?? 0)} tagged`,
  ];
  const notShown = records.length > maxShown ? [`the first ${maxShown} are shown`] : [];
  return [...counted, ...notShown, ...(more > 0 ? [`${formatCount(more)} more were not tried`] : [])].join(
    ' · ',
  );
}

function card(record: TriedRecord, index: number, atMs: number): HTMLElement {
  const { before, result, untouched, logs, why } = record;
  const fate = result !== 'Ok' ? result : untouched ? 'passed on untouched' : 'tagged';
  const title = `#${formatCount(index + 1)} ${fate}`;
  const reason = result === 'Dropped' ? reasonOf(why[0]) : `The record is answered ${result}.`;
  const out = why.filter((line) => line.fate === 'log' || line.fate === 'passed on');
  const body =
    logs.length === 0
      ? [comparison({ before, after: undefined, atMs, reason, why: why[0] })]
      : logs.map((after, log) => comparison({ before, after, atMs, why: out[log] }));
  const first = logs[0] ?? before;
  return element(
    'details',
    { open: index === 0, class: fate.split(' ')[0] ?? '' },
    element(
      'summary',
      {},
      element('span', { class: 'which' }, title),
      ' ',
      element('span', { class: 'line' }, lineOf(first)),
    ),
    ...body,
  );
}

/** The message of a log, for its heading. */
function lineOf(text: string): string {
  try {
    const { message, log }: { message?: unknown; log?: unknown } = JSON.parse(text);
    const line = [message, log].find((value) => typeof value === 'string') ?? text;
    return line.slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}

function copyPanel(environment: () => Readonly<Record<string, string>>) {
  const shown = element('pre', { tabindex: '0', 'aria-label': 'Settings to copy' });
  let format: SettingsFormat = 'env';
  const said = element('span', { class: 'count', role: 'status' });
  const refresh = () => {
    setText(shown, settingsText(environment(), format));
    setText(said, '');
    for (const each of choices) each.setAttribute('aria-pressed', String(each.textContent === format));
  };
  const choices = settingsFormats.map((name) =>
    element(
      'button',
      {
        type: 'button',
        class: 'quiet',
        click: () => {
          format = name;
          refresh();
        },
      },
      name,
    ),
  );
  const copy = element(
    'button',
    {
      type: 'button',
      click: () =>
        void navigator.clipboard.writeText(shown.textContent).then(
          () => setText(said, 'copied'),
          () => setText(said, 'the browser does not allow it; select the text'),
        ),
    },
    'Copy',
  );
  refresh();
  return {
    refresh,
    view: element(
      'div',
      { class: 'copy' },
      element('div', { class: 'tools' }, element('span', {}, 'Copy as'), ...choices, copy, said),
      shown,
    ),
  };
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 32_768)
    binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(binary);
}
