import { fieldsOf } from '../../json/fields.ts';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { TransformHandler } from './invoke.ts';

export interface FunctionFile {
  /** Path of a built module that exports `handler`. */
  readonly path: string;
  /** The function's whole environment, asked for when it starts. */
  readonly env: () => Readonly<Record<string, string>>;
  /** Told every line that the function writes to its log. */
  readonly onLog?: ((line: string) => void) | undefined;
}

export interface FunctionWorker {
  readonly handler: TransformHandler;
  /** Loads the module. Rejects with what it threw. */
  init(): Promise<void>;
  /** Ends the thread at once; the next call of the handler starts another. */
  kill(): void;
  stop(): Promise<void>;
}

/** Runs inside the thread: loads the module, then answers one message per invocation. */
const threadSource = `
import { parentPort, workerData } from 'node:worker_threads';
const { handler } = await import(workerData);
parentPort.on('message', async ({ id, event, context, remainingMs }) => {
  const deadline = Date.now() + remainingMs;
  const getRemainingTimeInMillis = () => deadline - Date.now();
  try {
    const response = await handler(event, { ...context, getRemainingTimeInMillis });
    parentPort.postMessage({ id, response: JSON.stringify(response) ?? 'null' });
  } catch (error) {
    parentPort.postMessage({ id, error: String(error?.stack ?? error) });
  }
});
parentPort.postMessage({ id: 0, response: 'null' });
`;

type Settle = { resolve(value: unknown): void; reject(error: Error): void };

/**
 * A function in a thread of its own: with its own environment, its log apart from ours, and to be ended when it takes too long.
 * The module is loaded by the first call, as in a cold start.
 */
export function createFunctionWorker({ path, env, onLog }: FunctionFile): FunctionWorker {
  const calls = new Map<number, Settle>();
  let worker: Worker | undefined;
  let lastId = 0;

  function start(): Worker {
    const started = new Worker(new URL(`data:text/javascript,${encodeURIComponent(threadSource)}`), {
      workerData: pathToFileURL(path).href,
      env: env(),
      stdout: true,
      stderr: true,
      execArgv: ['--no-warnings'],
    });
    forwardLines(started.stdout, onLog);
    forwardLines(started.stderr, onLog);
    started.on('message', settle);
    started.on('error', (error) => {
      if (worker === started) end(error instanceof Error ? error : new Error(String(error)));
    });
    started.on('exit', () => {
      if (worker === started) end(new Error('the function ended its process'));
    });
    return started;
  }

  function settle(message: unknown): void {
    const fields = fieldsOf(message);
    const id = Number(fields?.['id']);
    const waiting = calls.get(id);
    calls.delete(id);
    const response = fields?.['response'];
    if (typeof response === 'string') waiting?.resolve(JSON.parse(response));
    else waiting?.reject(functionError(String(fields?.['error']), onLog));
  }

  function end(error: Error): void {
    const ended = worker;
    worker = undefined;
    for (const { reject } of calls.values()) reject(error);
    calls.clear();
    void ended?.terminate();
  }

  function call(id: number, message: unknown): Promise<unknown> {
    worker ??= start();
    const target = worker;
    return new Promise((resolve, reject) => {
      calls.set(id, { resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      if (message !== undefined) target.postMessage(message);
    });
  }

  return {
    async init() {
      if (worker === undefined) await call(0, undefined);
    },
    handler(event, { getRemainingTimeInMillis, ...context }) {
      lastId += 1;
      return call(lastId, { id: lastId, event, context, remainingMs: getRemainingTimeInMillis() });
    },
    kill() {
      end(new Error('the function timed out'));
    },
    async stop() {
      const ended = worker;
      end(new Error('the function was stopped'));
      await ended?.terminate();
    },
  };
}

function functionError(stack: string, onLog: FunctionFile['onLog']): Error {
  onLog?.(stack);
  return new Error('the function threw; its words are in its log');
}

function forwardLines(stream: Readable, onLog: FunctionFile['onLog']): void {
  createInterface({ input: stream }).on('line', (line) => onLog?.(line));
}
