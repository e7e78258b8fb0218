import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCli } from '../../../src/cli/run.ts';
import { startDatadog, type DatadogStandIn } from '../../../src/local/datadog/datadog.ts';
import { fakeIo, fakeOutput, type FakeIo, type FakeOutput } from '../fake-io.ts';

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

const ioOf = (env: Readonly<Record<string, string>> = {}, stdout: FakeOutput = fakeOutput()): FakeIo =>
  fakeIo({
    stdout,
    cwd: directory,
    env: { INTAKE_ACCESS_KEYS: 'k1', DD_API_KEY: 'dd-key', DD_URL: datadog.url, ...env },
  });

async function addressOf(io: FakeIo): Promise<string> {
  await eventually(() => io.stderr.text.includes('intake at '));
  return /intake at (\S+),/.exec(io.stderr.text)?.[1] ?? '';
}

/** For ever at worst: then the test's own limit ends it. */
async function eventually(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function send(url: string, records: readonly { data: string }[], key = 'k1'): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'X-Amz-Firehose-Protocol-Version': '1.0', 'X-Amz-Firehose-Access-Key': key },
    body: JSON.stringify({ requestId: 'r1', records }),
  });
}

/** Runs it until one request is answered; what it wrote. */
async function answerOne(args: readonly string[], io: FakeIo, status = 200): Promise<string> {
  const ended = runCli(['intake', '--port', '0', ...args], io);
  const answer = await send(await addressOf(io), [{ data: Buffer.from('a').toString('base64') }]);
  expect(answer.status).toBe(status);
  io.interrupt();
  expect(await ended).toBe(0);
  return io.stdout.text;
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
    expect(lines.map(({ status, _aws }) => [status, _aws])).toEqual([
      [200, undefined],
      [401, undefined],
    ]);
    expect(io.stderr.text).toMatch(/^intake at .*\nstopping: 0 requests under way; .*\nstopped\n$/);
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
    const io = ioOf();
    const ended = runCli(['intake', '--port', '0'], io);
    const url = await addressOf(io);
    await eventually(() => datadog.counts().requests === 1);
    datadog.fail({ kind: 'slow', delayMs: 60_000 }, 1);
    const answer = send(url, [{ data: 'YQ==' }]);
    await arrived.promise;
    io.interrupt();
    io.interrupt();
    expect(await ended).toBe(130);
    expect(io.stderr.text).toMatch(/^stopping: 1 request under way; [^]*^stopped: 1 request not answered$/m);
    // The process would be gone by now; here the request goes on.
    gate.resolve();
    expect((await answer).status).toBe(200);
  });
});

describe('its log', () => {
  test.each<[string, readonly string[], FakeOutput, RegExp]>([
    ['JSON where nobody reads', [], fakeOutput(), /^\{"timestamp":"2.*"IntakeLogs":1,/],
    [
      'text on a terminal',
      [],
      fakeOutput(true),
      /^2\S+Z 200 unknown r1: records 1, logs 1, delivered 1, \d+ ms$/,
    ],
    ['text on request', ['--log-format', 'text'], fakeOutput(), /^2\S+Z 200 unknown r1: /],
    ['metrics on request', ['--log-format', 'emf'], fakeOutput(true), /^\{"_aws":\{"Timestamp":\d+,/],
  ])('is %s', async (_, args, stdout, line) => {
    expect((await answerOne(args, ioOf({}, stdout))).trimEnd()).toMatch(line);
  });

  test('has no other format', async () => {
    const io = ioOf();
    expect(await runCli(['intake', '--log-format', 'xml'], io)).toBe(1);
    expect(io.stderr.text).toMatch(/--log-format is "xml"; allowed: text, json or emf/);
  });
});

describe('a destination that takes nothing is told at the start, and the intake serves', () => {
  test.each<[string, () => Promise<Readonly<Record<string, string>>>, RegExp]>([
    [
      'nobody there',
      () => Promise.resolve({ DD_URL: 'http://127.0.0.1:1' }),
      /^kubehose: no log gets to http:\/\/127\.0\.0\.1:1\/api\/v2\/logs \(no connection to Datadog \(ECONNREFUSED\)\); if that lasts, check .*DD_SITE and DD_URL\. /m,
    ],
    [
      'a name that does not resolve',
      () => Promise.resolve({ DD_URL: 'http://datadog.invalid' }),
      /\(no connection to Datadog \(E[A-Z_]+\)\)/,
    ],
    [
      'no TLS',
      () => Promise.resolve({ DD_URL: datadog.url.replace('http:', 'https:') }),
      /\(no connection to Datadog \((?:ERR_SSL|EPROTO)[A-Z_]*\)\)/,
    ],
    [
      'a key that is refused',
      () => Promise.resolve({ DD_API_KEY: 'another' }),
      /\(Datadog answered 403: the API key is refused\); use a key of the site in DD_SITE\. /,
    ],
    [
      'a page of somebody else',
      () => {
        datadog.fail({ kind: 'garbage' });
        return Promise.resolve({});
      },
      /\(Datadog answered 200 with a body that is not Datadog's; check DD_URL\)/,
    ],
  ])('%s', async (_, environment, sentence) => {
    const io = ioOf(await environment());
    const ended = runCli(['intake', '--port', '0'], io);
    const url = await addressOf(io);
    await eventually(() => io.stderr.text.includes('no log gets to'));
    expect(io.stderr.text).toMatch(sentence);
    expect(io.stderr.text).not.toMatch(/dd-key|another/);
    expect((await fetch(new URL('/healthz', url))).status).toBe(200);
    io.interrupt();
    expect(await ended).toBe(0);
  });
});
