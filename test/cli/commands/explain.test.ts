import { describe, expect, test } from '@jest/globals';
import { runCli } from '../../../src/cli/run.ts';
import type { Explanation } from '../../../src/transform/explain/explanation.ts';
import { cri, rulesOf } from '../../transform/process/events.ts';
import { fakeIo } from '../fake-io.ts';

const annotations = rulesOf([
  { type: 'mask_sequences', name: 'cards', library: 'credit_card' },
  { type: 'exclude_at_match', name: 'health', pattern: 'GET /healthz' },
]);

const lines = [
  cri('java.lang.Error: 4111 1111 1111 1111', { stream: 'stderr', annotations }),
  cri('\tat a.B.c(B.java:1)', { stream: 'stderr', annotations }),
  cri('GET /healthz', { annotations }),
  '{"log":"no pod"}',
  'plain',
];

async function explain(input: string, argv: readonly string[] = [], env = {}) {
  const io = fakeIo({ stdin: [input], env });
  const code = await runCli(['explain', ...argv], io);
  return { code, stdout: io.stdout.text, stderr: io.stderr.text };
}

describe('kubehose explain', () => {
  test('says what became of each line, by what, and where everything comes from', async () => {
    const { code, stdout } = await explain(lines.join('\n'), ['--json'], { DD_TAGS: 'team:shop' });
    expect(code).toBe(0);
    const found = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Explanation);
    expect(found.map(({ record, fate, by }) => [record, fate, by])).toEqual([
      [1, 'log', 'throwable'],
      [2, 'joined', 'throwable'],
      [3, 'excluded', 'health'],
      [4, 'log', undefined],
      [5, 'passed on', 'not_json'],
    ]);
    const [first, , , noPod] = found as [Explanation, Explanation, Explanation, Explanation];
    expect(first.joinedFrom).toEqual([{ record: 2, line: 1 }]);
    expect(first.rules).toEqual([{ rule: 'cards', type: 'mask_sequences', effect: 'masked', matches: 1 }]);
    expect(first.date).toEqual({ value: '2026-11-28T10:00:00.000Z', from: 'the CRI time', lost: [] });
    expect(first.status).toEqual({
      value: 'error',
      from: 'the level in the text',
      lost: [{ from: 'the stream stderr', because: 'the other comes first' }],
    });
    expect(first.tags).toContainEqual({ value: 'pod_name:web-5d8f7c9b6-zz9zz', from: 'kubernetes.pod_name' });
    expect(first.tags).toContainEqual({ value: 'team:shop', from: 'DD_TAGS' });
    expect(first.tags).toContainEqual({ value: 'multiline:auto_multiline', from: 'processing' });
    expect(first.missing).toEqual([expect.stringContaining('Labels On')]);
    expect(noPod.missing).toContainEqual(expect.stringContaining('no kubernetes map'));
    expect(stdout).not.toContain('4111');
  });

  test('tags that are left out, and the setting for which they are', async () => {
    const env = {
      DD_TAGS: 'team:shop',
      DD_ENV: 'prod',
      TAGS_EXCLUDE: 'multiline,display_*',
      TAGS_INCLUDE: '*e',
    };
    const { stdout } = await explain(lines.join('\n'), [], env);
    expect(stdout).toContain(
      '  left out    display_container_name:web_web-5d8f7c9b6-zz9zz  ← TAGS_EXCLUDE=display_*\n',
    );
    expect(stdout).toContain('  left out    team:shop  ← not in TAGS_INCLUDE\n');
    expect(stdout).toContain('  left out    env:prod  ← not in TAGS_INCLUDE\n');
    expect(stdout).toContain('  tag         container_name:web  ← ');
    expect(stdout).not.toMatch(/tag +(?:display_|team:|multiline:|env:)/u);
  });

  test('readable, for people', async () => {
    const { stdout } = await explain(lines.join('\n'));
    expect(stdout).toContain(
      'record 1: log\n  joined from record 2 (throwable)\n  rule        cards (mask_sequences): masked, 1 times\n',
    );
    expect(stdout).toContain(
      '  status      error  ← the level in the text\n              not the stream stderr: the other comes first\n',
    );
    expect(stdout).toContain(
      'record 3: excluded: health\n  rule        health (exclude_at_match): excluded\n',
    );
    expect(stdout).not.toContain('4111');
  });
});
