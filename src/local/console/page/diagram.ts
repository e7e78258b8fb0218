import type { ConsoleFacts, ConsoleState } from '../wire.ts';
import { setText, shape } from './dom.ts';
import { formatCount, plural } from './format.ts';

export interface Diagram {
  readonly drawing: SVGSVGElement;
  show(state: ConsoleState): void;
}

interface Station {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly count: (state: ConsoleState) => number | undefined;
  readonly unit: string;
  readonly note: (state: ConsoleState) => string;
  readonly isBad?: (state: ConsoleState) => boolean;
}

const width = 216;
const height = 104;

/** The pipeline as a drawing, whose numbers and arrows move with the counts. */
export function createDiagram(facts: ConsoleFacts): Diagram {
  const stations = stationsOf(facts).map(drawStation);
  const arrows = arrowsOf(facts).map(drawArrow);
  const title =
    'Records go from producers through Firehose and the transform to Datadog; what fails lies in S3 and is replayed.';
  const drawing = shape(
    'svg',
    { viewBox: '0 0 1116 268', role: 'img', 'aria-label': title, class: 'diagram' },
    shape('defs', {}, arrowHead('head', ''), arrowHead('head-moving', 'moving')),
    ...arrows.map(({ group }) => group),
    ...stations.map(({ group }) => group),
  );
  return {
    drawing,
    show(state) {
      for (const each of [...stations, ...arrows]) each.show(state);
    },
  };
}

function stationsOf({ route, streamName, destination }: ConsoleFacts): Station[] {
  const [first, second, third, fourth] = [2, 300, 598, 898];
  const isDirect = route === 'direct';
  return [
    {
      name: 'Producers',
      x: first,
      y: 8,
      unit: 'records in',
      count: ({ counts }) => counts.in,
      note: () => 'Fluent Bit, SDK, aws CLI',
    },
    {
      name: 'Data Firehose',
      x: second,
      y: 8,
      unit: 'on their way',
      count: ({ underWay }) => underWay,
      note: () => `stream ${streamName}`,
    },
    {
      name: isDirect ? 'Transform' : 'kubehose intake',
      x: third,
      y: 8,
      unit: isDirect ? 'records tagged' : 'logs tagged',
      count: ({ counts }) => counts.tagged,
      note: ({ counts }) =>
        isDirect
          ? `${formatCount(counts.untouched)} passed on · ${formatCount(counts.dropped)} left out`
          : `${formatCount(counts.parked)} parked`,
    },
    {
      name: 'Datadog',
      x: fourth,
      y: 8,
      unit: destination === '' ? 'logs taken' : 'records taken',
      count: ({ atDatadog, counts }) => atDatadog ?? counts.delivered,
      note: ({ fault }) => (destination === '' ? answerOf(fault) : new URL(destination).host),
      isBad: ({ fault }) => fault !== undefined,
    },
    {
      name: 'S3 error output',
      x: third,
      y: 156,
      unit: 'records failed',
      count: failedIn,
      note: ({ errorObjects }) =>
        errorObjects === 0 ? 'nothing is due' : `${plural(errorObjects, 'object')} to replay`,
      isBad: ({ errorObjects }) => errorObjects > 0,
    },
  ];
}

function answerOf(fault: string | undefined): string {
  if (fault === undefined) return 'stand-in, takes everything';
  const { kind, status, delayMs }: { kind: string; status?: number; delayMs?: number } = JSON.parse(fault);
  if (status !== undefined) return `answers ${status}`;
  return kind === 'slow' ? `answers ${(delayMs ?? 0) / 1_000} s late` : `answers: ${kind}`;
}

function drawStation(station: Station) {
  const { x, y, name, unit } = station;
  const number = shape('text', { x: String(x + 18), y: String(y + 62), class: 'number' });
  const note = shape('text', { x: String(x + 18), y: String(y + 88), class: 'note' });
  const group = shape(
    'g',
    { class: 'station' },
    shape('rect', { x: String(x), y: String(y), width: String(width), height: String(height), rx: '12' }),
    shape('text', { x: String(x + 18), y: String(y + 28), class: 'name' }, name),
    number,
    note,
  );
  const show = (state: ConsoleState) => {
    const count = station.count(state);
    setText(number, count === undefined ? '–' : formatCount(count));
    number.append(shape('tspan', { class: 'unit', dx: '8' }, unit));
    setText(note, station.note(state));
    group.classList.toggle('bad', station.isBad?.(state) === true);
  };
  return { group, show };
}

interface Arrow {
  readonly path: string;
  readonly label?: readonly [x: number, y: number, text: string];
  /** It moves when this grows. */
  readonly count: (state: ConsoleState) => number;
}

function arrowsOf({ route }: ConsoleFacts): Arrow[] {
  return [
    { path: 'M 220 60 H 292', count: ({ counts }) => counts.in },
    {
      path: 'M 518 60 H 590',
      count: ({ counts }) => (route === 'direct' ? counts.invocations : counts.delivered),
    },
    { path: 'M 816 60 H 890', count: ({ counts }) => counts.delivered },
    { path: 'M 706 114 V 148', count: failedIn },
    {
      path: 'M 816 208 H 986 Q 1006 208 1006 188 V 122',
      label: [838, 200, 'replay'],
      count: ({ replay }) => replay.sent,
    },
  ];
}

function drawArrow({ path, label, count }: Arrow) {
  const line = shape('path', { d: path, 'marker-end': 'url(#head)' });
  const text = label && shape('text', { x: String(label[0]), y: String(label[1]), class: 'note' }, label[2]);
  const group = shape('g', { class: 'arrow' }, line, text);
  let last = 0;
  let stillMs = 0;
  const show = (state: ConsoleState) => {
    const now = count(state);
    if (now !== last) stillMs = performance.now() + 1_500;
    last = now;
    const isMoving = performance.now() < stillMs;
    group.classList.toggle('moving', isMoving);
    line.setAttribute('marker-end', isMoving ? 'url(#head-moving)' : 'url(#head)');
  };
  return { group, show };
}

function arrowHead(id: string, kind: string): SVGElement {
  return shape(
    'marker',
    {
      id,
      class: `head ${kind}`,
      viewBox: '0 0 10 10',
      refX: '8',
      refY: '5',
      markerWidth: '7',
      markerHeight: '7',
      orient: 'auto',
    },
    shape('path', { d: 'M 0 1 L 9 5 L 0 9 z' }),
  );
}

function failedIn({ counts }: ConsoleState): number {
  return Object.values(counts.failed).reduce((sum, count) => sum + count, 0);
}
