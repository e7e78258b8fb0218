/**
 * Runs a handler file as Lambda does: under AWS's own runtime client (aws-lambda-ric) in a process of its own, against a stand-in
 * for the Lambda Runtime API on loopback. Source: AWS Lambda developer guide, `runtimes-api`.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface RuntimeOptions {
  /** The directory of the function's files, as LAMBDA_TASK_ROOT. */
  readonly taskRoot: string;
  /** Path without extension, a dot, the export: `dist/transform.handler`. */
  readonly handler: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RuntimeError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** How the init phase ended: asking for work, with an error posted by the runtime, or with neither. */
export type Init =
  | { readonly kind: 'ready'; readonly startMs: number }
  | { readonly kind: 'init error'; readonly error: RuntimeError }
  | { readonly kind: 'exited'; readonly code: number | null };

export type Invocation =
  | { readonly kind: 'response'; readonly body: string }
  | { readonly kind: 'error'; readonly error: RuntimeError };

export interface LambdaRuntime {
  readonly init: Promise<Init>;
  /** Hands the event to the handler; `deadlineMs` from now is what the context tells as time left. */
  readonly invoke: (event: unknown, deadlineMs?: number) => Promise<Invocation>;
  /** What the function has written to its standard output and error. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

const root = join(import.meta.dirname, '..', '..');
const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:kubehose-test';

export async function startRuntime(options: RuntimeOptions): Promise<LambdaRuntime> {
  const init = Promise.withResolvers<Init>();
  const work = queue<Work>();
  const answers = new Map<string, PromiseWithResolvers<Invocation>>();
  let startedAt = 0;

  const server = createServer((request, response) => {
    const path = request.url?.replace('/2018-06-01/runtime', '') ?? '';
    if (path === '/invocation/next') {
      init.resolve({ kind: 'ready', startMs: performance.now() - startedAt });
      void work.take().then((next) => sendWork(response, next));
    } else void receive(request, response).then((body) => settle(path, body));
  });

  function settle(path: string, body: string): void {
    if (path === '/init/error') return init.resolve({ kind: 'init error', error: runtimeError(body) });
    const [, id = '', outcome] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const answer = answers.get(id);
    answers.delete(id);
    answer?.resolve(
      outcome === 'response' ? { kind: 'response', body } : { kind: 'error', error: runtimeError(body) },
    );
  }

  const port = await listen(server);
  startedAt = performance.now();
  const child = launch(options, port);
  const log = collect(child);
  const ended = once(child, 'close').then(([code]) => {
    init.resolve({ kind: 'exited', code });
    for (const answer of answers.values())
      answer.reject(new Error(`the function ended with ${code}:\n${log()}`));
  });

  return {
    init: init.promise,
    log,
    invoke(event, deadlineMs = 60_000) {
      if (child.exitCode !== null) return Promise.reject(new Error(`the function has ended:\n${log()}`));
      const id = randomUUID();
      const answer = Promise.withResolvers<Invocation>();
      answers.set(id, answer);
      work.put({ id, event: JSON.stringify(event), deadline: Date.now() + deadlineMs });
      return answer.promise;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Work {
  readonly id: string;
  readonly event: string;
  /** Epoch ms. */
  readonly deadline: number;
}

function sendWork(response: ServerResponse, { id, event, deadline }: Work): void {
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': id,
    'Lambda-Runtime-Deadline-Ms': String(deadline),
    'Lambda-Runtime-Invoked-Function-Arn': functionArn,
  });
  response.end(event);
}

async function receive(request: IncomingMessage, response: ServerResponse): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  response.writeHead(202).end();
  return Buffer.concat(chunks).toString();
}

function runtimeError(body: string): RuntimeError {
  const { errorType, errorMessage } = JSON.parse(body);
  return { errorType, errorMessage };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function launch({ taskRoot, handler, env }: RuntimeOptions, port: number): ChildProcess {
  const preload = join(root, 'test', 'support', 'rapid-client.cjs');
  const client = join(root, 'node_modules', 'aws-lambda-ric', 'index.mjs');
  return spawn(process.execPath, ['--require', preload, client], {
    cwd: taskRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true',
      AWS_LAMBDA_FUNCTION_NAME: 'kubehose-test',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/kubehose-test',
      AWS_LAMBDA_LOG_STREAM_NAME: 'test',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_REGION: 'eu-west-1',
      LAMBDA_TASK_ROOT: taskRoot,
      _HANDLER: handler,
      TZ: ':UTC',
      ...env,
    },
  });
}

function collect(child: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** First in, first out; `take` waits for what is not there yet. */
function queue<T>(): { put(item: T): void; take(): Promise<T> } {
  const items: T[] = [];
  const takers: ((item: T) => void)[] = [];
  return {
    put(item) {
      const taker = takers.shift();
      if (taker) taker(item);
      else items.push(item);
    },
    take() {
      const item = items.shift();
      return item === undefined ? new Promise((resolve) => takers.push(resolve)) : Promise.resolve(item);
    },
  };
}
