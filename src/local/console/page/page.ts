import type { ConsoleFacts, ConsoleState, LogSummary } from '../wire.ts';
import { createBalance } from './balance.ts';
import { createControls } from './controls.ts';
import { createDiagram } from './diagram.ts';
import { byId, setText } from './dom.ts';
import { createLogView, type LogView } from './log-view.ts';
import { createObjectView } from './object-view.ts';
import { startPlayground } from './playground-view.ts';
import { ask } from './server.ts';
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
  const on = (name: string, take: (data: string) => void) =>
    events.addEventListener(name, ({ data }: MessageEvent<string>) => take(data));
  let isFirst = true;
  let show: ((state: ConsoleState) => void) | undefined;
  on('hello', (data) => {
    const facts: ConsoleFacts = JSON.parse(data);
    setText(byId('connection'), `stream ${facts.streamName} at ${facts.firehoseUrl}`);
    byId('connection').className = '';
    show = build(facts);
    logs.clear();
    isFirst = true;
  });
  on('state', (data) => show?.(JSON.parse(data)));
  on('logs', (data) => {
    const list: readonly LogSummary[] = JSON.parse(data);
    logs.add(list);
    if (isFirst) void fetchOlder(list[0]?.id ?? 0, logs);
    isFirst = false;
  });
  on('fates', (data) => logs.settle(JSON.parse(data)));
  events.addEventListener('error', () => {
    setText(byId('connection'), 'kubehose local has ended; start it again');
    byId('connection').className = 'gone';
  });
}

/** Page by page to the oldest that is kept. */
async function fetchOlder(firstId: number, logs: LogView): Promise<void> {
  const older = await ask<readonly LogSummary[]>(`/api/logs?before=${firstId}`).catch(() => []);
  logs.addOlder(older);
  const [oldest] = older;
  if (oldest !== undefined) await fetchOlder(oldest.id, logs);
}

let resting = 0;

/** The parts that depend on what runs here. */
function build(facts: ConsoleFacts): (state: ConsoleState) => void {
  const diagram = createDiagram(facts);
  const balance = createBalance(facts.route);
  const controls = createControls(facts);
  const objects = createObjectView(byId('objects'), byId('detail'), facts.replayCommand);
  byId('flow').replaceChildren(diagram.drawing, balance.view);
  byId('controls').replaceChildren(controls.view);
  let last: ConsoleState | undefined;
  // Arrows come to rest although nothing new is said. After a new connection there is a new drawing.
  clearInterval(resting);
  resting = window.setInterval(() => last && diagram.show(last), 500);
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
