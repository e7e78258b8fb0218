import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fakeOutput, type FakeIo } from '../../fake-io.ts';
import { lines, nowMs, startReplaySetup, type ReplaySetup } from './setup.ts';

let setup: ReplaySetup;
beforeEach(async () => {
  setup = await startReplaySetup();
});
afterEach(() => setup.stop());

describe('the replay', () => {
  test('brings everything back, and its report adds up', async () => {
    setup.write('errors/a', lines(1_500));
    setup.write('errors/b', `${lines(2, { from: 1_500, arrivalMs: nowMs - 30 * 3_600_000 })}damaged\n`);
    const { code, out } = await setup.run([setup.directory, '--yes']);
    expect(code).toBe(2);
    expect(out).toMatch(/^error code +found +delivered +dropped +parked +skipped +due$/m);
    expect(out).toMatch(/^Lambda\.FunctionError +751 +751 +0 +0 +0 +0$/m);
    expect(out).toMatch(/^in all +1,503 +1,502 +0 +1 +0 +0$/m);
    expect(out).toContain(
      'found 1,503 = delivered 1,502 + parked 1 (damaged_line 1) + skipped 0 + still due 0',
    );
    expect(out).toContain('objects 2 = settled 2 + left 0');
    expect(out).toContain('redated 2, cut 0');
    expect(setup.messages()).toHaveLength(1_502);
    expect(setup.datadog.counts()).toMatchObject({ accepted: 1_502, tooOld: 0 });
    expect(setup.files()).toEqual([
      expect.stringMatching(/^parked\/errors\/b-parked-/),
      'replayed/errors/a',
      'replayed/errors/b',
    ]);
    const again = await setup.run([setup.directory, '--yes']);
    expect(again).toEqual({ code: 0, out: `there are no objects under ${setup.directory}/\n`, error: '' });
    const asJson = await setup.run([setup.directory, '--yes', '--json']);
    expect(JSON.parse(asJson.out)).toMatchObject({ objects: { found: 0 }, records: { found: 0 } });
  });

  test('a single file', async () => {
    setup.write('a', lines(1));
    setup.write('ab', lines(1, { from: 1 }));
    expect((await setup.run([join(setup.directory, 'a'), '--yes'])).code).toBe(0);
    expect(setup.messages()).toEqual(['line 0']);
    expect(setup.files()).toEqual(['ab', 'replayed/a']);
  });

  test('only what is asked for: time, code, tag; the rest stays and comes later', async () => {
    setup.write(
      'a',
      lines(2) +
        lines(2, { from: 2, namespace: 'web' }) +
        lines(2, { from: 4, arrivalMs: nowMs - 5 * 3_600_000 }),
    );
    const filters = ['--since', '2h', '--error-code', 'Lambda.*', '--tag', 'kube_namespace:shop'];
    const { code, out } = await setup.run([setup.directory, ...filters, '--yes']);
    expect(code).toBe(2);
    expect(out).toContain('found 6 = delivered 1 + parked 0 + skipped 5 (filtered 5) + still due 0');
    expect(setup.messages()).toEqual(['line 0']);
    expect((await setup.run([setup.directory, '--yes', '--json'])).code).toBe(0);
    expect(setup.messages()).toEqual([0, 1, 2, 3, 4, 5].map((index) => `line ${index}`));
  });

  test('a wrong key ends it at once, with a sentence, and nothing is moved', async () => {
    setup.write('a', lines(2));
    const { code, error } = await setup.run([setup.directory, '--yes'], setup.newIo({ DD_API_KEY: 'wrong' }));
    expect(code).toBe(3);
    expect(error).toMatch(/^stopped: .*the API key is refused/m);
    expect(error).not.toContain('wrong');
    expect(setup.files()).toEqual(['a']);
  });

  test('an error that stays leaves the records due; the next run has them', async () => {
    setup.write('a', lines(3));
    setup.datadog.fail({ kind: 'status', status: 429, retryAfter: '3600' });
    const first = await setup.run([setup.directory, '--yes', '--json']);
    expect(first.code).toBe(3);
    expect(JSON.parse(first.out).records).toMatchObject({ found: 3, delivered: 0, due: 3 });
    setup.datadog.recover();
    expect((await setup.run([setup.directory, '--yes'])).code).toBe(0);
    expect(setup.messages()).toHaveLength(3);
  });

  test('what is refused alone is parked, its neighbours arrive', async () => {
    setup.write('a', lines(100));
    setup.datadog.refuse((log) => log.includes('line 37'));
    const { code, out } = await setup.run([setup.directory, '--yes']);
    expect(code).toBe(2);
    expect(out).toContain('found 100 = delivered 99 + parked 1 (refused 1) + skipped 0 + still due 0');
    expect(setup.messages()).toHaveLength(99);
    setup.datadog.refuse(undefined);
    expect((await setup.run([join(setup.directory, 'parked'), '--yes'])).code).toBe(0);
    expect(setup.messages()).toHaveLength(100);
  });

  test("what is somebody else's stays, is named, and is worth exit code 2", async () => {
    setup.write('errors/a', lines(2));
    setup.write('README.md', '# Notes\n\ntext\n');
    setup.write('reports/x.csv', 'a,b\n1,2\n');
    const { code, out, error } = await setup.run([setup.directory, '--yes']);
    expect(code).toBe(2);
    expect(out).toContain('objects 3 = settled 1 + left 2 (not_an_error_object 2)');
    expect(error).toMatch(/^left: README\.md is left as it is: no line of it is a failed record$/m);
    expect(error).not.toContain('run it again');
    expect(setup.files()).toEqual(['README.md', 'replayed/errors/a', 'reports/x.csv']);
  });

  test('a destination that refuses everything ends it with a sentence, and nothing is parked', async () => {
    setup.write('a', lines(300));
    setup.datadog.refuse(() => true);
    const { code, out, error } = await setup.run([setup.directory, '--yes']);
    expect(code).toBe(3);
    expect(out).toContain('found 300 = delivered 0 + parked 0 + skipped 0 + still due 300');
    expect(error).toMatch(/^stopped: Datadog refuses everything \(400\): check DD_SITE and DD_URL$/m);
    expect(setup.files()).toEqual(['a']);
  });

  test('why records are due, and the command to run again', async () => {
    setup.write('a', lines(450));
    setup.datadog.fail({ kind: 'status', status: 503, retryAfter: '3600' });
    const { code, error } = await setup.run([setup.directory, '--yes', '--rate', '2MB/s']);
    expect(code).toBe(3);
    expect(error).toMatch(/^due 450: Datadog answered 503, 1 try, last \d\d:\d\d:\d\dZ$/m);
    expect(error).toMatch(/^run it again: kubehose replay \S+ --rate 2000000B\/s --yes$/m);
    const { out } = await setup.run([setup.directory, '--yes', '--json']);
    expect(JSON.parse(out).dueReasons).toMatchObject([
      { reason: 'Datadog answered 503', records: 450, tries: 1 },
    ]);
  });

  test('keep leaves the objects, and sends nothing twice', async () => {
    setup.write('a', lines(3));
    expect((await setup.run([setup.directory, '--after', 'keep', '--yes'])).code).toBe(0);
    expect((await setup.run([setup.directory, '--after', 'keep', '--yes'])).code).toBe(0);
    expect(setup.messages()).toHaveLength(3);
    expect(setup.files()).toEqual(['a', expect.stringMatching(/^kubehose-ledger\//)]);
  });

  test('the first Ctrl-C finishes what is in flight and tells how to go on; nothing is sent twice', async () => {
    for (let index = 0; index < 30; index += 1) setup.write(`o${index}`, lines(10, { from: index * 10 }));
    const io = setup.newIo();
    setup.datadog.fail({ kind: 'slow', delayMs: 50 });
    const running = setup.run([setup.directory, '--concurrency', '1', '--since', '2h', '--yes'], io);
    while (setup.datadog.logs.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    io.interrupt();
    const { code, out, error } = await running;
    expect(code).toBe(130);
    expect(error).toMatch(/finishing what is in flight; Ctrl-C again stops at once/);
    expect(setup.datadog.logs.length).toBeLessThan(300);
    const [, command = ''] = /go on with: kubehose replay (.*)/.exec(error) ?? [];
    expect(command).toMatch(/--since \d{4}-\S+Z --concurrency 1 --yes$/);
    const [, found, settled, notReached] =
      /^objects (\d+) = settled (\d+) \+ left \d+ \((?:unsettled 1, )?not_reached (\d+)\)$/m.exec(out) ?? [];
    expect(Number(found)).toBe(30);
    expect(Number(notReached)).toBeGreaterThanOrEqual(29 - Number(settled));
    setup.datadog.recover();
    expect((await setup.run(command.split(' '))).code).toBe(0);
    expect(setup.messages()).toHaveLength(300);
    expect(new Set(setup.messages()).size).toBe(300);
  });

  test('the second Ctrl-C stops at once', async () => {
    await setup.stop();
    setup = await startReplaySetup(() => new Promise(() => {}));
    setup.write('a', lines(3));
    const io = setup.newIo();
    setup.datadog.fail({ kind: 'slow', delayMs: 1 });
    const running = setup.run([setup.directory, '--yes'], io);
    while (io.stderr.text === '' && setup.datadog.counts().requests === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      io.interrupt();
      io.interrupt();
    }
    expect((await running).code).toBe(130);
  });

  test('a terminal sees a bar', async () => {
    setup.write('a', lines(2_000));
    const io: FakeIo = { ...setup.newIo(), stderr: fakeOutput(true, 120) };
    expect((await setup.run([setup.directory, '--yes'], io)).code).toBe(0);
    expect(io.stderr.text).toMatch(/\[[#-]{20}\] \d+ % {2}\d of 1 object {2}[\d,]+ logs {2}[\d.]+ k?M?B\/s/);
  });

  test('neither logs nor the key are in what is printed', async () => {
    setup.write('a', `${lines(2)}secret\n`);
    setup.datadog.refuse((log) => log.includes('line 1"'));
    const { out, error } = await setup.run([setup.directory, '--yes']);
    expect(out + error).not.toMatch(/secret|kubernetes|shop|key/);
    expect(readFileSync(join(setup.directory, setup.files()[0]!), 'utf8')).toContain('parkedReason');
  });
});
