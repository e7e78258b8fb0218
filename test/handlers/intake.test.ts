import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startDatadog, type DatadogStandIn } from '../../src/local/datadog/datadog.ts';
import { startRuntime, type LambdaRuntime } from '../support/lambda-runtime.ts';

const root = join(import.meta.dirname, '..', '..');
let datadog: DatadogStandIn;
let runtime: LambdaRuntime | undefined;

beforeEach(async () => {
  datadog = await startDatadog({ apiKey: 'dd-key' });
});
afterEach(async () => {
  await runtime?.stop();
  runtime = undefined;
  await datadog.stop();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<LambdaRuntime> {
  runtime = await startRuntime({
    taskRoot: root,
    handler: 'dist/intake.handler',
    env: { INTAKE_ACCESS_KEYS: 'key-1,key-2', DD_API_KEY: 'dd-key', DD_URL: datadog.url, ...env },
  });
  return runtime;
}

const content = JSON.stringify({
  requestId: 'r1',
  timestamp: 1_767_323_045_599,
  records: [
    {
      data: Buffer.from('{"log":"one","kubernetes":{"pod_name":"web-0"}}\n{"log":"two"}\n').toString(
        'base64',
      ),
    },
  ],
});

/** As a Function URL hands a request over. */
function event(accessKey: string, isGzip: boolean): Readonly<Record<string, unknown>> {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/',
    rawQueryString: '',
    headers: {
      'x-amz-firehose-protocol-version': '1.0',
      'x-amz-firehose-request-id': 'r1',
      'x-amz-firehose-source-arn': 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs',
      'x-amz-firehose-access-key': accessKey,
      'x-amz-firehose-common-attributes': '{"commonAttributes":{"team":"shop"}}',
      'content-type': 'application/json',
      ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
    },
    requestContext: { http: { method: 'POST', path: '/' } },
    body: isGzip ? gzipSync(content).toString('base64') : content,
    isBase64Encoded: isGzip,
  };
}

describe("dist/intake.mjs under AWS's own runtime client", () => {
  test.each([false, true])('every line arrives as a log with its tags (gzip: %p)', async (isGzip) => {
    const { invoke, log } = await start();
    const answer = await invoke(event('key-2', isGzip));
    if (answer.kind === 'error') throw new Error(answer.error.errorMessage);
    const { statusCode, headers, body, isBase64Encoded } = JSON.parse(answer.body);
    expect({ statusCode, headers, isBase64Encoded }).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      isBase64Encoded: false,
    });
    expect(JSON.parse(body)).toEqual({ requestId: 'r1', timestamp: expect.any(Number) });
    const logs = datadog.logs.map(({ text }) => JSON.parse(text));
    expect(logs.map(({ message }) => message)).toEqual(['one', 'two']);
    expect(logs[0].ddtags).toMatch(/pod_name:web-0.*firehose_stream:logs,team:shop/);
    expect(JSON.parse(log().split('\n')[0] ?? '')).toMatchObject({ event: 'intake', IntakeLogsDelivered: 2 });
    expect(log()).not.toMatch(/key-2|dd-key|one|web-0/);
  });

  test('a wrong key is refused, an outage is a 503 before the function runs out of time', async () => {
    const { invoke } = await start();
    const statusOf = async (key: string, deadlineMs: number) => {
      const answer = await invoke(event(key, true), deadlineMs);
      return answer.kind === 'response' ? JSON.parse(answer.body).statusCode : answer;
    };
    expect(await statusOf('key-3', 10_000)).toBe(401);
    datadog.fail({ kind: 'status', status: 503 });
    // 100 ms are left beside those for the answer: too few for a second try.
    expect(await statusOf('key-1', 3_100)).toBe(503);
    expect(datadog.counts().requests).toBeLessThanOrEqual(1);
    expect(datadog.logs).toEqual([]);
    datadog.recover();
    expect(await statusOf('key-1', 10_000)).toBe(200);
    expect(datadog.logs).toHaveLength(2);
  });

  test('what a rule masks does not arrive, and what it drops neither', async () => {
    const { invoke, log } = await start({
      DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify([
        { type: 'exclude_at_match', name: 'one', pattern: '^one$' },
        { type: 'mask_sequences', name: 'two', pattern: 'tw', replace_placeholder: '**' },
      ]),
    });
    await invoke(event('key-1', false));
    expect(datadog.logs.map(({ text }) => JSON.parse(text).message)).toEqual(['**o']);
    expect(JSON.parse(log().split('\n')[0] ?? '')).toMatchObject({
      IntakeLogs: 1,
      IntakeLogsExcluded: 1,
      IntakeLogsMasked: 1,
    });
  });

  test('with a rule that cannot be used it does not start', async () => {
    const rules = JSON.stringify([{ type: 'exclude_at_match', name: 'health', pattern: '(' }]);
    const { init } = await start({ DD_LOGS_CONFIG_PROCESSING_RULES: rules });
    expect(await init).toEqual({
      kind: 'init error',
      error: { errorType: 'ConfigError', errorMessage: expect.stringContaining('health') },
    });
  });

  test('without an access key it does not start', async () => {
    const { init } = await start({ INTAKE_ACCESS_KEYS: '' });
    expect(await init).toEqual({
      kind: 'init error',
      error: {
        errorType: 'ConfigError',
        errorMessage: expect.stringContaining('INTAKE_ACCESS_KEYS is not set'),
      },
    });
  });

  test('with a secret that cannot be read the answer is 503, and the log says which', async () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:intake-AbCdEf';
    const { init, invoke, log } = await start({
      INTAKE_ACCESS_KEYS: '',
      INTAKE_ACCESS_KEYS_SECRET_ARN: arn,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    expect((await init).kind).toBe('ready');
    const answer = await invoke(event('key-1', true));
    if (answer.kind === 'error') throw new Error(answer.error.errorMessage);
    const { statusCode, body } = JSON.parse(answer.body);
    expect([statusCode, JSON.parse(body)]).toEqual([
      503,
      {
        requestId: 'r1',
        timestamp: expect.any(Number),
        errorMessage: expect.stringContaining('could not read its access keys'),
      },
    ]);
    expect(log()).toContain(`secret ${arn} could not be read`);
    expect(datadog.logs).toEqual([]);
  });
});
