/**
 * A process of its own for one contender on the objects of a directory: `replay` as the command does it, or `floor`, which reads,
 * decodes base64 and compresses the same data, and does nothing with it. Sends a `Measurement` to its parent.
 */
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { directoryStore } from '../../src/adapters/stores/directory.ts';
import { replayDestination } from '../../src/adapters/wiring/replay-ports.ts';
import { boundYoungGeneration } from '../../src/adapters/young-generation.ts';
import { parseReplayDestination } from '../../src/config/replay.ts';
import { plainJob } from '../../src/replay/job.ts';
import { replay } from '../../src/replay/replay.ts';
import { sourceObjects } from '../../src/replay/read/objects.ts';
import { parseProcessing } from '../../src/config/processing.ts';
import { createLogReader } from '../../src/logs/record-logs.ts';
import { peakMemoryBytes } from '../peak-memory.ts';

export interface Measurement {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Largest resident set of the process. */
  readonly peakBytes: number;
  readonly records: number;
}

const [, , contender = '', directory = '', url = ''] = process.argv;
const start = performance.now();
const records = contender === 'replay' ? await runReplay() : await runFloor();
const { userCPUTime, systemCPUTime } = process.resourceUsage();
const measurement: Measurement = {
  wallMs: performance.now() - start,
  cpuMs: (userCPUTime + systemCPUTime) / 1_000,
  peakBytes: peakMemoryBytes(),
  records,
};
process.send?.(measurement, () => process.disconnect());

async function runReplay(): Promise<number> {
  const config = parseReplayDestination({ DD_API_KEY: 'bench', DD_URL: url });
  const store = directoryStore(directory);
  const job = { ...plainJob, after: 'keep', owner: 'bench', deadlineMs: undefined } as const;
  const report = await replay(sourceObjects(store, { prefix: '' }, Date.now), job, {
    store,
    destination: replayDestination(config),
    logs: createLogReader(config.transform, await parseProcessing({})),
    onProgress: boundYoungGeneration,
    clock: {
      now: Date.now,
      random: Math.random,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    },
  });
  if (report.records.delivered !== report.records.found) throw new Error('not everything was delivered');
  return report.records.delivered;
}

async function runFloor(): Promise<number> {
  let count = 0;
  async function* decoded() {
    for (const name of readdirSync(directory).filter((each) => each.startsWith('object-'))) {
      for await (const line of createInterface({
        input: createReadStream(join(directory, name)),
        crlfDelay: Infinity,
      })) {
        count += 1;
        yield Buffer.from(String(JSON.parse(line).rawData), 'base64');
      }
    }
  }
  const gzip = createGzip({ level: 1 });
  gzip.resume();
  await pipeline(Readable.from(decoded()), gzip);
  return count;
}
