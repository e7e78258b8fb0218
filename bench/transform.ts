/** The transform, against the floor (identity) and against the handler one would write first (idiomatic). */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Section, SectionResult } from './section.ts';
import { median, percentile, rounded } from './statistics.ts';
import { table } from './table.ts';
import { coldStart, type ColdStart } from './transform/cold-start.ts';
import { contenderNames, type ContenderName } from './transform/contenders.ts';
import type { Measurement } from './transform/measure.ts';
import { shapeNames, type ShapeName } from './transform/shapes.ts';

export const transformSection: Section = { name: 'transform', check, run };

/** One measurement of every contender; the contenders of a round ran one after the other. */
type Round = Readonly<Record<ContenderName, Measurement>>;

interface Ratios {
  readonly vsIdiomatic: number;
  readonly vsIdentity: number;
  /** Of the time that an answer of this length costs at least. */
  readonly vsFloor: number;
  /** Speed that is left with ten rules. */
  readonly withRules: number;
}

const rounds = 5;
const dist = join(import.meta.dirname, '..', 'dist');

async function run(progress: (step: string) => void): Promise<SectionResult> {
  const measured = Object.fromEntries(shapeNames.map((shape) => [shape, []])) as unknown as Measured;
  for (let round = 0; round < rounds; round++) {
    for (const shape of shapeNames) {
      progress(`${shape}, round ${round + 1} of ${rounds}`);
      measured[shape].push(await measureRound(shape, round));
    }
  }
  progress('cold start');
  const start = await coldStart();
  const shapes = Object.fromEntries(shapeNames.map((shape) => [shape, ratiosOf(measured[shape])]));
  const ratios = Object.values(shapes);
  const figures = {
    worst: {
      vsIdiomatic: Math.min(...ratios.map(({ vsIdiomatic }) => vsIdiomatic)),
      vsIdentity: Math.min(...ratios.map(({ vsIdentity }) => vsIdentity)),
      vsFloor: Math.min(...ratios.map(({ vsFloor }) => vsFloor)),
      withRules: Math.min(...ratios.map(({ withRules }) => withRules)),
    },
    shapes,
    coldStartVsEmpty: rounded(start.kubehoseMs / start.emptyMs),
    bundleKB: rounded(loadedAtStartBytes() / 1000),
    peakMB: rounded(
      median(shapeNames.flatMap((shape) => measured[shape].map(({ kubehose }) => kubehose.peakMB))),
    ),
  };
  return { figures, document: chapter(figures, measured, start) };
}

type Measured = Readonly<Record<ShapeName, Round[]>>;

/** The order rotates from round to round, so that no contender always runs on a machine that another one has heated. */
async function measureRound(shape: ShapeName, round: number): Promise<Round> {
  const result: Partial<Record<ContenderName, Measurement>> = {};
  for (let turn = 0; turn < contenderNames.length; turn++) {
    const name = contenderNames[(round + turn) % contenderNames.length]!;
    result[name] = await measure(name, shape);
  }
  return result as Round;
}

async function measure(name: ContenderName, shape: ShapeName): Promise<Measurement> {
  const child = startProcess('measure.ts', [name, shape]);
  const failed = once(child, 'close').then(([code]) =>
    Promise.reject(new Error(`measuring ${name} on ${shape} ended with ${code}`)),
  );
  const [message] = await Promise.race([once(child, 'message'), failed]);
  await failed.catch(() => {});
  return message as Measurement;
}

async function check(): Promise<void> {
  await checkContender('kubehose');
  await checkContender('rules');
}

async function checkContender(name: ContenderName): Promise<void> {
  const [code] = await once(startProcess('check.ts', [name]), 'close');
  if (code !== 0) throw new Error('the output is wrong, so nothing is measured; the record stands above');
}

/** Standard output goes nowhere: the function writes its log lines there. Nothing of the environment changes the settings. */
function startProcess(file: string, args: readonly string[]): ChildProcess {
  return fork(join(import.meta.dirname, 'transform', file), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--no-warnings', '--expose-gc'],
    env: { PATH: process.env['PATH'] },
  });
}

function ratiosOf(measured: readonly Round[]): Ratios {
  return {
    vsIdiomatic: rounded(timesAsFastAs(measured, 'idiomatic')),
    vsIdentity: rounded(timesAsFastAs(measured, 'identity')),
    vsFloor: rounded(timesAsFastAs(measured, 'floor')),
    withRules: rounded(1 / timesAsFastAs(measured, 'rules')),
  };
}

/** How many times as fast kubehose is as the other: the median over the rounds, by processor time. */
function timesAsFastAs(measured: readonly Round[], other: ContenderName): number {
  return median(measured.map((round) => round[other].cpuMsPerMB / round.kubehose.cpuMsPerMB));
}

/** What a cold start reads: the entry and the files it imports statically. */
function loadedAtStartBytes(): number {
  const { loadedAtStartBytes: files } = JSON.parse(readFileSync(join(dist, 'transform.meta.json'), 'utf8'));
  return Object.keys(files)
    .map((path) => join(dist, path))
    .filter((path) => existsSync(path))
    .reduce((sum, path) => sum + statSync(path).size, 0);
}

interface Figures extends Readonly<Record<string, unknown>> {
  readonly worst: Ratios;
  readonly coldStartVsEmpty: number;
  readonly bundleKB: number;
  readonly peakMB: number;
}

function chapter(figures: Figures, measured: Measured, start: ColdStart): string {
  return `## transform

${headlines(figures)}
Measured is what a Lambda pays for: from the JSON text of the event to the bytes of the response, \`Buffer.from(JSON.stringify(…))\`, by
processor time. A result that nobody reads could be put together later and would look faster than it is. The worst of the four shapes
counts, since a stream has one shape and its owner pays for that one.

${timings(measured)}
Contenders: *identity* decodes and encodes base64 and does nothing else; *idiomatic* parses every line, sets the guide's four attributes
and prints; *floor* decodes the records and encodes what kubehose answers, which it knows beforehand; *kubehose* is the built function with everything on (ddtags and attributes, labels and annotations as tags, the Agent's
defaults, static tags), its middleware and its log line; *rules* is the same with ten processing rules on top: four filters and six
masks, among them e-mail and IPv4 addresses, which many of the lines hold.

Shapes, each 5,000 lines of a real Fluent Bit in events of 1 MB: *guide*, the default; *crio*, after the \`crio\` parser and \`Merge_Log\`,
text and JSON mixed; *go*, keys sorted as the Go plugin does, Fargate's annotations, 1,000 pods; *aggregated*, 20 lines in each record.
Each contender runs in a process of its own for each shape, ${rounds} rounds, order rotated; medians over passes and rounds. Before
anything was timed, every line was checked: answered once and in order, equal apart from the intended changes, the guide's four tags
present; with rules, no address was left. The bundle counts \`dist/transform.mjs\` and what it imports at start.

Cold start, from the start of the process to its first request for work, under AWS's runtime client, medians of starts taken in
turns: empty handler ${start.emptyMs.toFixed(1)} ms, kubehose ${start.kubehoseMs.toFixed(1)} ms.
`;
}

function headlines({ worst, coldStartVsEmpty, bundleKB, peakMB }: Figures): string {
  return table(
    ['figure', 'key', 'reached', 'target'],
    [
      [
        'times as fast as the idiomatic handler, worst shape',
        '`worst.vsIdiomatic`',
        `${worst.vsIdiomatic}`,
        '≥ 1.5',
      ],
      ['times as fast as identity, worst shape', '`worst.vsIdentity`', `${worst.vsIdentity}`, '≥ 0.5'],
      [
        'times as fast as the least that its answer costs, worst shape',
        '`worst.vsFloor`',
        `${worst.vsFloor}`,
        '',
      ],
      ['speed that is left with ten rules, worst shape', '`worst.withRules`', `${worst.withRules}`, '≥ 0.5'],
      ['cold start, times an empty handler', '`coldStartVsEmpty`', `${coldStartVsEmpty}`, '≤ 1.15'],
      ['bundle, KB (1,000 bytes)', '`bundleKB`', `${bundleKB}`, '≤ 170'],
      ['memory of the process with all events in it, MB', '`peakMB`', `${peakMB}`, ''],
    ],
  );
}

function timings(measured: Measured): string {
  const rows = shapeNames.flatMap((shape) =>
    contenderNames.map((name) => {
      const mine = measured[shape].map((round) => round[name]);
      const eventMs = mine.flatMap((measurement) => measurement.eventMs);
      return [
        shape,
        name,
        (1000 / median(mine.map(({ cpuMsPerMB }) => cpuMsPerMB))).toFixed(0),
        (1000 / median(mine.map(({ wallMsPerMB }) => wallMsPerMB))).toFixed(0),
        name === 'kubehose' ? '1' : timesAsFastAs(measured[shape], name).toFixed(2),
        percentile(eventMs, 50).toFixed(2),
        percentile(eventMs, 99).toFixed(2),
      ];
    }),
  );
  return table(
    [
      'shape',
      'contender',
      'MB/s, CPU',
      'MB/s, wall',
      'kubehose is × as fast',
      'p50 ms/event',
      'p99 ms/event',
    ],
    rows,
  );
}
