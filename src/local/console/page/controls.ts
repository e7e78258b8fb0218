import { faultKinds } from '../../datadog/faults.ts';
import type { ConsoleFacts, ConsoleState } from '../wire.ts';
import { element, setText } from './dom.ts';
import { formatCount, plural } from './format.ts';
import { ask, sentenceOf } from './server.ts';

export interface Controls {
  readonly view: HTMLElement;
  show(state: ConsoleState): void;
}

/** Buttons that send samples, make Datadog fail and recover, and replay. */
export function createControls({ hasSamples, destination }: ConsoleFacts): Controls {
  const said = element('p', { class: 'said', role: 'status' });
  const act = (path: string, body: () => unknown) => () => {
    ask(path, body()).then(
      () => setText(said, ''),
      (error: unknown) => setText(said, sentenceOf(error)),
    );
  };
  let isPlaying = false;
  const once = button(
    'Send 100 samples',
    act('/api/samples', () => ({})),
  );
  const play = button(
    'Keep sending',
    act('/api/samples', () => ({ play: !isPlaying })),
  );
  const fault = element('select', { 'aria-label': 'What Datadog does then' }, ...faultKinds.map(faultOption));
  const fail = button(
    'Make Datadog fail',
    act('/api/fail', () => JSON.parse(fault.value)),
  );
  const recover = button(
    'Recover',
    act('/api/recover', () => ({})),
  );
  const replay = button(
    'Replay',
    act('/api/replay', () => ({})),
  );
  const progress = element('progress', { 'aria-label': 'Replay' });
  for (const each of [once, play]) each.disabled = !hasSamples;
  if (!hasSamples) once.title = 'There are samples in a clone only; put records on the stream yourself.';
  for (const each of [fault, fail]) each.disabled = destination !== '';
  progress.hidden = true;
  return {
    view: element(
      'div',
      { class: 'buttons' },
      group(once, play),
      group(fault, fail, recover),
      group(replay, progress),
      said,
    ),
    show({ fault: current, replay: run, playing, errorObjects }) {
      isPlaying = playing;
      setText(play, playing ? 'Stop sending' : 'Keep sending');
      play.setAttribute('aria-pressed', String(playing));
      recover.disabled = current === undefined;
      recover.classList.toggle('primary', current !== undefined);
      replay.disabled = run.running || errorObjects === 0;
      setText(replay, errorObjects === 0 ? 'Replay' : `Replay ${plural(errorObjects, 'error object')}`);
      replay.classList.toggle('primary', errorObjects > 0 && current === undefined);
      progress.hidden = !run.running;
      progress.max = Math.max(1, run.objectsTotal);
      progress.value = run.objects;
      if (run.running) setText(said, `replaying: ${formatCount(run.sent)} logs sent`);
      else if (run.sentence !== '' && run.sentence !== lastSentence) setText(said, `Replay: ${run.sentence}`);
      lastSentence = run.sentence;
    },
  };
}

let lastSentence = '';

function button(text: string, onClick: () => void): HTMLButtonElement {
  return element('button', { type: 'button', click: onClick }, text);
}

function faultOption({ name, example, meaning }: (typeof faultKinds)[number]): HTMLElement {
  return element('option', { value: example, title: meaning }, name);
}

function group(...children: readonly HTMLElement[]): HTMLElement {
  return element('div', { class: 'group' }, ...children);
}
