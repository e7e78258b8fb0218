import type { FateChange, LogSummary } from '../wire.ts';
import { element, setText } from './dom.ts';
import { formatTime } from './format.ts';

/** Of style.css. */
const rowHeight = 30;
const maxLogs = 10_000;

export interface TailList {
  readonly view: HTMLElement;
  add(logs: readonly LogSummary[]): void;
  /** Logs from before those that are there. */
  addOlder(logs: readonly LogSummary[]): void;
  clear(): void;
  settle(changes: readonly FateChange[]): void;
  filter(text: string): void;
  /** Follows the newest log, or stays. */
  follow(isFollowing: boolean): void;
  readonly shown: number;
  readonly kept: number;
}

/**
 * The last logs as rows, of which only those in sight are elements. It follows the newest while it is scrolled to its end. Arrow keys,
 * Page Up and Down, Home and End move through it; Enter or a click opens a log.
 */
export function createTailList(
  onOpen: (log: LogSummary) => void,
  onFollow: (isFollowing: boolean) => void,
): TailList {
  const rows = element('div', { class: 'rows' });
  const view = element(
    'div',
    { class: 'tail', role: 'listbox', tabindex: '0', 'aria-label': 'Logs, the newest last' },
    rows,
  );
  const pool: Row[] = [];
  let logs: LogSummary[] = [];
  let shown: LogSummary[] = [];
  let wanted = '';
  let selectedId = 0;
  let isFollowing = true;
  let isDue = false;

  const draw = () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      drawNow();
    });
  };

  function drawNow(): void {
    // Not the browser's own end: until the rows have moved, they reach as far as before.
    const end = Math.max(0, shown.length * rowHeight - view.clientHeight);
    const top = isFollowing ? end : Math.min(view.scrollTop, end);
    const first = Math.max(0, Math.floor(top / rowHeight) - 4);
    const count = Math.min(shown.length - first, Math.ceil(view.clientHeight / rowHeight) + 8);
    while (pool.length < count)
      pool.push(createRow(rows, (id) => open(shown.findIndex((log) => log.id === id))));
    for (const [index, row] of pool.entries())
      row.show(index < count ? shown[first + index] : undefined, first + index, selectedId);
    rows.style.height = `${shown.length * rowHeight}px`;
    if (view.scrollTop !== top) view.scrollTop = top;
  }

  function open(index: number): void {
    const log = shown[index];
    if (log === undefined) return;
    selectedId = log.id;
    setFollowing(false);
    view.setAttribute('aria-activedescendant', `log-${log.id}`);
    const top = index * rowHeight;
    if (top < view.scrollTop) view.scrollTop = top;
    if (top + rowHeight > view.scrollTop + view.clientHeight)
      view.scrollTop = top + rowHeight - view.clientHeight;
    drawNow();
    onOpen(log);
  }

  function setFollowing(next: boolean): void {
    if (next === isFollowing) return;
    isFollowing = next;
    onFollow(next);
    draw();
  }

  function isWanted(log: LogSummary): boolean {
    return (
      wanted === '' ||
      `${log.text} ${log.pod} ${log.service} ${log.status} ${log.fate}`.toLowerCase().includes(wanted)
    );
  }

  /** What goes at the front moves the rest up; somebody who reads stays where they are. */
  function trim(): void {
    const gone = logs.length - maxLogs;
    if (gone <= 0) return;
    logs = logs.slice(gone);
    const firstId = logs[0]?.id ?? 0;
    const stays = shown.findIndex(({ id }) => id >= firstId);
    const goneShown = stays < 0 ? shown.length : stays;
    shown = shown.slice(goneShown);
    if (!isFollowing) view.scrollTop -= goneShown * rowHeight;
  }

  view.addEventListener(
    'scroll',
    () => {
      const isAtEnd = view.scrollTop + view.clientHeight >= shown.length * rowHeight - rowHeight;
      if (isAtEnd !== isFollowing && (isAtEnd || userScrolled)) setFollowing(isAtEnd);
      draw();
    },
    { passive: true },
  );
  let userScrolled = false;
  for (const name of ['wheel', 'touchmove', 'pointerdown'])
    view.addEventListener(name, () => (userScrolled = true), { passive: true });
  view.addEventListener('keydown', (event) => {
    userScrolled = true;
    const at = shown.findIndex(({ id }) => id === selectedId);
    const page = Math.max(1, Math.floor(view.clientHeight / rowHeight) - 1);
    const next = keyTarget(event.key, at < 0 ? shown.length - 1 : at, page, shown.length);
    if (next === undefined) return;
    event.preventDefault();
    open(next);
  });
  new ResizeObserver(draw).observe(view);

  return {
    view,
    add(more) {
      logs = logs.concat(more);
      shown = shown.concat(more.filter(isWanted));
      trim();
      draw();
    },
    addOlder(older) {
      const room = older.slice(Math.max(0, older.length - (maxLogs - logs.length)));
      const wantedRows = room.filter(isWanted);
      logs = room.concat(logs);
      shown = wantedRows.concat(shown);
      drawNow();
      if (!isFollowing) view.scrollTop += wantedRows.length * rowHeight;
    },
    clear() {
      logs = [];
      shown = [];
      draw();
    },
    settle(changes) {
      const fateOf = ({ record }: LogSummary) =>
        changes.find(([from, to]) => record >= from && record <= to)?.[2];
      const settled = (log: LogSummary) => {
        const fate = log.record === 0 ? undefined : fateOf(log);
        return fate === undefined ? log : { ...log, fate };
      };
      logs = logs.map(settled);
      shown = logs.filter(isWanted);
      draw();
    },
    filter(text) {
      wanted = text.trim().toLowerCase();
      shown = logs.filter(isWanted);
      draw();
    },
    follow: setFollowing,
    get shown() {
      return shown.length;
    },
    get kept() {
      return logs.length;
    },
  };
}

function keyTarget(key: string, at: number, page: number, length: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: length - 1,
    Enter: at,
  };
  const target = Object.hasOwn(targets, key) ? targets[key] : undefined;
  return target === undefined ? undefined : Math.min(Math.max(0, target), length - 1);
}

interface Row {
  show(log: LogSummary | undefined, index: number, selectedId: number): void;
}

function createRow(rows: HTMLElement, onClick: (id: number) => void): Row {
  const cells = ['time', 'status', 'pod', 'text', 'fate'].map((name) => element('span', { class: name }));
  const [time, status, pod, text, fate] = cells as [
    HTMLElement,
    HTMLElement,
    HTMLElement,
    HTMLElement,
    HTMLElement,
  ];
  const row = element('div', { class: 'row', role: 'option' }, ...cells);
  let shownId = 0;
  row.addEventListener('click', () => onClick(shownId));
  rows.append(row);
  return {
    show(log, index, selectedId) {
      row.hidden = log === undefined;
      if (log === undefined) return;
      shownId = log.id;
      row.id = `log-${log.id}`;
      row.style.transform = `translateY(${index * rowHeight}px)`;
      row.setAttribute('aria-selected', String(log.id === selectedId));
      setText(time, formatTime(log.atMs));
      setText(status, log.status);
      status.className = `status ${log.status}`;
      setText(pod, log.pod || log.service);
      setText(text, log.text.replaceAll(/\s*[\r\n]\s*/g, ' ⏎ '));
      setText(fate, log.fate);
      fate.className = `fate ${log.fate.replaceAll(' ', '-')}`;
    },
  };
}
