import { describe, expect, test } from '@jest/globals';
import { createProgress } from '../../../src/cli/output/progress.ts';
import { fakeDeps } from '../../local/fakes.ts';
import { fakeOutput, type FakeOutput } from '../fake-io.ts';

function start(output: FakeOutput, plainLines = true) {
  const deps = fakeDeps();
  return { deps, progress: createProgress(output, { ...deps, plainLines, intervalMs: 500 }) };
}

describe('createProgress', () => {
  test('a terminal shows the last text in place, no oftener than the interval', async () => {
    const output = fakeOutput(true);
    const { progress, deps } = start(output);
    progress.update('one');
    progress.update('two');
    progress.update('three');
    expect(output.text).toBe('\r\u001B[Kone');
    deps.pass(500);
    expect(output.text).toBe('\r\u001B[Kone\r\u001B[Kthree');
    await progress.clear();
    expect(output.text).toBe('\r\u001B[Kone\r\u001B[Kthree\r\u001B[K');
    await progress.clear();
    expect(output.text.endsWith('three\r\u001B[K')).toBe(true);
  });

  test('a text longer than the line is shortened', () => {
    const output = fakeOutput(true, 10);
    start(output).progress.update('0123456789abc');
    expect(output.text).toBe('\r\u001B[K01234567…');
  });

  test('elsewhere whole lines; what waits comes out before other output', async () => {
    const output = fakeOutput(false);
    const { progress, deps } = start(output);
    progress.update('one');
    progress.update('two');
    await progress.clear();
    expect(output.text).toBe('one\ntwo\n');
    deps.pass(500);
    progress.update('two');
    deps.pass(500);
    expect(output.text).toBe('one\ntwo\n');
  });

  test('or nothing at all', async () => {
    const output = fakeOutput(false);
    const { progress } = start(output, false);
    progress.update('one');
    await progress.clear();
    expect(output.text).toBe('');
  });
});
