/**
 * A process of its own for one contender and one shape, so that no contender runs on code that another one warmed up or spoiled. Reads
 * both names from the command line, sends a `Measurement` to its parent.
 */
import { setImmediate } from 'node:timers/promises';
import { median } from '../statistics.ts';
import { contender, type ContenderName } from './contenders.ts';
import { events, rawBytes } from './records.ts';
import type { ShapeName } from './shapes.ts';
import { peakMemoryBytes } from '../peak-memory.ts';

export interface Measurement {
  /** Processor time of the whole process, garbage collection included, per MB (10⁶ bytes) of raw records. */
  readonly cpuMsPerMB: number;
  readonly wallMsPerMB: number;
  /** Wall time of each event of 1 MB. */
  readonly eventMs: readonly number[];
  /** Most memory that the process ever held, in MB (10⁶ bytes): Node, the text of all events, the work. */
  readonly peakMB: number;
}

/** So many passes over all records it takes until the compiler leaves the code alone. */
const warmUpPasses = 8;
const passes = 15;

const list = events(process.argv[3] as ShapeName);
const megabytes = list.reduce((sum, event) => sum + rawBytes(event), 0) / 1e6;
const texts = list.map((event) => JSON.stringify(event));
const invoke = await contender(process.argv[2] as ContenderName);

for (let pass = 0; pass < warmUpPasses; pass++) await timePass();
globalThis.gc?.();
const done: Pass[] = [];
for (let pass = 0; pass < passes; pass++) done.push(await timePass());
const measurement: Measurement = {
  // Medians over the passes: a machine that is busy with other things for a moment does not count.
  cpuMsPerMB: median(done.map(({ cpuMs }) => cpuMs)) / megabytes,
  wallMsPerMB: median(done.map(({ wallMs }) => wallMs)) / megabytes,
  eventMs: done.flatMap(({ eventMs }) => eventMs),
  peakMB: peakMemoryBytes() / 1e6,
};
process.send?.(measurement, () => process.disconnect());

interface Pass {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly eventMs: readonly number[];
}

async function timePass(): Promise<Pass> {
  const eventMs: number[] = [];
  const cpu = process.cpuUsage();
  for (const text of texts) {
    const start = performance.now();
    keep(await invoke(text));
    eventMs.push(performance.now() - start);
    // A Lambda waits for its next event, and so lets go of what the last one left behind.
    await setImmediate();
  }
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs: eventMs.reduce((sum, ms) => sum + ms, 0), eventMs };
}

/** Keeps a result reachable until the next one, so that no work can be optimised away. */
function keep(result: Buffer): void {
  Reflect.set(globalThis, 'lastResult', result);
}
