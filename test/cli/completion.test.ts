import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { runCli } from '../../src/cli/run.ts';
import { fakeIo } from './fake-io.ts';

async function completion(...args: readonly string[]) {
  const io = fakeIo();
  return { code: await runCli(['completion', ...args], io), out: io.stdout.text, error: io.stderr.text };
}

/** What bash would offer for the words of a command line, the last one unfinished. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const { out } = await completion('bash');
  const line = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _kubehose; echo "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', `${out}\n${line}`], { encoding: 'utf8' })
    .trim()
    .split(' ');
}

describe('kubehose completion', () => {
  test('bash completes commands and the options of each', async () => {
    expect(await offered('kubehose', 'tr')).toEqual(['transform']);
    expect(await offered('kubehose', 'replay', '--s')).toEqual(['--since']);
    expect(await offered('kubehose', 'attach', '--prof')).toEqual(['--profile']);
  });

  test('zsh loads the completion of bash; fish has a line for each option', async () => {
    expect((await completion('zsh')).out).toMatch(/^autoload -Uz bashcompinit/);
    expect((await completion('fish')).out).toContain(
      "complete -c kubehose -n '__fish_seen_subcommand_from replay' -l since -r",
    );
  });

  test.each([
    [[], 'no shell is named'],
    [['tcsh'], '"tcsh"; allowed: bash, zsh or fish'],
  ])('%j: a sentence and 1', async (args, sentence) => {
    expect(await completion(...args)).toMatchObject({ code: 1, error: expect.stringContaining(sentence) });
  });
});
