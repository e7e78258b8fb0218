import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { startRuntime, type LambdaRuntime } from '../support/lambda-runtime.ts';

const root = join(import.meta.dirname, '..', '..');
const transform = { taskRoot: root, handler: 'dist/transform.handler' };
const pod = { pod_name: 'web-0', namespace_name: 'shop', container_name: 'web', docker_id: 'b632' };
const envelope = {
  invocationId: '00000000-0000-4000-8000-000000000000',
  deliveryStreamArn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs',
  region: 'eu-west-1',
};
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

describe("dist/transform.mjs under AWS's own runtime client", () => {
  const records = [
    { recordId: 'a', data: base64({ log: '2026-01-02T03:04:05.000000001Z stderr F no', kubernetes: pod }) },
    { recordId: 'b', data: Buffer.from('plain text\n').toString('base64') },
  ];

  test("event in, response out: every record answered, the guide's four tags on the log", async () => {
    const { invoke, log } = track(await startRuntime(transform));
    const answer = await invoke({ ...envelope, records });
    if (answer.kind === 'error') throw new Error(answer.error.errorMessage);
    const [tagged, untouched] = JSON.parse(answer.body).records;
    expect(untouched).toEqual({ recordId: 'b', result: 'Ok', data: records[1]?.data });
    expect({ ...tagged, data: undefined }).toEqual({ recordId: 'a', result: 'Ok' });
    const line = JSON.parse(Buffer.from(tagged.data, 'base64').toString());
    expect(line.message).toBe('no');
    expect(line.ddtags.split(',').slice(0, 4)).toEqual([
      'kube_container_name:web',
      'kube_namespace:shop',
      'pod_name:web-0',
      'container_id:b632',
    ]);
    expect(JSON.parse(log().split('\n')[0] ?? '')).toMatchObject({ RecordsIn: 2, RecordsDelivered: 2 });
  });

  test('an event without records is an error of that invocation, and the next one runs', async () => {
    const { invoke } = track(await startRuntime(transform));
    const refused = await invoke({ ...envelope });
    expect(refused).toEqual({
      kind: 'error',
      error: { errorType: expect.any(String), errorMessage: expect.stringContaining('records') },
    });
    expect(await invoke({ ...envelope, records: [] })).toEqual({ kind: 'response', body: '{"records":[]}' });
  });

  test('a bad environment is an error of the init phase that names every variable', async () => {
    const env = { TAGS_AS: 'labels', DD_TAGS: 'no-colon' };
    const runtime = track(await startRuntime({ ...transform, env }));
    expect(await runtime.init).toEqual({
      kind: 'init error',
      error: { errorType: 'ConfigError', errorMessage: expect.stringMatching(/TAGS_AS[^]*DD_TAGS/) },
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

function base64(log: unknown): string {
  return Buffer.from(`${JSON.stringify(log)}\n`).toString('base64');
}
