import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCli } from '../../../src/cli/run.ts';
import { startDatadog, type DatadogStandIn } from '../../../src/local/datadog/datadog.ts';
import { fakeIo, type FakeIo } from '../fake-io.ts';

let directory = '';
let datadog: DatadogStandIn;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kubehose-intake-'));
  datadog = await startDatadog({ apiKey: 'dd-key' });
});
afterEach(async () => {
  await datadog.stop();
  rmSync(directory, { recursive: true });
});

const ioOf = (env: Readonly<Record<string, string>> = {}): FakeIo =>
  fakeIo({
    cwd: directory,
    env: { INTAKE_ACCESS_KEYS: 'k1', DD_API_KEY: 'dd-key', DD_URL: datadog.url, ...env },
  });

async function addressOf(io: FakeIo): Promise<string> {
  for (let tries = 0; tries < 1_000; tries++) {
    const [, url] = /intake at (\S+),/.exec(io.stderr.text) ?? [];
    if (url !== undefined) return url;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`it did not start: ${io.stderr.text}`);
}

function send(url: string, records: readonly { data: string }[], key = 'k1'): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'X-Amz-Firehose-Protocol-Version': '1.0', 'X-Amz-Firehose-Access-Key': key },
    body: JSON.stringify({ requestId: 'r1', records }),
  });
}

describe('kubehose intake', () => {
  test('serves until Ctrl-C, forwards, parks in a directory, and logs a line per request', async () => {
    const io = ioOf();
    const ended = runCli(['intake', '--port', '0', '--park-directory', 'kept'], io);
    const url = await addressOf(io);
    const records = [{ data: Buffer.from('{"message":"hello"}').toString('base64') }, { data: 'not base64' }];
    expect((await send(url, records)).status).toBe(200);
    expect((await send(url, records, 'k2')).status).toBe(401);
    io.interrupt();
    expect(await ended).toBe(0);
    expect(datadog.logs.map(({ text }) => JSON.parse(text).message)).toEqual(['hello']);
    const names = readdirSync(join(directory, 'kept'), { recursive: true, encoding: 'utf8' });
    const file = names.find((name) => name.includes('intake-')) ?? '';
    expect(JSON.parse(readFileSync(join(directory, 'kept', file), 'utf8'))).toMatchObject({
      rawData: 'not base64',
    });
    const lines = io.stdout.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ status }) => status)).toEqual([200, 401]);
    expect(io.stdout.text + io.stderr.text).not.toMatch(/hello|dd-key/);
  });

  test('says everything that is missing', async () => {
    const io = fakeIo({ cwd: directory, env: {} });
    expect(await runCli(['intake'], io)).toBe(1);
    expect(io.stderr.text).toMatch(/INTAKE_ACCESS_KEYS is not set[^]*DD_API_KEY is not set/);
  });

  test('a port that is taken is a sentence', async () => {
    const { port } = new URL(datadog.url);
    const io = ioOf();
    expect(await runCli(['intake', '--port', port], io)).toBe(1);
    expect(io.stderr.text).toMatch(/cannot listen on 127\.0\.0\.1, port \d+ \(EADDRINUSE\); choose others/);
  });

  test('the second Ctrl-C leaves what is under way', async () => {
    const gate = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const sleep = () => {
      arrived.resolve();
      return gate.promise;
    };
    await datadog.stop();
    datadog = await startDatadog({ apiKey: 'dd-key', deps: { now: Date.now, sleep } });
    datadog.fail({ kind: 'slow', delayMs: 60_000 }, 1);
    const io = ioOf();
    const ended = runCli(['intake', '--port', '0'], io);
    const answer = send(await addressOf(io), [{ data: 'YQ==' }]);
    await arrived.promise;
    io.interrupt();
    io.interrupt();
    expect(await ended).toBe(130);
    // The process would be gone by now; here the request goes on.
    gate.resolve();
    expect((await answer).status).toBe(200);
  });
});
