/**
 * A process of its own for one contender, so that no contender runs on code that another one warmed up or spoiled. Reads its
 * name from the command line, sends a `Measurement` to its parent.
 */
import type { TransformationEvent, TransformationResponse } from '../../src/firehose/transformation.ts';
import { median } from '../statistics.ts';
import { contender, type ContenderName, type Transform } from './contenders.ts';
import { events, rawBytes } from './records.ts';

export interface Timing {
  /** Processor time of the whole process, garbage collection included, per MB (10⁶ bytes) of raw records. */
  readonly cpuMsPerMB: number;
  readonly wallMsPerMB: number;
  /** Wall time of each event of 1 MB. */
  readonly eventMs: readonly number[];
}

export interface Measurement {
  /** From the event object to the response object. */
  readonly bare: Timing;
  /** From the event's JSON text to the response's JSON text, as the Lambda runtime does around it. */
  readonly enveloped: Timing;
  /** Most memory that the process ever held, in MB (10⁶ bytes): Node, the input of all events twice, the work. */
  readonly peakMB: number;
}

/** So many passes over all records it takes until the compiler leaves the code alone. */
const warmUpPasses = { bare: 30, enveloped: 6 };
const passes = 15;

const list = events();
const texts = list.map((event) => JSON.stringify(event));
const megabytes = list.reduce((sum, event) => sum + rawBytes(event), 0) / 1e6;
const transform = await contender(process.argv[2] as ContenderName);

const bare = await time(warmUpPasses.bare, list, transform);
const enveloped = await time(warmUpPasses.enveloped, texts, async (text) =>
  JSON.stringify(await transform(JSON.parse(text) as TransformationEvent)),
);
const peakMB = (process.resourceUsage().maxRSS * 1_024) / 1e6;
process.send?.({ bare, enveloped, peakMB } satisfies Measurement, () => process.disconnect());

/** Medians over the passes: a machine that is busy with other things for a moment does not count. */
async function time<T>(
  warmUp: number,
  inputs: readonly T[],
  work: (input: T) => ReturnType<Transform> | Promise<string>,
): Promise<Timing> {
  for (let pass = 0; pass < warmUp; pass++) await timePass(inputs, work);
  globalThis.gc?.();
  const done: Pass[] = [];
  for (let pass = 0; pass < passes; pass++) done.push(await timePass(inputs, work));
  return {
    cpuMsPerMB: median(done.map(({ cpuMs }) => cpuMs)) / megabytes,
    wallMsPerMB: median(done.map(({ wallMs }) => wallMs)) / megabytes,
    eventMs: done.flatMap(({ eventMs }) => eventMs),
  };
}

interface Pass {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly eventMs: readonly number[];
}

async function timePass<T>(
  inputs: readonly T[],
  work: (input: T) => ReturnType<Transform> | Promise<string>,
): Promise<Pass> {
  const eventMs: number[] = [];
  const cpu = process.cpuUsage();
  for (const input of inputs) {
    const start = performance.now();
    keep(await work(input));
    eventMs.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs: eventMs.reduce((sum, ms) => sum + ms, 0), eventMs };
}

/** Keeps a result reachable until the next one, so that no work can be optimised away. */
function keep(result: TransformationResponse | string): void {
  Reflect.set(globalThis, 'lastResult', result);
}
