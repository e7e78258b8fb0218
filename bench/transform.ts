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
import type { Measurement, Timing } from './transform/measure.ts';
import { events, rawBytes } from './transform/records.ts';

export const transformSection: Section = { name: 'transform', run };

type Variant = 'bare' | 'enveloped';
/** One measurement of every contender; the contenders of a round ran one after the other. */
type Round = Readonly<Record<ContenderName, Measurement>>;

const rounds = 5;
const dist = join(import.meta.dirname, '..', 'dist');

async function run(progress: (step: string) => void): Promise<SectionResult> {
  progress('correctness of every record');
  await check();
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1} of ${rounds}`);
    measured.push(await measureRound(round));
  }
  progress('cold start');
  const start = await coldStart();
  const bundleBytes = loadedAtStartBytes();
  const figures = {
    vsIdiomatic: rounded(ratio(measured, 'bare', 'idiomatic')),
    vsIdentity: rounded(ratio(measured, 'bare', 'identity')),
    coldStartVsEmpty: rounded(start.kubehoseMs / start.emptyMs),
    bundleKB: rounded(bundleBytes / 1000),
    peakMB: rounded(median(measured.map(({ kubehose }) => kubehose.peakMB))),
  };
  return { figures, document: chapter(figures, measured, start) };
}

/** The order rotates from round to round, so that no contender always runs on a machine that another one has heated. */
async function measureRound(round: number): Promise<Round> {
  const result: Partial<Record<ContenderName, Measurement>> = {};
  for (let turn = 0; turn < contenderNames.length; turn++) {
    const name = contenderNames[(round + turn) % contenderNames.length]!;
    result[name] = await measure(name);
  }
  return result as Round;
}

async function measure(name: ContenderName): Promise<Measurement> {
  const child = startProcess('measure.ts', [name]);
  const failed = once(child, 'close').then(([code]) =>
    Promise.reject(new Error(`measuring ${name} ended with ${code}`)),
  );
  const [message] = await Promise.race([once(child, 'message'), failed]);
  await failed.catch(() => {});
  return message as Measurement;
}

async function check(): Promise<void> {
  const [code] = await once(startProcess('check.ts', []), 'close');
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

/** How many times as fast `one` is as the other: the median over the rounds, by processor time. */
function ratio(
  measured: readonly Round[],
  variant: Variant,
  other: ContenderName,
  one: ContenderName = 'kubehose',
): number {
  return median(measured.map((round) => round[other][variant].cpuMsPerMB / round[one][variant].cpuMsPerMB));
}

/** What a cold start reads: the entry and the files it imports statically. */
function loadedAtStartBytes(): number {
  const { loadedAtStartBytes: files } = JSON.parse(readFileSync(join(dist, 'transform.meta.json'), 'utf8'));
  return Object.keys(files)
    .map((path) => join(dist, path))
    .filter((path) => existsSync(path))
    .reduce((sum, path) => sum + statSync(path).size, 0);
}

function chapter(figures: SectionResult['figures'], measured: readonly Round[], start: ColdStart): string {
  const list = events();
  const records = list.reduce((sum, event) => sum + event.records.length, 0);
  const megabytes = list.reduce((sum, event) => sum + rawBytes(event), 0) / 1e6;
  const bound = ratio(measured, 'enveloped', 'idiomatic', 'identity').toFixed(1);
  return `## transform

${headlines(figures)}
Both ratios are by processor time and without the event envelope: the function's own work, which is the stricter measure against
identity. With the envelope, which costs every contender the same, even identity is only ${bound} times as fast as the idiomatic
handler. The bundle counts \`dist/transform.mjs\` and what it imports at start. Before anything was timed, every one of ${records}
records was checked: answered once and in order, equal apart from the intended changes, the guide's four tags present.

Contenders: *identity* decodes and encodes base64 and does nothing else; *idiomatic* parses, sets the guide's four attributes and
prints; *kubehose* is the built function with everything on (ddtags and attributes, labels and annotations as tags, the Agent's
defaults, static tags), its middleware and its log line. Input: ${megabytes.toFixed(1)} MB of real Fluent Bit records in ${list.length} events of
1 MB. Each contender runs in a process of its own, ${rounds} rounds, order rotated; medians over passes and rounds.

Without the event envelope (event object → response object):

${timings(measured, 'bare')}
With it (JSON text of the event → JSON text of the response, as the Lambda runtime does):

${timings(measured, 'enveloped')}
Cold start, from the start of the process to its first request for work, under AWS's runtime client, medians of starts taken in
turns: empty handler ${start.emptyMs.toFixed(1)} ms, kubehose ${start.kubehoseMs.toFixed(1)} ms.
`;
}

function headlines(figures: SectionResult['figures']): string {
  const targets: readonly [what: string, key: string, target: string][] = [
    ['times as fast as the idiomatic handler', 'vsIdiomatic', '≥ 2.5'],
    ['times as fast as identity', 'vsIdentity', '≥ 0.35'],
    ['cold start, times an empty handler', 'coldStartVsEmpty', '≤ 1.25'],
    ['bundle, KB (1,000 bytes)', 'bundleKB', '≤ 80'],
    ['memory of the process with all events in it, MB', 'peakMB', ''],
  ];
  return table(
    ['figure', 'key', 'reached', 'target'],
    targets.map(([what, key, target]) => [what, `\`${key}\``, String(figures[key]), target]),
  );
}

function timings(measured: readonly Round[], variant: Variant): string {
  const rows = contenderNames.map((name) => {
    const of = (pick: (timing: Timing) => number) =>
      median(measured.map((round) => pick(round[name][variant])));
    const eventMs = measured.flatMap((round) => round[name][variant].eventMs);
    return [
      name,
      (1000 / of(({ cpuMsPerMB }) => cpuMsPerMB)).toFixed(0),
      (1000 / of(({ wallMsPerMB }) => wallMsPerMB)).toFixed(0),
      name === 'kubehose' ? '1' : ratio(measured, variant, name).toFixed(2),
      percentile(eventMs, 50).toFixed(2),
      percentile(eventMs, 99).toFixed(2),
    ];
  });
  return table(
    ['contender', 'MB/s, CPU', 'MB/s, wall', 'kubehose is × as fast', 'p50 ms/event', 'p99 ms/event'],
    rows,
  );
}
