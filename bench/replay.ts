/** Replay, against the floor: reading the same objects, decoding their base64 and compressing it, and nothing else. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatadog } from '../src/local/datadog/datadog.ts';
import { withAcceptingServer } from './accepting-server.ts';
import type { Measurement } from './replay/measure.ts';
import { writeObjects } from './replay/objects.ts';
import type { Section, SectionResult } from './section.ts';
import { median, rounded } from './statistics.ts';
import { table } from './table.ts';

export const replaySection: Section = { name: 'replay', check, run };

const bigBytes = 1_000_000_000;
const smallBytes = 100_000_000;
const rounds = 3;

async function run(progress: (step: string) => void): Promise<SectionResult> {
  const directory = mkdtempSync(join(tmpdir(), 'kubehose-bench-'));
  try {
    progress('1 GB of error objects');
    const big = writeObjects(join(directory, 'big'), bigBytes, Date.now());
    writeObjects(join(directory, 'small'), smallBytes, Date.now());
    const measured = await withAcceptingServer((url) => measureAll(directory, url, progress));
    return resultOf(measured, big.records);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Measured {
  readonly floor: readonly Measurement[];
  readonly replay: readonly Measurement[];
  readonly small: Measurement;
}

async function measureAll(
  directory: string,
  url: string,
  progress: (step: string) => void,
): Promise<Measured> {
  const floor: Measurement[] = [];
  const replay: Measurement[] = [];
  const small = await measure('replay', join(directory, 'small'), url);
  for (let round = 0; round < rounds; round += 1) {
    progress(`round ${round + 1} of ${rounds}`);
    // The order changes, so that none always comes to a cache that the other has filled.
    for (const contender of round % 2 === 0
      ? (['floor', 'replay'] as const)
      : (['replay', 'floor'] as const)) {
      const measurement = await measure(contender, join(directory, 'big'), url);
      (contender === 'floor' ? floor : replay).push(measurement);
    }
  }
  return { floor, replay, small };
}

async function measure(contender: 'floor' | 'replay', directory: string, url: string): Promise<Measurement> {
  const child = fork(join(import.meta.dirname, 'replay', 'measure.ts'), [contender, directory, url], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--no-warnings'],
    env: { PATH: process.env['PATH'] },
  });
  const failed = once(child, 'close').then(([code]) =>
    Promise.reject(new Error(`measuring ${contender} ended with ${code}`)),
  );
  const [message] = await Promise.race([once(child, 'message'), failed]);
  await failed.catch(() => {});
  // The progress that a replay notes would leave the next one nothing to do.
  rmSync(join(directory, 'kubehose-ledger'), { recursive: true, force: true });
  return message as Measurement;
}

/** Every record of some objects arrives at the stand-in, once. */
async function check(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'kubehose-bench-'));
  const { records } = writeObjects(directory, 12_000_000, Date.now());
  const datadog = await startDatadog({ apiKey: 'bench', inMemory: false });
  try {
    const { records: replayed } = await measure('replay', directory, datadog.url);
    const { accepted, truncated } = datadog.counts();
    if (replayed !== records || accepted !== records || truncated !== 0)
      throw new Error(`${records} records were replayed as ${replayed} and arrived as ${accepted} logs`);
  } finally {
    await datadog.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function resultOf({ floor, replay, small }: Measured, records: number): SectionResult {
  const of = (list: readonly Measurement[], pick: (measurement: Measurement) => number) =>
    median(list.map(pick));
  const ratio = (pick: (measurement: Measurement) => number) =>
    median(floor.map((each, round) => pick(each) / pick(replay[round]!)));
  const peakBytes = Math.max(...replay.map((each) => each.peakBytes));
  const figures = {
    vsFloor: rounded(ratio(({ cpuMs }) => cpuMs)),
    peakMB: rounded(peakBytes / 1e6),
    peakGrowth: rounded(of(replay, (each) => each.peakBytes) / small.peakBytes),
  };
  const rows = [
    ['floor', floor],
    ['kubehose replay', replay],
  ] as const;
  const document = `## replay

${table(
  ['figure', 'key', 'reached', 'target'],
  [
    ['throughput, times the floor', '`vsFloor`', String(figures.vsFloor), '≥ 0.5'],
    ['peak memory at 1 GB, MB', '`peakMB`', String(figures.peakMB), '≤ 256'],
    ['peak memory at 1 GB, times that at 0.1 GB', '`peakGrowth`', String(figures.peakGrowth), '≤ 1.1'],
  ],
)}
1 GB of error objects of 5 MB in a directory, ${records} records from Fluent Bit in their envelopes. The *floor* reads them, parses the
envelopes, decodes base64 and compresses the data, and throws it away. *kubehose replay* does all that the command does: it enriches,
tags and redates, keeps its ledger and sends to an HTTP server on this machine. Each in a process of its own, in turns, ${rounds} rounds,
medians; the ratio is by processor time, start of the process included.

${table(
  ['contender', 'MB/s, CPU', 'MB/s, wall', 'peak MB'],
  rows.map(([name, list]) => [
    name,
    (bigBytes / 1e3 / of(list, ({ cpuMs }) => cpuMs)).toFixed(0),
    (bigBytes / 1e3 / of(list, ({ wallMs }) => wallMs)).toFixed(0),
    (of(list, (each) => each.peakBytes) / 1e6).toFixed(0),
  ]),
)}`;
  return { figures, document };
}
