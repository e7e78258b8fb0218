import { afterEach, beforeEach } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConsoleInput } from '../../../src/cli/commands/local-input.ts';
import { startConsole } from '../../../src/local/console/console.ts';
import { createRecorder } from '../../../src/local/console/recorder.ts';
import { startLocal, type LocalPipeline } from '../../../src/local/pipeline.ts';
import type { Tuning } from '../../../src/local/pipeline-options.ts';
import { packageRoot } from '../../cli/fake-io.ts';

export interface RunningConsole {
  readonly url: string;
  readonly pipeline: LocalPipeline;
  get<Answer>(path: string): Promise<Answer>;
  /** As the page does. */
  post(path: string, body?: unknown): Promise<Response>;
}

const running: { stop(): Promise<void> }[] = [];
let directory = '';

/** A directory for each test of a file; what was started in it is stopped. */
export function useConsole(): void {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kubehose-'));
  });
  afterEach(async () => {
    for (const each of running.splice(0).toReversed()) await each.stop();
    await rm(directory, { recursive: true });
  });
}

const functionPath = join(packageRoot, 'dist', 'transform.mjs');

/** The pipeline with the built function, and its console. */
export async function start(tuning: Partial<Tuning> = {}): Promise<RunningConsole> {
  const recorder = createRecorder('records');
  const pipeline = await startLocal({
    function: { path: functionPath, env: () => ({}), onLog: (line) => recorder.lines.read(line) },
    directory,
    keepLogsInMemory: false,
    tuning: {
      transformIntervalMs: 0,
      deliveryIntervalMs: 0,
      errorIntervalMs: 0,
      retryDurationMs: 0,
      ...tuning,
    },
    ...recorder.hooks,
  });
  running.push(pipeline);
  const server = await startConsole({
    pipeline,
    recorder,
    route: 'direct',
    port: 0,
    assets: join(packageRoot, 'dist', 'console'),
    functionPath,
    streamArn: pipeline.streamArn,
    region: 'us-east-1',
    replayEnvironment: { DD_URL: pipeline.urls.datadog, DD_API_KEY: 'any' },
    replayCommand: 'kubehose replay',
    samples: [record('a sample')],
    readInput: (bytes) => Promise.resolve(readConsoleInput(bytes)),
  });
  running.push(server);
  return {
    url: server.url,
    pipeline,
    get: async <Answer>(path: string): Promise<Answer> => (await fetch(server.url + path)).json(),
    post: (path, body = {}) =>
      fetch(server.url + path, {
        method: 'POST',
        headers: { origin: server.url },
        body: JSON.stringify(body),
      }),
  };
}

/** A record as Fluent Bit puts it, written now. */
export function record(text: string, pod = 'web-0'): Buffer {
  const log = `${new Date().toISOString()} stdout F ${text}`;
  return Buffer.from(`${JSON.stringify({ log, kubernetes: { pod_name: pod, namespace_name: 'shop' } })}\n`);
}

/** Puts records and waits until each has its fate. */
export async function put({ pipeline }: RunningConsole, ...records: readonly Buffer[]): Promise<void> {
  for (const each of records) pipeline.put(each);
  await pipeline.flush();
}

/** Lines that can be joined: it is known which container wrote them. */
export function ofContainer(...texts: readonly string[]): Buffer {
  const lines = texts.map((text) =>
    record(text).toString().replace('"pod_name"', '"docker_id":"d","container_name":"web","pod_name"'),
  );
  return Buffer.from(lines.join(''));
}
