/**
 * Counts how often V8 runs the functions, loops and branches of `src/`: work without a clock, nearly the same each time. What Node does
 * natively, such as inflating, is one step. Only functions that are compiled after the count began are counted in full, so this needs
 * a thread of its own, and the flows are imported after it.
 */
import { Session, type Profiler } from 'node:inspector';
import { parentPort } from 'node:worker_threads';
import type { Question, Work } from './steps.ts';
import { workload } from './workloads.ts';

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const { flows } = await import('./flows.ts');

parentPort?.on('message', ({ flow, names, units }: Question) => {
  void flows[flow](workload(names, units)).then(async (run) => {
    takeSteps();
    const bytesOut = await run();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, and no window
    parentPort?.postMessage({ steps: takeSteps(), bytesOut } satisfies Work);
  });
});

/** Those since the last time. A session of the same thread answers before `post` returns. */
function takeSteps(): number {
  let scripts: readonly Profiler.ScriptCoverage[] = [];
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    if (error !== null) throw error;
    scripts = result;
  });
  const ours = scripts.filter(({ url }) => /\/src\/[^?]*\.ts$/.test(url));
  const ranges = ours.flatMap(({ functions }) => functions.flatMap((each) => each.ranges));
  return ranges.reduce((sum, { count }) => sum + count, 0);
}
