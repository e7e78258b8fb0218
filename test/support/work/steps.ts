import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../property.ts';
import type { flows } from './flows.ts';
import { workloadNames, type WorkloadNames } from './workloads.ts';

export interface Question {
  readonly flow: keyof typeof flows;
  readonly names: WorkloadNames;
  readonly units: number;
}

export interface Work {
  readonly steps: number;
  readonly bytesOut: number;
}

let worker: Worker;

/** Starts and ends the thread that counts. */
export function useSteps(): void {
  beforeAll(() => {
    worker = new Worker(new URL('worker.ts', import.meta.url));
  });
  afterAll(async () => {
    await worker.terminate();
  });
}

/** Rejects when the flow does. */
async function workOf(question: Question): Promise<Work> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, and no window
  worker.postMessage(question);
  const [work] = await once(worker, 'message');
  return work as Work;
}

const units = 60;
const times = 10;
/** The counts differ by some per cent each time. */
const tolerance = 1.3;
/** What happens once, and tables that grow. */
const slack = 3_000;

/** Ten times the input takes ten times the work and makes ten times the output; what is quadratic would take a hundred times as much. */
export async function expectLinearWork(flow: Question['flow']): Promise<void> {
  // No mutant is active in another thread.
  if (process.env['KUBEHOSE_MUTATE'] !== undefined) return;
  await fc.assert(
    fc.asyncProperty(workloadNames, async (names) => {
      const small = await workOf({ flow, names, units });
      const large = await workOf({ flow, names, units: times * units });
      expect(small.steps).toBeGreaterThan(units / 10);
      expect(large.steps).toBeLessThan(tolerance * times * small.steps + slack);
      expect(large.bytesOut).toBeLessThan(tolerance * times * small.bytesOut + slack);
    }),
    runs(0.05),
  );
}
