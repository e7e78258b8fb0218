import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCli } from '../../src/cli/run.ts';
import { startDatadog, type DatadogStandIn } from '../../src/local/datadog.ts';
import { failedRecord } from '../replay/model/backup.ts';
import { fakeIo, fakeOutput, type FakeIo } from './fake-io.ts';

const root = mkdtempSync(join(tmpdir(), 'kubehose-replay-'));
afterAll(() => rmSync(root, { recursive: true }));

let datadog: DatadogStandIn;
let directory: string;
let number = 0;
beforeEach(async () => {
  datadog = await startDatadog({ apiKey: 'key', ageWindow: true });
  directory = join(root, String((number += 1)));
  mkdirSync(directory);
});
afterEach(() => datadog.stop());

function write(key: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(directory, key)), { recursive: true });
  writeFileSync(join(directory, key), text);
}

function newIo(env: Readonly<Record<string, string>> = {}): FakeIo {
  return fakeIo({ cwd: root, env: { DD_API_KEY: 'key', DD_URL: datadog.url, ...env }, stdout: fakeOutput() });
}

async function run(
  args: readonly string[],
  io = newIo(),
): Promise<{ code: number; out: string; error: string }> {
  const code = await runCli(['replay', ...args], io);
  return { code, out: io.stdout.text, error: io.stderr.text };
}

const nowMs = Date.now();

function lines(count: number, { from = 0, arrivalMs = nowMs - 3_600_000, namespace = 'shop' } = {}): string {
  return Array.from({ length: count }, (_, index) => {
    const record = { log: `line ${from + index}`, kubernetes: { namespace_name: namespace, pod_name: 'p' } };
    const line = failedRecord(
      Buffer.from(`${JSON.stringify(record)}\n`),
      index % 2 === 0 ? 'processing' : 'endpoint',
    );
    return `${line.replace(/"arrivalTimestamp":\d+/, `"arrivalTimestamp":${arrivalMs}`)}\n`;
  }).join('');
}

const messages = () => datadog.logs.map(({ text }): string => JSON.parse(text).message).sort();

function filesUnder(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(path, name)).isFile())
    .sort();
}

describe('the plan', () => {
  test('says what is there and what would happen, and changes nothing', async () => {
    write('errors/a', lines(3));
    write(
      'errors/b c',
      `${lines(2, { from: 3, arrivalMs: nowMs - 30 * 3_600_000, namespace: 'web' })}damaged\n`,
    );
    const before = filesUnder(directory);
    const { code, out, error } = await run([directory]);
    expect(code).toBe(0);
    expect(error).toBe('');
    expect(out).toMatch(/^plan for .*; nothing is changed$/m);
    expect(out).toMatch(/^ {2}objects +2, /m);
    expect(out).toMatch(/^ {2}records +6$/m);
    expect(out).toMatch(/^ {2}older than 18 h +2$/m);
    expect(out).toMatch(/^ {2}arrived +\S+Z to \S+Z \(29\.0 h\)$/m);
    expect(out).toMatch(/^ {2}Lambda\.FunctionError +3$/m);
    expect(out).toMatch(/^ {2}shop +3$/m);
    expect(out).toMatch(/^ {2}web +2$/m);
    expect(out).toContain('5 logs go to Datadog, tagged replayed:true');
    expect(out).toContain('2 logs older than 18 h get the time of the replay');
    expect(out).toContain('1 records that cannot be read (damaged_line) go to parked/');
    expect(filesUnder(directory)).toEqual(before);
    expect(datadog.counts().requests).toBe(0);
  });

  test('needs no key, and speaks JSON', async () => {
    write('a', lines(1));
    const { code, out } = await run([directory, '--json'], newIo({ DD_API_KEY: '' }));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      objects: 1,
      records: 1,
      logs: 1,
      errorCodes: { 'Lambda.FunctionError': 1 },
    });
  });

  test('tells of a backup of all data', async () => {
    write('a', '{"log":"a"}\n');
    expect((await run([directory])).out).toContain('if this is a backup of all data, add --raw');
  });
});

describe('the replay', () => {
  test('brings everything back, and its report adds up', async () => {
    write('errors/a', lines(1_500));
    write('errors/b', `${lines(2, { from: 1_500, arrivalMs: nowMs - 30 * 3_600_000 })}damaged\n`);
    const { code, out } = await run([directory, '--yes']);
    expect(code).toBe(2);
    expect(out).toMatch(/^error code +found +delivered +parked +skipped +due$/m);
    expect(out).toMatch(/^Lambda\.FunctionError +751 +751 +0 +0 +0$/m);
    expect(out).toMatch(/^in all +1,503 +1,502 +1 +0 +0$/m);
    expect(out).toContain(
      'found 1,503 = delivered 1,502 + parked 1 (damaged_line 1) + skipped 0 + still due 0',
    );
    expect(out).toContain('objects 2 = settled 2 + left 0');
    expect(out).toContain('redated 2, cut 0');
    expect(messages()).toHaveLength(1_502);
    expect(datadog.counts()).toMatchObject({ accepted: 1_502, tooOld: 0 });
    expect(filesUnder(directory)).toEqual([
      expect.stringMatching(/^parked\/errors\/b-parked-/),
      'replayed/errors/a',
      'replayed/errors/b',
    ]);
    const again = await run([directory, '--yes']);
    expect(again).toEqual({ code: 0, out: `there are no objects under ${directory}/\n`, error: '' });
    const asJson = await run([directory, '--yes', '--json']);
    expect(JSON.parse(asJson.out)).toMatchObject({ objects: { found: 0 }, records: { found: 0 } });
  });

  test('a single file', async () => {
    write('a', lines(1));
    write('ab', lines(1, { from: 1 }));
    expect((await run([join(directory, 'a'), '--yes'])).code).toBe(0);
    expect(messages()).toEqual(['line 0']);
    expect(filesUnder(directory)).toEqual(['ab', 'replayed/a']);
  });

  test('only what is asked for: time, code, tag; the rest stays and comes later', async () => {
    write(
      'a',
      lines(2) +
        lines(2, { from: 2, namespace: 'web' }) +
        lines(2, { from: 4, arrivalMs: nowMs - 5 * 3_600_000 }),
    );
    const filters = ['--since', '2h', '--error-code', 'Lambda.*', '--tag', 'kube_namespace:shop'];
    const { code, out } = await run([directory, ...filters, '--yes']);
    expect(code).toBe(2);
    expect(out).toContain('found 6 = delivered 1 + parked 0 + skipped 5 (filtered 5) + still due 0');
    expect(messages()).toEqual(['line 0']);
    expect((await run([directory, '--yes', '--json'])).code).toBe(0);
    expect(messages()).toEqual([0, 1, 2, 3, 4, 5].map((index) => `line ${index}`));
  });

  test('a wrong key ends it at once, with a sentence, and nothing is moved', async () => {
    write('a', lines(2));
    const { code, error } = await run([directory, '--yes'], newIo({ DD_API_KEY: 'wrong' }));
    expect(code).toBe(3);
    expect(error).toMatch(/^stopped: .*the API key is refused/m);
    expect(error).not.toContain('wrong');
    expect(filesUnder(directory)).toEqual(['a']);
  });

  test('an error that stays leaves the records due; the next run has them', async () => {
    write('a', lines(3));
    datadog.fail({ kind: 'status', status: 429, retryAfter: '3600' });
    const first = await run([directory, '--yes', '--json']);
    expect(first.code).toBe(3);
    expect(JSON.parse(first.out).records).toMatchObject({ found: 3, delivered: 0, due: 3 });
    datadog.recover();
    expect((await run([directory, '--yes'])).code).toBe(0);
    expect(messages()).toHaveLength(3);
  });

  test('what is refused alone is parked, its neighbours arrive', async () => {
    write('a', lines(100));
    datadog.refuse((log) => log.includes('line 37'));
    const { code, out } = await run([directory, '--yes']);
    expect(code).toBe(2);
    expect(out).toContain('found 100 = delivered 99 + parked 1 (refused 1) + skipped 0 + still due 0');
    expect(messages()).toHaveLength(99);
    datadog.refuse(undefined);
    expect((await run([join(directory, 'parked'), '--yes'])).code).toBe(0);
    expect(messages()).toHaveLength(100);
  });

  test('keep leaves the objects, and sends nothing twice', async () => {
    write('a', lines(3));
    expect((await run([directory, '--after', 'keep', '--yes'])).code).toBe(0);
    expect((await run([directory, '--after', 'keep', '--yes'])).code).toBe(0);
    expect(messages()).toHaveLength(3);
    expect(filesUnder(directory)).toEqual(['a', expect.stringMatching(/^kubehose-ledger\//)]);
  });

  test('the first Ctrl-C finishes what is in flight and tells how to go on; nothing is sent twice', async () => {
    for (let index = 0; index < 30; index += 1) write(`o${index}`, lines(10, { from: index * 10 }));
    const io = newIo();
    datadog.fail({ kind: 'slow', delayMs: 50 });
    const running = run([directory, '--concurrency', '1', '--since', '2h', '--yes'], io);
    while (datadog.logs.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    io.interrupt();
    const { code, error } = await running;
    expect(code).toBe(130);
    expect(error).toMatch(/finishing what is in flight; Ctrl-C again stops at once/);
    expect(datadog.logs.length).toBeLessThan(300);
    const [, command = ''] = /go on with: kubehose replay (.*)/.exec(error) ?? [];
    expect(command).toMatch(/--since \d{4}-\S+Z .*--concurrency 1 .*--yes$/);
    datadog.recover();
    expect((await run(command.split(' '))).code).toBe(0);
    expect(messages()).toHaveLength(300);
    expect(new Set(messages()).size).toBe(300);
  });

  test('the second Ctrl-C stops at once', async () => {
    write('a', lines(3));
    const io = newIo();
    datadog.fail({ kind: 'slow', delayMs: 4_000 });
    const running = run([directory, '--yes'], io);
    while (io.stderr.text === '' && datadog.counts().requests === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      io.interrupt();
      io.interrupt();
    }
    const startMs = Date.now();
    expect((await running).code).toBe(130);
    expect(Date.now() - startMs).toBeLessThan(2_000);
  });

  test('a terminal sees a bar', async () => {
    write('a', lines(2_000));
    const io: FakeIo = { ...newIo(), stderr: fakeOutput(true, 120) };
    expect((await run([directory, '--yes'], io)).code).toBe(0);
    expect(io.stderr.text).toMatch(/\[[#-]{20}\] \d+ % {2}\d of 1 objects {2}[\d,]+ logs {2}[\d.]+ k?M?B\/s/);
  });

  test('neither logs nor the key are in what is printed', async () => {
    write('a', `${lines(2)}secret\n`);
    datadog.refuse((log) => log.includes('line 1"'));
    const { out, error } = await run([directory, '--yes']);
    expect(out + error).not.toMatch(/secret|kubernetes|shop|key/);
    expect(readFileSync(join(directory, filesUnder(directory)[0]!), 'utf8')).toContain('parkedReason');
  });
});
