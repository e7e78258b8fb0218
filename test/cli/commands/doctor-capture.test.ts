import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { runCli } from '../../../src/cli/run.ts';
import type { Log } from '../../support/transformed.ts';
import { cri, eventOf, rulesOf } from '../../transform/process/events.ts';
import { fakeIo } from '../fake-io.ts';

describe('kubehose doctor --capture', () => {
  const bad = [
    { type: 'mask_sequences', name: 'cards', pattern: 'a(?!b)', replace_placeholder: '' },
    { type: 'exclude_at_match', name: 'health' },
  ];
  const good = [{ type: 'mask_sequences', name: 'cards', library: 'credit_card' }];
  const lineOf = (rules: readonly Log[], container = 'web') =>
    cri('secret text', { container, annotations: rulesOf(rules, container) });
  async function check(lines: readonly string[]) {
    const io = fakeIo({ stdin: [lines.join('\n')] });
    return Object.assign(io, { code: await runCli(['doctor', '--capture', '-'], io) });
  }

  test('bad rules of a pod: place, impact and fix, each once for all of its lines', async () => {
    const captured = JSON.stringify({
      data: gzipSync(`${lineOf(bad)}\n${lineOf(good)}\n`).toString('base64'),
    });
    const io = await check([captured, lineOf(bad), 'plain', lineOf(good, 'api')]);
    expect(io.code).toBe(2);
    expect(io.stdout.text.split('\n')).toEqual([
      expect.stringMatching(
        /^finding {2}pod rules: container web of pod web-5d8f7c9b6-zz9zz in shop: Rule "health" of the annotation .* has no pattern\.$/u,
      ),
      expect.stringMatching(/impact: the rule is not used; .* kubehose_rule_error:health$/u),
      expect.stringMatching(/fix: .*ad\.datadoghq\.com\/web\.logs.*/u),
      expect.stringMatching(/^finding {2}pod rules: .*The pattern of rule "cards" /u),
      expect.stringMatching(/impact: what it should mask goes out as it is, .*ON_BAD_MASK=hold/u),
      expect.stringMatching(/fix: /u),
      '2 findings, 0 not checked, 0 ok',
      '',
    ]);
    expect(io.stdout.text).not.toContain('secret text');
  });

  test('an annotation that is no JSON', async () => {
    const annotations = { 'ad.datadoghq.com/web.logs': '[{"log_processing_rules":[}]' };
    const io = await check([cri('x', { annotations })]);
    expect(io.stdout.text).toContain('is not a JSON array: none of its rules is used.');
    expect(io.code).toBe(2);
  });

  test('sound rules, and none: exit code 0', async () => {
    const io = await check([lineOf(good), lineOf(good, 'api')]);
    expect([io.code, io.stdout.text.split('\n')[0]]).toEqual([
      0,
      'ok       pod rules: those of 2 containers are valid',
    ]);
    expect((await check([cri('x', { annotations: { a: 'b' } })])).stdout.text).toMatch(
      /^ok {7}pod rules: no pod brings rules\n/u,
    );
  });

  test('an event of Firehose, as for transform', async () => {
    const io = await check([JSON.stringify(eventOf([lineOf(bad)]))]);
    expect(io.stdout.text).toMatch(/\n2 findings, /u);
  });

  test('without annotations nothing can be said: exit code 3', async () => {
    const io = await check([cri('x'), 'plain']);
    expect([io.code, io.stdout.text]).toEqual([
      3,
      expect.stringMatching(/^\? {8}pod rules: not checked: no line has annotations/u),
    ]);
  });
});
