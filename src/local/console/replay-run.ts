import { randomUUID } from 'node:crypto';
import { directoryStore } from '../../adapters/stores/directory.ts';
import { systemClock } from '../../adapters/clock.ts';
import { replayDestination } from '../../adapters/wiring/replay-ports.ts';
import { parseProcessing } from '../../config/processing.ts';
import { parseReplayDestination } from '../../config/replay.ts';
import type { Environment } from '../../config/transform.ts';
import { createLogReader } from '../../logs/record-logs.ts';
import { plainJob } from '../../replay/job.ts';
import { sourceObjects } from '../../replay/read/objects.ts';
import { replay } from '../../replay/replay.ts';
import type { ReplayReport } from '../../replay/report.ts';
import { sum } from '../../telemetry/metric-document.ts';

import { errorPrefix, listErrorObjects } from './error-objects.ts';
import type { ReplayState } from './wire.ts';

export interface ReplayRun {
  /** Brings back what is due; `false` when a run is under way. */
  start(): boolean;
  state(): ReplayState;
  /** Ends waits and begins nothing new. */
  stop(): void;
}

/** Replays the error output of the local stream as `kubehose replay --yes` does. `environment` names destination and key. */
export function createReplayRun(directory: string, environment: Environment): ReplayRun {
  const stopping = new AbortController();
  let state: ReplayState = { running: false, objects: 0, objectsTotal: 0, sent: 0, sentence: '' };

  async function run(): Promise<string> {
    const objectsTotal = (await listErrorObjects(directory)).length;
    state = { ...state, objectsTotal };
    const config = parseReplayDestination(environment);
    const store = directoryStore(directory);
    const job = { ...plainJob, owner: randomUUID(), deadlineMs: undefined };
    const report = await replay(sourceObjects(store, { prefix: errorPrefix }, systemClock.now), job, {
      store,
      destination: replayDestination(config),
      logs: createLogReader(config.transform, await parseProcessing(environment)),
      clock: { ...systemClock, sleep: (ms) => systemClock.sleep(ms, stopping.signal).catch(() => {}) },
      isInterrupted: () => stopping.signal.aborted,
      onProgress: ({ objects, sentItems }) => (state = { ...state, objects, sent: sentItems }),
    });
    state = { ...state, objects: report.objects.settled, sent: report.sent.items };
    return sentenceOf(report);
  }

  return {
    start() {
      if (state.running) return false;
      state = { running: true, objects: 0, objectsTotal: 0, sent: 0, sentence: '' };
      void run()
        .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
        .then((sentence) => (state = { ...state, running: false, sentence }));
      return true;
    },
    state: () => state,
    stop: () => stopping.abort(),
  };
}

function sentenceOf({ records, stopped }: ReplayReport): string {
  const { found, delivered, due } = records;
  if (found === 0) return stopped?.sentence ?? 'nothing is due';
  const [parked, skipped] = [sum(records.parked), sum(records.skipped)];
  const counts = `found ${found} = delivered ${delivered} + parked ${parked} + skipped ${skipped} + still due ${due}`;
  return stopped === undefined ? counts : `${counts}. ${stopped.sentence}`;
}
