/** The intake, against a bare server that only unpacks, parses and answers. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bodies } from './intake/bodies.ts';
import { checkDelivery } from './intake/check.ts';
import { load } from './intake/load.ts';
import type { Section, SectionResult } from './section.ts';
import { median, percentile, rounded } from './statistics.ts';
import { table } from './table.ts';

export const intakeSection: Section = { name: 'intake', check: checkDelivery, run };

const contenders = ['bare', 'kubehose'] as const;
type Contender = (typeof contenders)[number];

const rounds = 9;
const requestsPerRound = 60;
const connections = 4;

/** 64 bodies of 4 MB, unpacked, decoded and packed again, would be far more than this. */
const maxPeakBytes = 512e6;

interface Timing {
  readonly requestsPerSecond: number;
  readonly cpuMsPerRequest: number;
  readonly requestMs: readonly number[];
}

type Round = Readonly<Record<Contender, Timing>>;

async function run(progress: (step: string) => void): Promise<SectionResult> {
  const datadog = await startProcess('datadog.ts', []);
  const measured: Round[] = [];
  try {
    const servers = {
      bare: await startProcess('server.ts', ['bare', datadog.url]),
      kubehose: await startProcess('server.ts', ['kubehose', datadog.url]),
    };
    for (let round = -2; round < rounds; round++) {
      progress(round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`);
      const timings = await measureRound(servers, round);
      if (round >= 0) measured.push(timings);
    }
    for (const { child } of Object.values(servers)) child.kill();
    progress('memory under 64 requests of 4 MB at once');
    return summarise(measured, await peakMemory(datadog.url));
  } finally {
    datadog.child.kill();
  }
}

function summarise(measured: readonly Round[], peakBytes: number): SectionResult {
  const figures = {
    vsBare: rounded(
      median(measured.map((round) => round.kubehose.requestsPerSecond / round.bare.requestsPerSecond)),
    ),
    vsBareCpu: rounded(
      median(measured.map((round) => round.bare.cpuMsPerRequest / round.kubehose.cpuMsPerRequest)),
    ),
    p99Ms: rounded(percentile(timesOf(measured, 'kubehose'), 99)),
    peakMB: rounded(peakBytes / 1e6),
  };
  return { figures, document: chapter(figures, measured) };
}

/** The order changes from round to round. */
async function measureRound(servers: Readonly<Record<Contender, Started>>, round: number): Promise<Round> {
  const result: Partial<Record<Contender, Timing>> = {};
  for (const name of round % 2 === 0 ? contenders : contenders.toReversed()) {
    result[name] = await measure(servers[name]);
  }
  return result as Round;
}

async function measure(server: Started): Promise<Timing> {
  const packed = bodies().map(({ gzip }) => gzip);
  const before = await usageOf(server);
  const startMs = performance.now();
  const requestMs = await load(server.url, packed, requestsPerRound, connections);
  const tookMs = performance.now() - startMs;
  const { cpuMs } = await usageOf(server);
  return {
    requestMs,
    requestsPerSecond: (requestsPerRound / tookMs) * 1_000,
    cpuMsPerRequest: (cpuMs - before.cpuMs) / requestsPerRound,
  };
}

/** The largest memory that a fresh process ever had, in bytes. */
async function peakMemory(datadogUrl: string): Promise<number> {
  const server = await startProcess('server.ts', ['kubehose', datadogUrl]);
  const [first] = bodies();
  const { requestId, records } = JSON.parse(first!.json.toString());
  const large = Buffer.from(
    JSON.stringify({ requestId, records: [records, records, records, records].flat() }),
  );
  await load(server.url, [large], 128, 64);
  const { peakBytes } = await usageOf(server);
  server.child.kill();
  if (peakBytes > maxPeakBytes)
    throw new Error(`the intake took ${Math.round(peakBytes / 1e6)} MB of memory`);
  return peakBytes;
}

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

async function startProcess(file: string, args: readonly string[]): Promise<Started> {
  const child = fork(join(import.meta.dirname, 'intake', file), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--no-warnings'],
    env: { PATH: process.env['PATH'] },
  });
  const [message] = await once(child, 'message');
  return { child, url: (message as { url: string }).url };
}

async function usageOf({ child }: Started): Promise<{ cpuMs: number; peakBytes: number }> {
  const answer = once(child, 'message');
  child.send('usage');
  const [message] = await answer;
  return message as { cpuMs: number; peakBytes: number };
}

function timesOf(measured: readonly Round[], name: Contender): number[] {
  return measured.flatMap((round) => round[name].requestMs);
}

function chapter(figures: SectionResult['figures'], measured: readonly Round[]): string {
  const targets = [
    ['requests per second, times those of a bare server', 'vsBare', '≥ 0.4'],
    ['the same by processor time', 'vsBareCpu', ''],
    ['p99 of a request of 1 MB, ms', 'p99Ms', ''],
    ['memory under 64 requests of 4 MB at once, MB', 'peakMB', '≤ 512'],
  ] as const;
  const rows = contenders.map((name) => {
    const of = (pick: (timing: Timing) => number) => median(measured.map((round) => pick(round[name])));
    const times = timesOf(measured, name);
    return [
      name,
      of(({ requestsPerSecond }) => requestsPerSecond).toFixed(0),
      of(({ cpuMsPerRequest }) => cpuMsPerRequest).toFixed(1),
      percentile(times, 50).toFixed(1),
      percentile(times, 99).toFixed(1),
    ];
  });
  return `## intake

${table(
  ['figure', 'key', 'reached', 'target'],
  targets.map(([what, key, target]) => [what, `\`${key}\``, String(figures[key]), target]),
)}
Contenders: *bare* unpacks the body, parses it and answers; *kubehose* is the server of \`kubehose intake\`: key, base64, transform,
tags of the stream, batches, gzip and a request to a stand-in for Datadog that takes everything at once. Bodies of 1 MB before
compression, gzip, real Fluent Bit records, ${connections} connections. Each server, the stand-in and the load are processes of their
own; ${rounds} rounds of ${requestsPerRound} requests, order changing; medians. Before, every record was sent through the intake and found in the stand-in.

${table(['contender', 'requests/s', 'CPU ms/request', 'p50 ms', 'p99 ms'], rows)}`;
}
