/** Small packed records that unpack to very much: how much memory and time they take of each flow, each in a process of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withAcceptingServer } from './accepting-server.ts';
import { cases, type HostileCase } from './hostile/cases.ts';
import type { HostileMeasurement } from './hostile/measure.ts';
import type { Section, SectionResult } from './section.ts';
import { table } from './table.ts';

export const hostileSection: Section = { name: 'hostile', run };

const flows = ['intake', 'replay', 'transform'] as const;

async function run(progress: (step: string) => void): Promise<SectionResult> {
  const directory = mkdtempSync(join(tmpdir(), 'kubehose-hostile-'));
  try {
    return await withAcceptingServer((url) => measureAll(directory, url, progress));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureAll(
  directory: string,
  url: string,
  progress: (step: string) => void,
): Promise<SectionResult> {
  const rows: string[][] = [];
  const figures: Record<string, number> = {};
  for (const each of cases()) {
    const cells = [each.name, String(each.records.reduce((sum, { length }) => sum + length, 0))];
    for (const flow of flows) {
      const { peakBytes, wallMs, outcome } = await measure(flow, each, directory, url);
      const peakMB = Math.round(peakBytes / 1e6);
      progress(`${each.name}: ${flow} ${peakMB} MB, ${(wallMs / 1_000).toFixed(1)} s, ${outcome}`);
      figures[`${flow}PeakMB`] = Math.max(figures[`${flow}PeakMB`] ?? 0, peakMB);
      figures[`${flow}Seconds`] = Math.max(figures[`${flow}Seconds`] ?? 0, Math.round(wallMs / 100) / 10);
      cells.push(`${peakMB} MB, ${(wallMs / 1_000).toFixed(1)} s, ${outcome}`);
    }
    rows.push(cells);
  }
  const document = `## hostile

Records of at most 1 MB in all that unpack to very much. Peak memory of the process and time, start included; what became of them.

${table(['records', 'bytes', ...flows], rows)}`;
  return { figures, document };
}

async function measure(
  flow: (typeof flows)[number],
  { records }: HostileCase,
  directory: string,
  url: string,
): Promise<HostileMeasurement> {
  const file = join(directory, 'records.json');
  writeFileSync(file, JSON.stringify(records.map((record) => record.toString('base64'))));
  const child = fork(join(import.meta.dirname, 'hostile', 'measure.ts'), [flow, file, url], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // The heap of a function of 1,769 MB.
    execArgv: ['--no-warnings', '--max-old-space-size=1500'],
    env: { PATH: process.env['PATH'] },
  });
  const failed = once(child, 'close').then(([code, signal]) =>
    Promise.reject(new Error(`${flow} ended with ${code ?? signal}`)),
  );
  const [message] = await Promise.race([once(child, 'message'), failed]);
  await failed.catch(() => {});
  return message as HostileMeasurement;
}
