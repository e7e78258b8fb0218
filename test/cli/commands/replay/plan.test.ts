import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { failedRecord } from '../../../replay/model/backup.ts';
import { lines, nowMs, startReplaySetup, type ReplaySetup } from './setup.ts';

let setup: ReplaySetup;
beforeEach(async () => {
  setup = await startReplaySetup();
});
afterEach(() => setup.stop());

describe('the plan', () => {
  test('says what is there and what would happen, and changes nothing', async () => {
    setup.write('errors/a', lines(3));
    setup.write(
      'errors/b c',
      `${lines(2, { from: 3, arrivalMs: nowMs - 30 * 3_600_000, namespace: 'web' })}damaged\n`,
    );
    const before = setup.files();
    const { code, out, error } = await setup.run([setup.directory]);
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
    expect(out).toContain('1 record that cannot be read (damaged_line) goes to parked/');
    expect(setup.files()).toEqual(before);
    expect(setup.datadog.counts().requests).toBe(0);
  });

  test('needs no key, and speaks JSON', async () => {
    setup.write('a', lines(1));
    const { code, out } = await setup.run([setup.directory, '--json'], setup.newIo({ DD_API_KEY: '' }));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      objects: 1,
      records: 1,
      logs: 1,
      errorCodes: { 'Lambda.FunctionError': 1 },
    });
  });

  test('a terminal does not obey what names say', async () => {
    const record = JSON.stringify({ log: 'x', ddtags: 'kube_namespace:a\u001b[2J' });
    const line = failedRecord(Buffer.from(record)).replace('Lambda.FunctionError', 'Lambda.\\u001b[31m');
    setup.write('a', line);
    const plan = await setup.run([setup.directory]);
    const report = await setup.run([setup.directory, '--yes']);
    expect(plan.out).toContain('Lambda.\ufffd[31m');
    expect(report.out).toContain('Lambda.\ufffd[31m');
    expect(plan.out + report.out).not.toContain('\u001b');
  });

  test("names what is somebody else's, and says when there is nothing to do", async () => {
    setup.write('errors/a', lines(1));
    setup.write('AWSLogs/alb.log', 'http 2026-11-20 app/x\n');
    const { code, out } = await setup.run([setup.directory]);
    expect(code).toBe(0);
    expect(out).toMatch(/^2 objects, 1 of them no error objects$/m);
    expect(out).toMatch(/^ {2}AWSLogs\/alb\.log$/m);
    expect(out).toMatch(/^ {2}1 log goes to Datadog, tagged replayed:true$/m);
    expect(out).toMatch(/^ {2}1 object stays \(not_an_error_object\)$/m);
    const nothing = await setup.run([setup.directory, '--error-code', 'Foo', '--error-code', 'Lambda.*']);
    expect(nothing.out).toMatch(/^ {2}no code matches Foo; there are: Lambda\.FunctionError$/m);
    const filtered = await setup.run([setup.directory, '--error-code', 'Foo']);
    expect(filtered.out).toMatch(/^nothing to replay$/m);
    expect(filtered.out).not.toMatch(/what will happen|move to replayed/);
  });

  test('tells of a backup of all data', async () => {
    setup.write('a', '{"log":"a"}\n');
    expect((await setup.run([setup.directory])).out).toContain('if they are a backup of all data, add --raw');
  });
});
