import type { ErrorObject, ErrorObjectDetail, ErrorRecord } from '../wire.ts';
import { element } from './dom.ts';
import { formatBytes, formatInstant, plural } from './format.ts';
import { partsOf } from './json-text.ts';
import { ask, sentenceOf } from './server.ts';

export interface ObjectView {
  /** Reads the list again when the number of objects has changed. */
  show(count: number): void;
}

/** The error objects, beside a place for the one that is open. */
export function createObjectView(place: HTMLElement, detail: HTMLElement, replayCommand: string): ObjectView {
  let shown = -1;
  async function refresh(): Promise<void> {
    try {
      const objects = await ask<readonly ErrorObject[]>('/api/objects');
      place.replaceChildren(
        ...(objects.length === 0 ? [nothing()] : objects.map((object) => row(object, detail, replayCommand))),
      );
    } catch (error) {
      place.replaceChildren(element('p', { class: 'empty' }, sentenceOf(error)));
    }
  }
  return {
    show(count) {
      if (count === shown) return;
      shown = count;
      void refresh();
    },
  };
}

function nothing(): HTMLElement {
  return element(
    'p',
    { class: 'empty' },
    'No error objects. Make Datadog fail and send some logs: they come here when the retries end.',
  );
}

function row(
  { key, bytes, writtenMs }: ErrorObject,
  detail: HTMLElement,
  replayCommand: string,
): HTMLElement {
  const [, kind = '', name = key] = /^errors\/([^/]+)\/(?:.*\/)?([^/]+)$/.exec(key) ?? [];
  return element(
    'button',
    { type: 'button', class: 'object', title: key, click: () => void open(key, detail, replayCommand) },
    element('span', { class: 'kind' }, kind),
    element('span', { class: 'name' }, name),
    element('span', { class: 'size' }, formatBytes(bytes)),
    element('time', {}, formatInstant(writtenMs)),
  );
}

async function open(key: string, detail: HTMLElement, replayCommand: string): Promise<void> {
  try {
    const object = await ask<ErrorObjectDetail>(`/api/object?key=${encodeURIComponent(key)}`);
    detail.replaceChildren(
      element('h3', { class: 'key' }, key),
      element(
        'p',
        { class: 'command' },
        element('span', {}, 'Replay it here, or by hand: '),
        element('code', {}, replayCommand),
      ),
      ...object.records.map(recordCard),
      ...(object.more > 0
        ? [element('p', { class: 'empty' }, `and ${plural(object.more, 'record')} more`)]
        : []),
    );
  } catch (error) {
    detail.replaceChildren(element('p', { class: 'empty' }, sentenceOf(error)));
  }
  detail.scrollTop = 0;
}

function recordCard({ errorCode, errorMessage, attempts, arrivedMs, data }: ErrorRecord): HTMLElement {
  return element(
    'article',
    { class: 'record' },
    element('h4', {}, errorCode),
    element('p', {}, errorMessage),
    element('p', { class: 'facts' }, `${plural(attempts, 'attempt')}, arrived ${formatInstant(arrivedMs)}`),
    element(
      'pre',
      {},
      partsOf(data)
        .map(({ text }) => text)
        .join('\n'),
    ),
  );
}
