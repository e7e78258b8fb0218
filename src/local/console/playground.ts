import { systemClock } from '../../adapters/clock.ts';
import { transformVariables } from '../../config/variables.ts';
import { fieldsOf } from '../../json/fields.ts';
import { processingVariables } from '../../processing/variables.ts';
import type { Explanation } from '../../transform/explain/explanation.ts';
import { logsOfRecord } from '../datadog/log-lines.ts';
import { createFunctionWorker, type FunctionWorker } from '../firehose/function-worker.ts';
import { transformationRecordId } from '../firehose/ids.ts';
import { invoke } from '../firehose/invoke.ts';
import { asOfNow } from '../samples/as-of-now.ts';
import { createLineTotals, type LineTotals } from './line-totals.ts';
import { settingProblems } from './setting-problems.ts';
import { readable } from './trail.ts';
import { explainUnder } from './why.ts';
import type { TriedRecord, TryAnswer, TryRequest } from './wire.ts';

export interface Playground {
  /** What the function makes of an input under some settings. */
  attempt(request: TryRequest): Promise<TryAnswer>;
  stop(): Promise<void>;
}

export interface PlaygroundOptions {
  /** Path of the built function. */
  readonly path: string;
  readonly streamArn: string;
  readonly region: string;
  /** Reads a pasted text or a dropped file as records. */
  readonly readInput: (bytes: Buffer) => Promise<readonly Buffer[]>;
}

const maxRecords = 500;
const maxInputBytes = 3 * 1_048_576;
/** No input may hold the function for longer; it is ended then. */
const timeoutMs = 10_000;
/** What takes the function longer is not explained: that would hold up the console. */
const maxExplainedMs = 2_000;

/** Runs the built function in a thread of its own, with no setting but those that are tried. */
export function createPlayground(options: PlaygroundOptions): Playground {
  let running:
    { readonly key: string; readonly worker: FunctionWorker; readonly lines: LineTotals[] } | undefined;

  async function workerFor(environment: Readonly<Record<string, string>>) {
    const key = JSON.stringify(environment);
    if (running?.key === key) return running;
    await running?.worker.stop();
    const lines: LineTotals[] = [];
    const onLog = (line: string) => lines.at(-1)?.read(line);
    const env = () => ({ ...environment, ...functionEnvironment(options.region) });
    running = { key, lines, worker: createFunctionWorker({ path: options.path, env, onLog }) };
    return running;
  }

  return {
    async attempt({ environment, input, asOfNow: isNow }) {
      const problems = await settingProblems(environment);
      if (problems.length > 0) return { kind: 'problems', problems };
      const given = await options.readInput(Buffer.from(input, 'base64'));
      const nowMs = systemClock.now();
      const chosen = within(isNow ? asOfNow(given, nowMs) : given);
      const { worker, lines } = await workerFor(environment);
      const counted = createLineTotals();
      lines.push(counted);
      const answers = await run(worker, chosen, options, nowMs);
      if (typeof answers === 'string') return { kind: 'failed', sentence: answers };
      const isSlow = systemClock.now() - nowMs > maxExplainedMs;
      const why = isSlow ? [] : await explained(chosen, environment, options.streamArn, nowMs);
      return {
        kind: 'tried',
        records: chosen.map((record, index) => tried(record, answers[index], why[index] ?? [])),
        more: given.length - chosen.length,
        lines: counted.totals,
        atMs: nowMs,
      };
    },
    stop: async () => running?.worker.stop(),
  };
}

/** Nothing of the user's own: no key, no proxy, and no stream to put records back on. */
function functionEnvironment(region: string): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: 'kubehose-transform',
    AWS_ENDPOINT_URL_FIREHOSE: 'http://127.0.0.1:9',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

function within(records: readonly Buffer[]): readonly Buffer[] {
  let bytes = 0;
  const end = records.findIndex((record) => (bytes += record.length) > maxInputBytes);
  return records.slice(0, Math.min(maxRecords, end < 0 ? maxRecords : end));
}

async function run(
  worker: FunctionWorker,
  records: readonly Buffer[],
  { streamArn, region }: PlaygroundOptions,
  nowMs: number,
): Promise<readonly unknown[] | string> {
  try {
    await worker.init();
  } catch (error) {
    return `the function does not start: ${error instanceof Error ? error.message : String(error)}`;
  }
  const event = {
    invocationId: systemClock.uuid(),
    deliveryStreamArn: streamArn,
    region,
    records: records.map((data, index) => ({
      recordId: transformationRecordId(index),
      approximateArrivalTimestamp: nowMs,
      data: data.toString('base64'),
    })),
  };
  const invoked = { handler: worker.handler, arn: streamArn, timeoutMs, kill: () => worker.kill() };
  const invocation = await invoke(invoked, event, systemClock);
  if (invocation.kind === 'error') return `${invocation.error.code}: ${invocation.error.message}`;
  const answers = fieldsOf(invocation.payload)?.['records'];
  return Array.isArray(answers) ? answers : [];
}

/** Explanations of the lines of each record. */
async function explained(
  records: readonly Buffer[],
  environment: Readonly<Record<string, string>>,
  streamArn: string,
  nowMs: number,
): Promise<readonly (readonly Explanation[])[]> {
  const explain = await explainUnder(environment);
  const all = await explain(records.map((data) => ({ data, arrivalTimeMs: nowMs, streamArn })));
  const lists: Explanation[][] = records.map(() => []);
  for (const one of all) lists[one.record - 1]!.push(one);
  return lists;
}

function tried(record: Buffer, answer: unknown, why: readonly Explanation[]): TriedRecord {
  const { result, data } = fieldsOf(answer) ?? {};
  const after = typeof data === 'string' ? Buffer.from(data, 'base64') : undefined;
  return {
    before: readable(record).toString(),
    result: String(result),
    untouched: after?.equals(record) === true,
    logs: after === undefined ? [] : logsOfRecord(readable(after)).map((log) => log.toString()),
    why,
  };
}

const known: ReadonlySet<string> = new Set(Object.keys({ ...transformVariables, ...processingVariables }));

/** Reads what the page sent; only variables that the transform has are taken. */
export function readTryRequest(value: unknown): TryRequest | undefined {
  const { environment, input, asOfNow: isNow } = fieldsOf(value) ?? {};
  const settings = Object.entries(fieldsOf(environment) ?? {});
  const isAllowed = settings.every(([name, text]) => known.has(name) && typeof text === 'string');
  if (!isAllowed || typeof input !== 'string') return undefined;
  const texts = settings.map(([name, text]): [string, string] => [name, String(text)]);
  return {
    environment: Object.fromEntries(texts.filter(([, text]) => text !== '')),
    input,
    asOfNow: isNow === true,
  };
}
