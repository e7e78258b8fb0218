/** Time from the start of the process to its first request for work, under AWS's own runtime client. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRuntime } from '../../test/support/lambda-runtime.ts';
import { median } from '../statistics.ts';

export interface ColdStart {
  readonly emptyMs: number;
  readonly kubehoseMs: number;
}

const starts = 21;
const dist = join(import.meta.dirname, '..', '..', 'dist');

/** Medians of `starts` starts each, taken in turns, of an empty handler and of the built transform with default settings. */
export async function coldStart(): Promise<ColdStart> {
  const taskRoot = mkdtempSync(join(tmpdir(), 'kubehose-bench-'));
  try {
    writeFileSync(join(taskRoot, 'empty.mjs'), 'export const handler = async () => ({ records: [] });\n');
    for (const path of ['transform.mjs', 'transform.chunks'])
      cpSync(join(dist, path), join(taskRoot, path), { recursive: true });
    const times: { empty: number[]; transform: number[] } = { empty: [], transform: [] };
    for (let round = -1; round < starts; round++) {
      const order = round % 2 === 0 ? (['empty', 'transform'] as const) : (['transform', 'empty'] as const);
      for (const name of order) {
        const ms = await startMs(taskRoot, `${name}.handler`);
        // The first round fills the disk's cache.
        if (round >= 0) times[name].push(ms);
      }
    }
    return { emptyMs: median(times.empty), kubehoseMs: median(times.transform) };
  } finally {
    rmSync(taskRoot, { recursive: true });
  }
}

async function startMs(taskRoot: string, handler: string): Promise<number> {
  const runtime = await startRuntime({ taskRoot, handler });
  const init = await runtime.init;
  await runtime.stop();
  if (init.kind !== 'ready')
    throw new Error(`${handler} did not start: ${JSON.stringify(init)}\n${runtime.log()}`);
  return init.startMs;
}
