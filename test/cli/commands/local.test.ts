import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../../src/cli/run.ts';
import { faultKinds, faultOptions } from '../../../src/local/datadog/faults.ts';
import { localPutPort } from '../../../src/local/firehose/put-client.ts';
import { fakeIo, packageRoot, type FakeIo } from '../fake-io.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubehose-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Waits until the output holds what is looked for, and gives its first group back. */
async function seen(io: FakeIo, pattern: RegExp): Promise<string> {
  const giveUpMs = Date.now() + 120_000;
  while (Date.now() < giveUpMs) {
    const [, found] = pattern.exec(io.stdout.text) ?? [];
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`no ${pattern} in: ${io.stdout.text} ${io.stderr.text}`);
}

const log = Buffer.from('{"log":"hello","kubernetes":{"pod_name":"web-0","namespace_name":"shop"}}\n');

describe('kubehose local', () => {
  test('runs until Ctrl-C, delivers what is on its way, and prints the conservation line', async () => {
    const io = fakeIo({ cwd: directory, env: { PATH: '' } });
    const ended = runCli(['local', '--port', '0', '--stream', 'logs', '--interval', '900'], io);
    const url = await seen(io, /^Firehose API +(\S+)/m);
    await seen(io, /(Ctrl-C ends it)/);
    expect(io.stdout.text).toMatch(/^Console {8}http:\/\/127\.0\.0\.1:\d+\n/);
    expect(io.stdout.text).toContain(`    port             ${new URL(url).port}\n`);
    expect(io.stdout.text).toContain('    delivery_stream  logs\n');
    expect(io.stdout.text).toContain(
      `aws firehose put-record-batch --endpoint-url ${url} --region us-east-1`,
    );
    await localPutPort(url, 'logs').put([log, Buffer.from('text')]);
    io.interrupt();
    expect(await ended).toBe(0);
    expect(io.stdout.text).toMatch(/\nin 2 = delivered 2 \+ dropped 0 \+ failed 0 \+ re-ingested 0\n$/);
    const kept = await readFile(join(directory, '.kubehose/datadog/logs.ndjson'), 'utf8');
    expect(kept).toContain('pod_name:web-0');
    await expect(localPutPort(url, 'logs').put([log])).rejects.toThrow();
  });

  test('--via intake: a log a line, tagged, by the Logs API; problems are told', async () => {
    const io = fakeIo({ cwd: directory, env: { DD_TAGS: 'own:tag' } });
    const ended = runCli(
      ['local', '--via', 'intake', '--port', '0', '--stream', 'logs', '--interval', '0'],
      io,
    );
    const url = await seen(io, /^Firehose API +(\S+)/m);
    const datadog = await seen(io, /^Datadog +(http:\/\/[^/]+)\/api\/v2\/logs \(stand-in\)/m);
    await seen(io, /^(Intake) +http/m);
    await fetch(`${datadog}/control/fail`, { method: 'POST', body: '{"status":403,"times":1}' });
    await localPutPort(url, 'logs').put([Buffer.concat([log, log])]);
    await seen(io, /^intake: (503 datadogKeyRefused)/m);
    io.interrupt();
    expect(await ended).toBe(0);
    const kept = await readFile(join(directory, '.kubehose/datadog/logs.ndjson'), 'utf8');
    const logs = kept.trim().split('\n');
    expect(logs).toHaveLength(2);
    for (const line of logs) expect(line).toMatch(/pod_name:web-0.*own:tag.*firehose_stream:logs/);
    // No processor, so no invocation; the logs are tagged all the same.
    expect(io.stdout.text).toContain('in 1 · invocations 0 · tagged 2 · untouched 0 · delivered 1 ·');
  });

  test('a second Ctrl-C leaves what is on its way: 130', async () => {
    const io = fakeIo({ cwd: directory });
    const ended = runCli(['local', '--port', '0', '--interval', '900', '--retry-duration', '7200'], io);
    const url = await seen(io, /^Firehose API +(\S+)/m);
    const datadog = await seen(io, /^Datadog +(http:\/\/[^/]+)/m);
    await seen(io, /(Ctrl-C ends it)/);
    await fetch(`${datadog}/control/fail`, { method: 'POST', body: '{"status":503}' });
    await localPutPort(url, 'kubehose').put([log]);
    io.interrupt();
    await seen(io, /(Ctrl-C again)/);
    io.interrupt();
    expect(await ended).toBe(130);
  });

  test('--via intake: a second Ctrl-C ends it in an outage, too', async () => {
    const io = fakeIo({ cwd: directory });
    const argv = ['local', '--via', 'intake', '--port', '0', '--interval', '0', '--retry-duration', '7200'];
    const ended = runCli(argv, io);
    const url = await seen(io, /^Firehose API +(\S+)/m);
    const datadog = await seen(io, /^Datadog +(http:\/\/[^/]+)/m);
    await seen(io, /(Ctrl-C ends it)/);
    await fetch(`${datadog}/control/fail`, { method: 'POST', body: '{"status":503}' });
    await localPutPort(url, 'kubehose').put([log]);
    while (!/"requests":[1-9]/.test(await (await fetch(`${datadog}/control/counts`)).text()));
    io.interrupt();
    await seen(io, /(Ctrl-C again)/);
    io.interrupt();
    expect(await ended).toBe(130);
    // What is given up is no defect.
    expect(io.stdout.text).not.toMatch(/AbortError|defect/);
  });

  test('--via intake: --retry-duration ends the retries of the intake, too', async () => {
    const io = fakeIo({ cwd: directory });
    const argv = ['local', '--via', 'intake', '--port', '0', '--interval', '0', '--retry-duration', '0'];
    const ended = runCli(argv, io);
    const url = await seen(io, /^Firehose API +(\S+)/m);
    const datadog = await seen(io, /^Datadog +(http:\/\/[^/]+)/m);
    await fetch(`${datadog}/control/fail`, { method: 'POST', body: '{"status":503}' });
    await localPutPort(url, 'kubehose').put([log]);
    await seen(io, /^(error object): /m);
    // The shortest waits leave time for three tries in the second that it has.
    const counts = await (await fetch(`${datadog}/control/counts`)).text();
    expect(JSON.parse(counts).requests).toBeLessThanOrEqual(3);
    io.interrupt();
    expect(await ended).toBe(0);
  });

  test('--tail prints logs as Datadog takes them, with nothing in them that moves the cursor', async () => {
    const io = fakeIo({ cwd: directory });
    const ended = runCli(['local', '--tail', '--port', '0', '--interval', '0'], io);
    const url = await seen(io, /^Firehose API +(\S+)/m);
    const hostile =
      '{"log":"ERROR \\u001b[2Jgone","kubernetes":{"pod_name":"web-0","namespace_name":"shop"}}\n';
    await localPutPort(url, 'kubehose').put([Buffer.from(hostile)]);
    const line = await seen(io, /^(20\S+Z \w+ +web-0 .+)$/m);
    expect(line).toContain('ERROR ·[2Jgone');
    expect(line).toContain('pod_name:web-0');
    io.interrupt();
    expect(await ended).toBe(0);
  });

  test('the help has every fault that there is', async () => {
    const io = fakeIo();
    expect(await runCli(['local', '--help'], io)).toBe(0);
    for (const { example } of [...faultKinds, ...faultOptions])
      expect(io.stdout.text).toContain(`\n  ${example} `);
  });

  test('error objects are told, with their path', async () => {
    const io = fakeIo({ cwd: directory });
    const ended = runCli(
      ['local', '--port', '0', '--interval', '0', '--retry-duration', '0', '--gzip-errors'],
      io,
    );
    const url = await seen(io, /^Firehose API +(\S+)/m);
    const datadog = await seen(io, /^Datadog +(http:\/\/[^/]+)/m);
    await fetch(`${datadog}/control/fail`, { method: 'POST', body: '{"status":503}' });
    await localPutPort(url, 'kubehose').put([log]);
    const path = await seen(io, /^error object: (\S+)$/m);
    const command = await seen(io, /^ {2}replay it: (.+)$/m);
    expect(command).toBe(`DD_API_KEY=local DD_URL=${datadog} kubehose replay .kubehose/s3/errors/ --yes`);
    await fetch(`${datadog}/control/recover`, { method: 'POST', body: '{}' });
    const replay = fakeIo({ cwd: directory, env: { DD_API_KEY: 'local', DD_URL: datadog } });
    expect(await runCli(['replay', join(directory, '.kubehose/s3/errors/'), '--yes'], replay)).toBe(0);
    expect(await readFile(join(directory, '.kubehose/datadog/logs.ndjson'), 'utf8')).toContain(
      'replayed:true',
    );
    expect(path).toMatch(
      /^\.kubehose\/s3\/errors\/http-endpoint-failed\/\d{4}\/\d\d\/\d\d\/\d\d\/kubehose-1-.*\.gz$/,
    );
    io.interrupt();
    expect(await ended).toBe(0);
    expect(io.stdout.text).toContain('failed 1 (HttpEndpoint.DestinationException 1)');
  });

  const tls = join(packageRoot, 'test/support/tls');

  test('with TLS the block names the certificate', async () => {
    const io = fakeIo({ cwd: directory });
    const [cert, key] = [join(tls, 'test-cert.pem'), join(tls, 'test-key-not-secret.pem')];
    const ended = runCli(['local', '--port', '0', '--tls-cert', cert, '--tls-key', key], io);
    expect(await seen(io, /^Firehose API +(\S+)/m)).toMatch(/^https:\/\/localhost:/);
    expect(io.stdout.text).toContain(`    tls.ca_file      ${cert}\n`);
    expect(io.stdout.text).toContain(`--ca-bundle ${cert}`);
    io.interrupt();
    expect(await ended).toBe(0);
  });

  test('DD_URL takes the place of the stand-in', async () => {
    const io = fakeIo({
      cwd: directory,
      env: { DD_URL: 'http://127.0.0.1:9/proxy/', DD_API_KEY: 'k', DD_SITE: 'us5.datadoghq.com' },
    });
    const ended = runCli(['local', '--port', '0'], io);
    const datadog = await seen(io, /^Datadog +(\S+)\n/m);
    expect(datadog).toBe('http://127.0.0.1:9/proxy/api/v2/logs?dd-protocol=aws-kinesis-firehose');
    io.interrupt();
    expect(await ended).toBe(0);
  });

  test.each([
    ['a port that is none', ['--port', 'x'], {}, /--port is "x"; allowed: a whole number from 0 to 65535/],
    ['a port with a fraction', ['--port', '1.5'], {}, /--port is "1\.5"; allowed: a whole number/],
    ['an interval above the limit', ['--interval', '901'], {}, /--interval is "901"/],
    ['a stream name of other characters', ['--stream', 'a/b'], {}, /--stream is "a\/b"/],
    ['an unknown site', ['--site', 'example.com'], {}, /the site is "example\.com"; allowed: datadoghq\.com/],
    ['an unknown route', ['--via', 'x'], {}, /--via is "x"; allowed: direct or intake/],
    [
      'settings that the intake refuses',
      ['--via', 'intake', '--port', '0'],
      { TAGS_AS: 'attributes' },
      /TAGS_AS/,
    ],
    ['an unknown site in the environment', [], { DD_SITE: 'example.com' }, /the site is "example\.com"/],
    ['a certificate without its key', ['--tls-cert', 'a'], {}, /belong together/],
    [
      'a certificate that is not there',
      ['--tls-cert', '/nowhere', '--tls-key', '/nowhere'],
      {},
      /--tls-cert: \/nowhere cannot be read/,
    ],
    ['DD_URL without a key', [], { DD_URL: 'https://proxy.example' }, /DD_API_KEY is needed/],
    ['DD_URL that is none', [], { DD_URL: 'proxy', DD_API_KEY: 'k' }, /DD_URL is "proxy"/],
    ['an environment that the function refuses', ['--port', '0'], { DD_TAGS: 'x' }, /DD_TAGS is "x"/],
  ])('%s: a sentence and 1', async (_name, argv, env, sentence) => {
    const io = fakeIo({ cwd: directory, env });
    expect(await runCli(['local', ...argv], io)).toBe(1);
    expect(io.stderr.text).toMatch(sentence);
  });

  test('a port in use, and a function that is not built', async () => {
    const io = fakeIo({ cwd: directory });
    const ended = runCli(['local', '--port', '0'], io);
    const { port } = new URL(await seen(io, /^Firehose API +(\S+)/m));
    const second = fakeIo({ cwd: directory });
    expect(await runCli(['local', '--port', port], second)).toBe(1);
    expect(second.stderr.text).toContain(`port ${port} is in use`);
    io.interrupt();
    await ended;
    const third = fakeIo({ cwd: directory, packageRoot: directory });
    expect(await runCli(['local'], third)).toBe(1);
    expect(third.stderr.text).toMatch(/transform\.mjs is missing; run npm run build/);
  });
});
