import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { runCli } from '../../../src/cli/run.ts';
import { fakeIo, packageRoot } from '../fake-io.ts';

const capture = join(packageRoot, 'test/captures/guide-default.jsonl.gz');
const captureText = gunzipSync(readFileSync(capture)).toString('utf8');

async function transform(stdin: readonly (string | Uint8Array)[], argv: readonly string[] = [], env = {}) {
  const io = fakeIo({ stdin, env });
  const code = await runCli(['transform', ...argv], io);
  return { code, stdout: io.stdout.text, bytes: io.stdout.bytes, stderr: io.stderr.text };
}

const log =
  '{"log":"2026-01-02T03:04:05.000000001Z stdout F hello","kubernetes":{"pod_name":"web-0","namespace_name":"shop"}}';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('kubehose transform', () => {
  test('log lines in, tagged lines out, a summary on stderr', async () => {
    const { code, stdout, stderr } = await transform([`${log}\nplain text\n\n${log}`]);
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toBe('plain text');
    expect(lines[2]).toBe('');
    for (const line of [lines[0]!, lines[3]!]) {
      expect(JSON.parse(line)).toMatchObject({
        message: 'hello',
        kube_namespace: 'shop',
        ddtags: expect.stringContaining('pod_name:web-0'),
      });
    }
    expect(stderr).toBe(
      [
        'records              4',
        'lines tagged         2',
        'untouched: not json  1',
        'untouched: empty     1',
        `bytes in             ${2 * log.length + 13} B`,
        `bytes out            ${stdout.length - 1} B`,
        '',
      ].join('\n'),
    );
  });

  test('lines are joined, and rules of a file tried', async () => {
    const rules = join(mkdtempSync(join(tmpdir(), 'kubehose-')), 'rules.json');
    writeFileSync(rules, '[{"type":"exclude_at_match","name":"health","pattern":"GET /healthz"}]');
    const line = (text: string): string =>
      log.replace('hello', text).replace('"web-0"', '"web-0","container_name":"web"');
    const input = [
      line('java.lang.Error: x'),
      line(String.raw`\tat a.B.c(B.java:1)`),
      line('GET /healthz'),
    ].join('\n');
    const { code, stdout, stderr } = await transform([input], ['--rules', rules]);
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((text) => (JSON.parse(text) as { message: string }).message),
    ).toEqual(['java.lang.Error: x\n\tat a.B.c(B.java:1)']);
    expect(stderr).toContain('joined: throwable  1\nexcluded: health   1\n');
    writeFileSync(rules, '[{"type":"exclude_at_match","name":"health","pattern":"a(?=b)"}]');
    const refused = await transform([input], ['--rules', rules]);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('The pattern of rule "health"');
  });

  test('a capture, from a file, packed or not, and from stdin, gives the same', async () => {
    const fromFile = await transform([], [capture]);
    expect(fromFile.code).toBe(0);
    expect(fromFile.stderr).toMatch(/^records +171\nlines tagged +138\n/);
    expect(fromFile.stdout.trimEnd().split('\n')).toHaveLength(138);
    expect((await transform([captureText])).bytes.equals(fromFile.bytes)).toBe(true);
    expect((await transform([readFileSync(capture)])).bytes.equals(fromFile.bytes)).toBe(true);
  });

  test('the same lines as from an event', async () => {
    const records = captureText
      .trimEnd()
      .split('\n')
      .map((line, index): object => {
        const { data }: { data: string } = JSON.parse(line);
        return { recordId: String(index), approximateArrivalTimestamp: 1, data };
      });
    const event = JSON.stringify(
      { invocationId: 'i', deliveryStreamArn: 'a', region: 'r', records },
      null,
      2,
    );
    const lines = records.map((record) => `${JSON.stringify(record)}\n`);
    const [fromEvent, fromLines] = [await transform([event]), await transform(lines)];
    expect(fromEvent.code).toBe(0);
    expect(fromEvent.bytes.equals(fromLines.bytes)).toBe(true);
    expect(fromEvent.stderr).toMatch(/^records +171\nlines tagged +138\n/);
  });

  test('an event that was cut off is told', async () => {
    const { code, stdout, stderr } = await transform(['{"records":[{"recordId":"r","data":"eyJs']);
    expect([code, stdout]).toEqual([0, '{"records":[{"recordId":"r","data":"eyJs\n']);
    expect(stderr).toMatch(/^kubehose: this begins as a Firehose event/);
  });

  test('a record of an event that cannot be answered Ok: counted, and exit code 2', async () => {
    const records = [{ recordId: 'a' }, { recordId: 'b', data: base64(log) }];
    const { code, stdout, stderr } = await transform([JSON.stringify({ records })]);
    expect(code).toBe(2);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/records failed +1\n/);
  });

  test('bytes that are no UTF-8 come out as they came', async () => {
    const line = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"')]);
    const { bytes } = await transform([line]);
    expect(bytes.equals(Buffer.concat([line, Buffer.from('\n')]))).toBe(true);
  });

  test('the configuration comes from the environment', async () => {
    const { stdout } = await transform([log], [], { DD_TAGS: 'team:blue' });
    expect(stdout).toContain('team:blue');
    const { code, stderr } = await transform([log], [], { DD_TAGS: 'x', TAGS_AS: 'y' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/DD_TAGS/);
    expect(stderr).toMatch(/TAGS_AS/);
  });

  test('no input is no failure', async () => {
    expect(await transform([])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^records +0\n/),
    });
  });

  test('--quiet: no summary', async () => {
    expect((await transform([log], ['-q'])).stderr).toBe('');
  });

  test('an input larger than any event is read as lines', async () => {
    const line = `{"a":"${'x'.repeat(999_990)}"}\n`;
    const { code, stderr } = await transform(
      Array.from({ length: 10 }, () => line),
      ['--quiet'],
    );
    expect([code, stderr]).toEqual([0, '']);
  });

  test('a file that is not there', async () => {
    expect(await transform([], ['/nowhere/at-all'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no such file'),
    });
  });
});
