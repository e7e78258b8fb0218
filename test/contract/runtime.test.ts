import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { startRuntime, type LambdaRuntime } from '../support/lambda-runtime.ts';

const directory = mkdtempSync(join(tmpdir(), 'kubehose-runtime-'));
const started: LambdaRuntime[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((runtime) => runtime.stop()));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("a handler under AWS's own runtime client", () => {
  test('what it returns arrives as the bytes of its JSON', async () => {
    const value = { records: [{ recordId: 'é\u2028"\\', data: 'x'.repeat(100_000) }], none: null };
    const { invoke } = await run(`export const handler = async () => (${JSON.stringify(value)});`);
    expect(await invoke({})).toEqual({ kind: 'response', body: JSON.stringify(value) });
  });

  test('the event and the context arrive as sent', async () => {
    const { invoke } = await run(
      `export const handler = async (event, context) => ({ event, left: context.getRemainingTimeInMillis() > 1e6, id: context.awsRequestId });`,
    );
    const answers = [await invoke({ text: 'ü', n: 1 }, 2_000_000), await invoke([2], 2_000_000)];
    const bodies = answers.map((answer) => (answer.kind === 'response' ? JSON.parse(answer.body) : answer));
    expect(bodies).toEqual([
      { event: { text: 'ü', n: 1 }, left: true, id: expect.any(String) },
      { event: [2], left: true, id: expect.any(String) },
    ]);
    expect(bodies[0].id).not.toBe(bodies[1].id);
  });

  test('what it throws is posted as the error of that invocation, and the next one runs', async () => {
    const { invoke } = await run(
      `export const handler = async (event) => { if (event.bad) throw new RangeError('no such record'); return 'ok'; };`,
    );
    expect(await invoke({ bad: true })).toEqual({
      kind: 'error',
      error: { errorType: 'RangeError', errorMessage: 'no such record' },
    });
    expect(await invoke({})).toEqual({ kind: 'response', body: '"ok"' });
  });

  test('what its file throws is posted as the error of the init phase', async () => {
    const { init } = await run(
      `throw new TypeError('no such setting'); export const handler = async () => 1;`,
    );
    expect(await init).toEqual({
      kind: 'init error',
      error: { errorType: 'TypeError', errorMessage: 'no such setting' },
    });
  });
});

async function run(source: string): Promise<LambdaRuntime> {
  const name = `function-${started.length}-${Math.random().toString(36).slice(2)}`;
  writeFileSync(join(directory, `${name}.mjs`), source);
  return track(await startRuntime({ taskRoot: directory, handler: `${name}.handler` }));
}

function track(runtime: LambdaRuntime): LambdaRuntime {
  started.push(runtime);
  return runtime;
}
