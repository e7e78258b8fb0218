import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFunctionWorker, type FunctionWorker } from '../../../src/local/firehose/function-worker.ts';

let directory = '';
let worker: FunctionWorker | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubehose-'));
});
afterEach(async () => {
  await worker?.stop();
  await rm(directory, { recursive: true });
});

const lines: string[] = [];

async function load(source: string, env: Record<string, string> = {}): Promise<FunctionWorker> {
  lines.length = 0;
  const path = join(directory, 'a function.mjs');
  await writeFile(path, source);
  worker = createFunctionWorker({ path, env: () => env, onLog: (line) => lines.push(line) });
  return worker;
}

const event = { invocationId: 'i', deliveryStreamArn: 'a', region: 'r', records: [] };
const context = {
  awsRequestId: 'request',
  functionName: 'f',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn',
  memoryLimitInMB: '512',
  getRemainingTimeInMillis: () => 60_000,
};

describe('createFunctionWorker', () => {
  test('has its own environment and log, and the remaining time', async () => {
    const { handler, init } = await load(
      `console.log('cold start');
       export const handler = async (event, context) => ({
         event, env: { ...process.env }, id: context.awsRequestId, remaining: context.getRemainingTimeInMillis() });`,
      { ONLY: 'this' },
    );
    await init();
    await init();
    const answer = await handler(event, context);
    expect(answer).toEqual({ event, env: { ONLY: 'this' }, id: 'request', remaining: expect.any(Number) });
    expect(lines).toEqual(['cold start']);
  });

  test('keeps its memory between invocations; undefined is null', async () => {
    const { handler } = await load(
      'let n = 0; export const handler = async () => { n += 1; return n === 2 ? undefined : n; };',
    );
    expect([
      await handler(event, context),
      await handler(event, context),
      await handler(event, context),
    ]).toEqual([1, null, 3]);
  });

  test('a throw rejects, and its words are in the log only', async () => {
    const { handler } = await load(
      "export const handler = async () => { throw new TypeError('inner words'); };",
    );
    await expect(handler(event, context)).rejects.toThrow(/^the function threw/);
    expect(lines.join('\n')).toContain('TypeError: inner words');
  });

  test('a module that cannot be loaded rejects with its own words, each time', async () => {
    const { handler, init } = await load("throw new Error('DD_TAGS is wrong');");
    await expect(init()).rejects.toThrow('DD_TAGS is wrong');
    await expect(handler(event, context)).rejects.toThrow('DD_TAGS is wrong');
  });

  test('a function that ends its process fails the invocation, and the next one starts afresh', async () => {
    const { handler } = await load(
      'let n = 0; export const handler = async (event) => { n += 1; if (event.region === "exit") process.exit(1); return n; };',
    );
    await expect(handler({ ...event, region: 'exit' }, context)).rejects.toThrow(/ended its process/);
    await expect(handler(event, context)).resolves.toBe(1);
  });

  test('an endless loop can be ended', async () => {
    const { handler, init, kill } = await load(
      'export const handler = async (event) => { while (event.region === "loop"); return "done"; };',
    );
    await init();
    const looping = handler({ ...event, region: 'loop' }, context);
    kill();
    await expect(looping).rejects.toThrow(/timed out/);
    await expect(handler(event, context)).resolves.toBe('done');
  });
});
