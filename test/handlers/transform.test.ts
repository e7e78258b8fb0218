import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { secret } from '../support/lines.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Runs the built function in a process of its own, as Lambda would, with an event and an environment. */
async function invoke(
  event: string,
  environment: Record<string, string> = {},
): Promise<{ stdout: string; stderr: string }> {
  const script = `
    const { handler } = await import(${JSON.stringify(join(root, 'dist/transform.mjs'))});
    const response = await handler(${event}, { getRemainingTimeInMillis: () => 60_000 });
    const results = {};
    for (const { result } of response.records) results[result] = (results[result] ?? 0) + 1;
    const sdk = process.moduleLoadList.includes('NativeModule https');
    console.log(JSON.stringify({ results, bytes: JSON.stringify(response).length, sdk }));`;
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  return run(process.execPath, ['--input-type=module', '--no-warnings', '--eval', script], {
    env,
    maxBuffer: 64 << 20,
  });
}

const arn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs';
const small = JSON.stringify({
  deliveryStreamArn: arn,
  records: [
    { recordId: '1', data: Buffer.from(`{"log":"${secret}","ddtags":"t:${secret}"}`).toString('base64') },
  ],
});
/** Eight records of 700 kB, two more than a response holds. */
const large = `{ deliveryStreamArn: '${arn}', records: Array.from({ length: 8 }, (_, n) => ({
  recordId: String(n), data: Buffer.from('{"log":"' + String(n).repeat(700_000) + '"}').toString('base64') })) }`;

describe('the built function', () => {
  test('answers, writes one log line without a payload, and loads no SDK', async () => {
    const { stdout, stderr } = await invoke(small);
    const [log, result, ...more] = stdout.trim().split('\n');
    expect(more).toEqual([]);
    expect(stderr).toBe('');
    expect(log).not.toContain(secret);
    expect(JSON.parse(log!)).toMatchObject({
      event: 'transform',
      DeliveryStreamName: 'logs',
      RecordsIn: 1,
      LinesEnriched: 1,
    });
    expect(JSON.parse(result!)).toMatchObject({ results: { Ok: 1 }, sdk: false });
  });

  test('does not start with an environment that is wrong, and names all of it in one error', async () => {
    const wrong = { TAGS_AS: 'x', DD_TAGS: 'nocolon', DD_KUBERNETES_POD_LABELS_AS_TAGS: 'nojson' };
    const failure = await invoke(small, wrong).catch((error: unknown) => error as { stderr: string });
    for (const [name, value] of Object.entries(wrong))
      expect(failure.stderr).toContain(`${name} is "${value}"; allowed: `);
  });

  test.each(['{}', 'null', '{ records: {} }'])('an event of %s is refused with a sentence', async (event) => {
    const failure = await invoke(event).catch((error: unknown) => error as { stderr: string });
    expect(failure.stderr).toContain('the event has no "records" array');
  });
});

describe('the built function, when the response would be too large', () => {
  const puts: { Records: { Data: string }[] }[] = [];
  let server: Server;
  let failures = 0;
  let isRefused = false;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const call = JSON.parse(Buffer.concat(chunks).toString()) as (typeof puts)[number];
        const entries = call.Records.map(() =>
          failures-- > 0
            ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' }
            : { RecordId: 'r' },
        );
        puts.push(call);
        response.setHeader('content-type', 'application/x-amz-json-1.1');
        if (isRefused) response.statusCode = 400;
        if (isRefused) return response.end('{"__type":"AccessDeniedException","message":"not authorized"}');
        return response.end(
          JSON.stringify({ FailedPutCount: 0, Encrypted: false, RequestResponses: entries }),
        );
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  afterAll(() => {
    server.close();
  });
  const environment = (): Record<string, string> => ({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });

  test('it puts the last records back by the SDK, failed entries once more, and answers them Dropped', async () => {
    failures = 1;
    const { stdout } = await invoke(large, environment());
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({ results: { Ok: 6, Dropped: 2 } });
    const first = puts[0]!.Records.map(({ Data }) => Buffer.from(Data, 'base64').toString().slice(-22));
    expect(first).toEqual(['6","_kubehose_hops":1}', '7","_kubehose_hops":1}']);
    expect(puts.map(({ Records }) => Records.length)).toEqual([2, 1]);
  });

  test('it fails the records at once where there is no permission', async () => {
    isRefused = true;
    puts.length = 0;
    const { stdout } = await invoke(large, environment());
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({
      results: { Ok: 6, ProcessingFailed: 2 },
    });
    expect(puts).toHaveLength(1);
  });
});
