/**
 * A process of its own for one contender, so that no contender runs on code that another one warmed up or spoiled. Reads its
 * name from the command line, sends a `Measurement` to its parent.
 */
import type { TransformationEvent, TransformationResponse } from '../../src/firehose/transformation.ts';
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
}

const warmUpPasses = 4;
const passes = 12;

const list = events();
const texts = list.map((event) => JSON.stringify(event));
const megabytes = list.reduce((sum, event) => sum + rawBytes(event), 0) / 1e6;
const transform = await contender(process.argv[2] as ContenderName);

const bare = await time(list, transform);
const enveloped = await time(texts, async (text) =>
  JSON.stringify(await transform(JSON.parse(text) as TransformationEvent)),
);
process.send?.({ bare, enveloped } satisfies Measurement, () => process.disconnect());

async function time<T>(
  inputs: readonly T[],
  work: (input: T) => ReturnType<Transform> | Promise<string>,
): Promise<Timing> {
  for (let pass = 0; pass < warmUpPasses; pass++) for (const input of inputs) keep(await work(input));
  globalThis.gc?.();
  const eventMs: number[] = [];
  const cpu = process.cpuUsage();
  for (let pass = 0; pass < passes; pass++) {
    for (const input of inputs) {
      const start = performance.now();
      keep(await work(input));
      eventMs.push(performance.now() - start);
    }
  }
  const { user, system } = process.cpuUsage(cpu);
  const wallMs = eventMs.reduce((sum, ms) => sum + ms, 0);
  const total = megabytes * passes;
  return { cpuMsPerMB: (user + system) / 1000 / total, wallMsPerMB: wallMs / total, eventMs };
}

/** Keeps a result reachable until the next one, so that no work can be optimised away. */
function keep(result: TransformationResponse | string): void {
  Reflect.set(globalThis, 'lastResult', result);
}
