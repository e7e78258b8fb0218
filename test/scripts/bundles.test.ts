import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundles } from '../../scripts/bundles.ts';

const directory = mkdtempSync(join(tmpdir(), 'kubehose-bundles-'));
const dist = join(directory, 'dist');

const sources = {
  'rare.ts': `import { limit } from './limit.ts';\nexport const rare = () => 'rare ' + limit;`,
  'module.ts': `export const handler = async () => 7;`,
  'limit.ts': `export const limit: number = 5;`,
  'function.ts': `import { limit } from './limit.ts';
    export const handler = async (event: { rare?: boolean }) => event.rare ? (await import('./rare.ts')).rare() : limit;`,
  'legacy.cjs': `module.exports = require('node:os').EOL;`,
  'command.ts': `import eol from './legacy.cjs';\nprocess.stdout.write('ran' + eol);`,
};

let sizes: ReadonlyMap<string, number>;
beforeAll(async () => {
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(directory, name), text);
  mkdirSync(join(dist, 'function.chunks'), { recursive: true });
  writeFileSync(join(dist, 'function.chunks', 'old-ABCDEFGH.mjs'), '');
  writeFileSync(join(dist, 'removed.mjs'), '');
  sizes = await writeBundles(
    [
      { name: 'function', entry: join(directory, 'function.ts'), kind: 'function' },
      { name: 'command', entry: join(directory, 'command.ts'), kind: 'command' },
      { name: 'module', entry: join(directory, 'module.ts'), kind: 'module' },
    ],
    dist,
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('writeBundles', () => {
  test('a function answers, also with what it imports only when needed', () => {
    expect(call('function.mjs', {})).toBe(5);
    expect(call('function.mjs', { rare: true })).toBe('rare 5');
  });

  test('what is imported when needed is in a chunk that a start does not read', () => {
    const { loadedAtStartBytes } = JSON.parse(readFileSync(join(dist, 'function.meta.json'), 'utf8'));
    const atStart = Object.keys(loadedAtStartBytes);
    const withRare = allFiles().filter((path) => readFileSync(join(dist, path), 'utf8').includes('rare '));
    expect(withRare).toHaveLength(1);
    expect(atStart).toContain('function.mjs');
    expect(atStart).not.toContain(withRare[0]);
    for (const path of atStart) expect(loadedAtStartBytes[path]).toBe(statSync(join(dist, path)).size);
  });

  test('the shim for local invocation calls the same handler', () => {
    expect(call('function.cjs', { rare: true })).toBe('rare 5');
  });

  test('a command is executable, and its CommonJS dependencies can require', () => {
    expect(execFileSync(join(dist, 'command.mjs'), { encoding: 'utf8' })).toMatch(/^ran\r?\n$/);
  });

  test('a command says which Node it needs', () => {
    const old = `Object.defineProperty(process, 'versions', { value: { node: '20.19.0' } });`;
    const script = `${old} await import(${JSON.stringify(join(dist, 'command.mjs'))})`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, 'command needs Node 22.18 or newer; this is Node 20.19.0\n']);
  });

  test('a module is there to import, without shim or list of sizes', () => {
    expect(call('module.mjs', {})).toBe(7);
    expect(allFiles().filter((path) => /^module\.(?:cjs|meta)/.test(path))).toEqual([]);
  });

  test('the size of a bundle is that of all its files', () => {
    const bytes = allFiles().reduce((sum, path) => sum + statSync(join(dist, path)).size, 0);
    expect([...sizes.keys()]).toEqual(['function', 'command', 'module']);
    expect([...sizes.values()].reduce((sum, size) => sum + size, 0)).toBe(bytes);
  });

  test('files of an earlier build are gone', () => {
    expect(existsSync(join(dist, 'removed.mjs'))).toBe(false);
    expect(allFiles().filter((path) => path.includes('old-'))).toEqual([]);
  });
});

function call(file: string, event: unknown): unknown {
  const script = `import(${JSON.stringify(join(dist, file))}).then(async ({ handler }) => console.log(JSON.stringify(await handler(${JSON.stringify(event)}))))`;
  return JSON.parse(execFileSync(process.execPath, ['--eval', script], { encoding: 'utf8' }));
}

function allFiles(): string[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(dist, path)).isFile(),
  );
}
