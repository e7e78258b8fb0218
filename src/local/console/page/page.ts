import type { ConsoleFacts, ConsoleState, FateChange, LogSummary } from '../wire.ts';
import { createBalance } from './balance.ts';
import { createControls } from './controls.ts';
import { createDiagram } from './diagram.ts';
import { byId, setText } from './dom.ts';
import { createLogView } from './log-view.ts';
import { createObjectView } from './object-view.ts';
import { startPlayground } from './playground-view.ts';
import { startTabs } from './tabs.ts';
import { startTheme } from './theme.ts';
import { plural } from './format.ts';

startTheme();
const playground = startPlayground(byId('playground'));
startTabs(byId('views'), (id) => {
  if (id === 'tab-playground') playground.open();
});
startTabs(byId('lists'));
listen();

/** Follows the server's events for as long as the page is open; the browser connects anew by itself. */
function listen(): void {
  const events = new EventSource('/api/events');
  const logs = createLogView(byId('logs'), byId('detail'));
  let show: (state: ConsoleState) => void = () => {};
  const on = <Data>(name: string, take: (data: Data) => void) =>
    events.addEventListener(name, ({ data }: MessageEvent<string>) => take(JSON.parse(data)));
  on<ConsoleFacts>('hello', (facts) => {
    setText(byId('connection'), `stream ${facts.streamName} at ${facts.firehoseUrl}`);
    byId('connection').className = '';
    show = build(facts);
    logs.clear();
  });
  on<ConsoleState>('state', (state) => show(state));
  on<readonly LogSummary[]>('logs', (list) => logs.add(list));
  on<readonly FateChange[]>('fates', (changes) => logs.settle(changes));
  events.addEventListener('error', () => {
    setText(byId('connection'), 'kubehose local has ended; start it again');
    byId('connection').className = 'gone';
  });
}

/** The parts that depend on what runs here. */
function build(facts: ConsoleFacts): (state: ConsoleState) => void {
  const diagram = createDiagram(facts);
  const balance = createBalance(facts.route);
  const controls = createControls(facts);
  const objects = createObjectView(byId('objects'), byId('detail'), facts.replayCommand);
  byId('flow').replaceChildren(diagram.drawing, balance.view);
  byId('controls').replaceChildren(controls.view);
  let last: ConsoleState | undefined;
  // Arrows come to rest although nothing new is said.
  setInterval(() => last && diagram.show(last), 500);
  return (state) => {
    last = state;
    diagram.show(state);
    balance.show(state);
    controls.show(state);
    objects.show(state.errorObjects);
    setText(
      byId('tab-objects'),
      state.errorObjects === 0 ? 'Error objects' : plural(state.errorObjects, 'error object'),
    );
  };
}
