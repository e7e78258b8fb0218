import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/cli/commands.ts';
import { runCli } from '../../src/cli/run.ts';
import { fakeIo, packageRoot } from './fake-io.ts';

async function cli(...argv: readonly string[]) {
  const io = fakeIo();
  const code = await runCli(argv, io);
  return { code, stdout: io.stdout.text, stderr: io.stderr.text };
}

describe('runCli', () => {
  test('no command: the help, on stderr, and 1', async () => {
    const { code, stdout, stderr } = await cli();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('usage: kubehose COMMAND');
  });

  test.each(['--help', '-h', 'help'])('%s lists every command, in 80 columns', async (option) => {
    const { code, stdout, stderr } = await cli(option);
    expect([code, stderr]).toEqual([0, '']);
    for (const name of Object.keys(commands)) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('help COMMAND is that of --help', async () => {
    expect(await cli('help', 'replay')).toEqual(await cli('replay', '--help'));
    expect((await cli('help', 'nothing')).code).toBe(1);
  });

  test.each(['--version', '-V', 'version'])('%s is that of the package', async (option) => {
    const manifest: { version: string } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
    expect(await cli(option)).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  test.each(Object.keys(commands))('%s --help: usage, every option, examples, exit codes', async (name) => {
    const command = await commands[name]!();
    const { code, stdout, stderr } = await cli(name, '--help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`usage: kubehose ${command.usage}`);
    for (const option of Object.keys(command.options)) expect(stdout).toContain(`--${option}`);
    for (const example of command.examples) expect(stdout).toContain(example);
    const ofOptions = stdout.slice(0, stdout.indexOf('examples:'));
    for (const line of ofOptions.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    if (command.aws === true) expect(stdout).toMatch(/--profile[^]*--region[^]*--endpoint-url/);
    expect(stdout).toMatch(/exit codes:\n {2}0 +done\n {2}1 /);
    expect(command.examples.every((example) => example.includes(`kubehose ${name}`))).toBe(true);
  });

  test.each([
    ['an unknown command', ['nothing'], /there is no command "nothing"; there are: transform, .*local/],
    ['a name of the prototype', ['constructor'], /there is no command "constructor"/],
    ['a mistyped command', ['transfrom'], /there is no command "transfrom"; did you mean "transform"\?/],
    ['an unknown option', ['transform', '--nothing'], /Unknown option '--nothing'/],
    ['a mistyped option', ['replay', '--jsn'], /Unknown option '--jsn'; did you mean "--json"\?/],
    ['an option without its value', ['local', '--port'], /argument missing/],
    ['a switch with a value', ['transform', '--quiet=yes'], /does not take an argument/],
    ['one argument too many', ['transform', 'a', 'b'], /unexpected "b"/],
  ])('%s: a sentence, the usage, and 1', async (_name, argv, sentence) => {
    const { code, stdout, stderr } = await cli(...argv);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
  });

  test('a broken pipe is no failure', async () => {
    const io = fakeIo();
    const broken = {
      ...io.stdout,
      write: () => Promise.reject(Object.assign(new Error('pipe'), { code: 'EPIPE' })),
    };
    expect(await runCli(['--help'], { ...io, stdout: broken })).toBe(0);
  });

  test('a full disk is a sentence, and 1', async () => {
    const io = fakeIo();
    const full = {
      ...io.stdout,
      write: () => Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' })),
    };
    expect(await runCli(['--help'], { ...io, stdout: full })).toBe(1);
    expect(io.stderr.text).toBe('kubehose: the disk is full (ENOSPC); make room and run it again\n');
  });

  test('a defect passes through', async () => {
    const io = fakeIo();
    const defect = { ...io.stdout, write: () => Promise.reject(new TypeError('defect')) };
    await expect(runCli(['--help'], { ...io, stdout: defect })).rejects.toThrow('defect');
  });
});
