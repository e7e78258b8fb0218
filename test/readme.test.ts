import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { commands } from '../src/cli/commands.ts';
import { transformVariables } from '../src/config/variables.ts';
import { shellLines } from './docs/shell.ts';
import { startRuntime } from './support/lambda-runtime.ts';

const root = join(import.meta.dirname, '..');
const readme = textOf('README.md');

describe('README.md', () => {
  test('the log before becomes the log after, with the tags of the table', async () => {
    const after = await transformed(JSON.parse(block('json before')));
    const { ddtags, kubernetes, ...rest } = after;
    expect(kubernetes).toEqual(JSON.parse(block('json before')).kubernetes);
    expect(rest).toEqual(JSON.parse(block('json after')));
    expect(String(ddtags).split(',')).toEqual(tagTable());
  });

  test('its table of commands is that of the command line tool, with all exit codes', async () => {
    const rows = readme.matchAll(/^\| `kubehose (\w+)[^|]*\|[^|]*\|([^|]*)\|$/gm);
    const inTable = Array.from(rows, ([, name, codes = '']) => [name, codes.match(/\b\d+(?= [a-z])/g)]);
    const load = Object.entries(commands).map(async ([name, command]) => [
      name,
      ['0', '1', ...Object.keys((await command()).exitCodes ?? {})],
    ]);
    expect(Object.fromEntries(inTable)).toEqual(Object.fromEntries(await Promise.all(load)));
  });

  // All others are read by test/docs/commands.test.ts.
  test.each(shellLines(readme).filter((line) => /^(?:node|echo) /.test(line)))('runs: %s', (line) => {
    expect(shell(line)).not.toBe('');
  });

  test('names settings that exist', () => {
    const named = [...readme.matchAll(/^\| `([A-Z][A-Z_]+)` /gm)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !Object.hasOwn(transformVariables, name))).toEqual([]);
  });
});

test('the scripts of package.json are those of CONTRIBUTING.md, and each has an entry', () => {
  const { scripts } = JSON.parse(textOf('package.json'));
  const described = [...textOf('CONTRIBUTING.md').matchAll(/^\| `npm (?:run )?([\w:]+)`/gm)].map(
    ([, name]) => name,
  );
  expect(new Set(described)).toEqual(new Set(Object.keys(scripts)));
  for (const name of Object.keys(scripts)) expect(scripts[name]).toBe(`node scripts/run.mjs ${name}`);
});

async function transformed(log: unknown): Promise<Record<string, unknown>> {
  const runtime = await startRuntime({ taskRoot: root, handler: 'dist/transform.handler' });
  const answer = await runtime.invoke({
    invocationId: '00000000-0000-4000-8000-000000000000',
    deliveryStreamArn: 'arn:aws:firehose:us-east-2:111122223333:deliverystream/logs',
    region: 'us-east-2',
    records: [{ recordId: '1', data: Buffer.from(JSON.stringify(log)).toString('base64') }],
  });
  await runtime.stop();
  if (answer.kind === 'error') throw new Error(answer.error.errorMessage);
  return JSON.parse(Buffer.from(JSON.parse(answer.body).records[0].data, 'base64').toString());
}

function tagTable(): string[] {
  const [, table = ''] = /^\| tag +\| value +\|\n[^\n]+\n([^]*?)\n\n/m.exec(readme) ?? [];
  return table.split('\n').map((row) => {
    const [, key = '', value = ''] = row.split('|').map((cell) => cell.trim().replaceAll('`', ''));
    return `${key}:${value}`;
  });
}

function block(info: string): string {
  const [, text] = new RegExp(`^\`\`\`${info}\n([^]*?)^\`\`\``, 'm').exec(readme) ?? [];
  if (text === undefined) throw new Error(`README.md has no block "${info}"`);
  return text;
}

/** In a shell, from the project's root, with the Node that runs the tests. */
function shell(command: string): string {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  return execFileSync('bash', ['-c', command], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: path },
  });
}

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
