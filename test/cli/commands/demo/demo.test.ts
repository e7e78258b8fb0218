import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countArrived } from '../../../../src/cli/commands/demo/arrived.ts';
import { runCli } from '../../../../src/cli/run.ts';
import { fakeIo, fakeOutput, packageRoot } from '../../fake-io.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubehose-'));
});
afterEach(() => rm(directory, { recursive: true }));

const numberOf = (text = '') => Number(text.replaceAll(',', ''));

describe('kubehose demo', () => {
  test('shows a log before and after, the run, the outage and the replay; every record has its fate, every log arrives', async () => {
    await mkdir(join(directory, '.kubehose'));
    await writeFile(join(directory, '.kubehose/left-over'), '');
    const io = fakeIo({ cwd: directory });
    expect(await runCli(['demo'], io)).toBe(0);
    const { text } = io.stdout;
    expect(text).not.toContain('\u001B');
    expect(text).toMatch(/^before\n\{\n {2}"log": "20\d\d-\d\d-\d\dT[\d:.]+Z stderr F panic: runtime error/);
    expect(text).toMatch(/^after\n\{\n {2}"message": "panic: runtime error[^]*"status": "emergency"/m);
    expect(text).toMatch(/^ {2}tag +value\n(?:.+\n)* {2}kube_container_name +billing$/m);
    for (const row of [
      'records in',
      'invocations',
      'delivered',
      'passed on untouched',
      'joined to others',
      'failed',
    ]) {
      expect(text).toMatch(new RegExp(`^ {2}${row} +[\\d,]+$`, 'm'));
    }
    const lines = [
      ...text.matchAll(
        /in ([\d,]+) = delivered ([\d,]+) \+ dropped ([\d,]+) \+ failed ([\d,]+)(?: \(.+\))? \+ re-ingested ([\d,]+)$/gm,
      ),
    ];
    expect(lines).toHaveLength(2);
    for (const [, all, ...fates] of lines) {
      expect(numberOf(all)).toBeGreaterThan(0);
      expect(fates.map(numberOf).reduce((sum, count) => sum + count)).toBe(numberOf(all));
    }
    const [, outage] = lines;
    // What is not among the failed is joined to one of them.
    expect(numberOf(outage?.[3]) + numberOf(outage?.[4])).toBe(numberOf(outage?.[1]));
    expect(existsSync(join(directory, '.kubehose/left-over'))).toBe(false);
    const paths = [...text.matchAll(/^ {2}(\.kubehose\/s3\/\S+)$/gm)].map(([, path = '']) => path);
    const objects = await Promise.all(paths.map((path) => readFile(join(directory, path), 'utf8')));
    expect(objects.join('').trimEnd().split('\n')).toHaveLength(numberOf(outage?.[4]));
    const [, arrived, sent] = /\n\narrived ([\d,]+) of ([\d,]+)\n/u.exec(text)!;
    expect(arrived).toBe(sent);
    expect(numberOf(sent)).toBeGreaterThan(numberOf(outage?.[1]));
    expect(text).toMatch(
      /\nwhere to look now\n {2}\.kubehose\/datadog\/logs\.ndjson .+\n[^]*npx kubehose local .*console/,
    );
    // Dates are those of the walk, but for a few that applications of the captures wrote into their own lines.
    const kept = (await readFile(join(directory, '.kubehose/datadog/logs.ndjson'), 'utf8'))
      .trimEnd()
      .split('\n');
    const timestamps = kept.map((line) => Number(JSON.parse(line).timestamp)).filter((ms) => ms > 0);
    expect(timestamps.length).toBeGreaterThan(100);
    const recent = timestamps.filter((ms) => Math.abs(ms - Date.now()) < 3_600_000);
    expect(recent.length / timestamps.length).toBeGreaterThan(0.95);
  });

  test('a terminal gets colours and a progress line', async () => {
    const io = fakeIo({ cwd: directory, stdout: fakeOutput(true, 120) });
    expect(await runCli(['demo'], io)).toBe(0);
    expect(io.stdout.text).toContain('\u001B[1mbefore\u001B[22m');
    expect(io.stdout.text).toContain('\r\u001B[Kin ');
  });

  test('without the captures of a clone it says so', async () => {
    await symlink(join(packageRoot, 'dist'), join(directory, 'dist'));
    const io = fakeIo({ cwd: directory, packageRoot: directory });
    expect(await runCli(['demo'], io)).toBe(1);
    expect(io.stderr.text).toMatch(/needs the captures of a clone/);
  });
});

describe('what has arrived', () => {
  const logs = (...texts: string[]) =>
    texts.map((text) => ({ text, bytes: Buffer.from(text), via: 'logs-api' as const }));
  const records = ['{"log":"2023-01-27T16:53:43.1Z stdout F one"}', 'two', 'two'].map((line) =>
    Buffer.from(`${line}\n`),
  );
  const first =
    '{"message":"one","status":"info","stream":"stdout","original_timestamp":1,"ddtags":"replayed:true"}';
  test('counts by content: a log that is missing, changed or there twice is not made up for by another', () => {
    expect(countArrived(records, logs(first, '{"message":"two"}', '{"message":"two"}'))).toEqual({
      arrived: 3,
      sent: 3,
    });
    expect(countArrived(records, logs(first, first, '{"message":"two"}'))).toEqual({ arrived: 2, sent: 3 });
    expect(countArrived(records, logs(first.replace('one', 'other'), 'two', 'two'))).toEqual({
      arrived: 2,
      sent: 3,
    });
  });
});
