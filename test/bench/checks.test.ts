import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const bench = join(import.meta.dirname, '..', '..', 'bench', 'bench.ts');

test('the output of all that the bench measures is right', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', bench, '--check'], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([
    0,
    'bench transform: correctness\nbench intake: correctness\nbench replay: correctness\n',
  ]);
});
