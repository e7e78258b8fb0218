import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../support/packaged.ts';

let directory: string;
let tarball: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kubehose-tarball-'));
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', directory], {
    cwd: root,
    stdio: 'pipe',
  });
  tarball = join(
    directory,
    readdirSync(directory).find((name) => name.endsWith('.tgz'))!,
  );
  writeFileSync(join(directory, 'package.json'), '{"private":true}\n');
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], {
    cwd: directory,
    stdio: 'pipe',
  });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The installed command, in a folder that holds nothing else. */
function kubehose(...args: string[]): SpawnSyncReturns<string> {
  const command = join(directory, 'node_modules', '.bin', 'kubehose');
  return spawnSync(process.execPath, [command, ...args], { cwd: directory, encoding: 'utf8' });
}

describe('the tarball of npm pack, installed in an empty folder', () => {
  test('is at most 3 MB and brings nothing else', () => {
    expect(statSync(tarball).size).toBeLessThan(3_000_000);
    expect(readdirSync(join(directory, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'kubehose',
    ]);
    expect(existsSync(join(directory, 'node_modules', 'kubehose', 'node_modules'))).toBe(false);
  });

  test('knows its version, and its documents are there', () => {
    const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(kubehose('version').stdout).toContain(version);
    expect(kubehose('--help').status).toBe(0);
    const installed = join(directory, 'node_modules', 'kubehose');
    for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md', 'docs/deploy.md'])
      expect(existsSync(join(installed, file))).toBe(true);
  });

  test('the demo loses no log', () => {
    const { status, stdout, stderr } = kubehose('demo');
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('missing') });
    expect(stdout).toContain('kube_namespace');
  });
});
