import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { transformLogLine } from '../../../src/telemetry/transform-metrics.ts';
import { cri, logsOf, messagesOf, resultsOf, run, rulesOf, textsOf } from './events.ts';

const health = { type: 'exclude_at_match', name: 'health', pattern: 'GET /healthz' };
const cards = {
  type: 'mask_sequences',
  name: 'mask_cards',
  replace_placeholder: '[masked]',
  pattern: String.raw`\d{16}`,
};

describe('rules of a pod', () => {
  test('a mask in the annotation', async () => {
    const done = await run([cri('card 4111111111111111 declined', { annotations: rulesOf([cards]) })]);
    expect(messagesOf(done)).toEqual(['card [masked] declined']);
    expect(done.report.lines.masked).toEqual(new Map([['mask_cards', 1]]));
  });

  test('what is excluded is dropped and counted', async () => {
    const done = await run([cri('GET /healthz 200', { annotations: rulesOf([health]) }), cri('GET /')]);
    expect(resultsOf(done)).toEqual(['Dropped', 'Ok']);
    expect(done.report.lines.excluded).toEqual(new Map([['health', 1]]));
    expect(done.report.records).toMatchObject({ in: 2, delivered: 1, dropped: 1 });
  });

  test('they see the joined text', async () => {
    const annotations = rulesOf([{ ...cards, pattern: 'at a\\.B' }]);
    const done = await run([
      cri('java.lang.Error: x', { annotations }),
      cri('\tat a.B.c(B.java:1)', { annotations }),
    ]);
    expect(messagesOf(done)).toEqual(['java.lang.Error: x\n\t[masked].c(B.java:1)']);
  });

  test('a secret that the cut of a line went through is masked', async () => {
    const annotations = rulesOf([cards]);
    const done = await run([
      cri('x 41111111', { annotations, flag: 'P' }),
      cri('11111111 y', { annotations }),
    ]);
    expect(messagesOf(done)).toEqual(['x [masked] y']);
  });

  test('a log that a rule drops takes the lines with it that were joined into it', async () => {
    const annotations = rulesOf([{ ...health, pattern: 'Caused by' }]);
    const lines = [
      'java.lang.Error: x',
      '\tat a.B.c(B.java:1)',
      'Caused by: java.lang.Error: y',
      '\tat a.B.d(B.java:2)',
    ];
    const done = await run(lines.map((text, ns) => cri(text, { annotations, ns })));
    expect(resultsOf(done)).toEqual(lines.map(() => 'Dropped'));
    expect(done.report.lines).toMatchObject({ enriched: 0, excluded: new Map([['health', 1]]) });
    expect(done.report.lines.joined).toEqual(new Map([['throwable', 3]]));
  });

  test('they may change between lines of a batch', async () => {
    const done = await run([
      cri('GET /healthz', { annotations: rulesOf([health]) }),
      cri('GET /healthz', { annotations: rulesOf([]) }),
    ]);
    expect(resultsOf(done)).toEqual(['Dropped', 'Ok']);
  });

  test('a bad rule is skipped and tagged; a bad mask is held back on request', async () => {
    const annotations = rulesOf([{ ...cards, name: 'typo', pattern: 'a(?=b)' }, health]);
    const records = [cri('x', { annotations }), cri('GET /healthz', { annotations }), cri('y')];
    const sent = await run(records);
    expect(resultsOf(sent)).toEqual(['Ok', 'Dropped', 'Ok']);
    expect(logsOf(sent)[0]!['ddtags']).toContain('kubehose_rule_error:typo');
    expect(sent.report.lines.badRules).toEqual(new Map([['typo', 1]]));
    const held = await run(records, { ON_BAD_MASK: 'hold' });
    expect(resultsOf(held)).toEqual(['ProcessingFailed', 'ProcessingFailed', 'Ok']);
    expect(held.report.records.failed).toEqual({ bad_mask: 2 });
  });
});

describe('rules of the function', () => {
  const rules = (...list: readonly object[]) => ({ DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(list) });

  test('see the application’s own members where Fluent Bit merged them', async () => {
    const line =
      '{"stream":"stdout","time":"2026-11-28T10:00:00.1Z","n":18446744073709551615,"card":"4111111111111111","kubernetes":{"pod_name":"w"}}';
    const [text] = textsOf(await run([line], rules({ ...cards, pattern: String.raw`4111\d{12}` })));
    expect(text).toContain('"n":18446744073709551615');
    expect(text).toContain('"card":"[masked]"');
    const anchored = rules({ ...health, pattern: '^\\{"n":1844' });
    expect(resultsOf(await run([line], anchored))).toEqual(['Dropped']);
  });

  test('never see prefix, tags or envelope', async () => {
    const records = [cri('x'), '{"log":"x","ddtags":"a:2026","kubernetes":{"pod_name":"stdout"}}'];
    expect(resultsOf(await run(records, rules({ ...health, pattern: '2026|stdout|pod_name' })))).toEqual([
      'Ok',
      'Ok',
    ]);
  });

  test('are for plain text, too; envelopes of CloudWatch Logs stay', async () => {
    const envelope = '{"messageType":"DATA_MESSAGE","logEvents":["4111111111111111"]}';
    expect(
      textsOf(await run(['a 4111111111111111\r\n', 'GET /healthz', envelope], rules(cards, health))),
    ).toEqual(['a [masked]\r\n', envelope]);
  });

  test('are for each of more lines than are kept, too', async () => {
    const done = await run([gzipSync('card 4111111111111111\n'.repeat(50_001))], rules(cards));
    expect(textsOf(done)).toEqual(['card [masked]\n'.repeat(50_001)]);
    expect(done.report.lines.masked).toEqual(new Map([['mask_cards', 50_001]]));
  });

  test.each([
    ['4111111111111111', 'ProcessingFailed'],
    ['no card', 'Ok'],
  ])('packed text for which there is no room, with %s in it: %s', async (text, result) => {
    const packed = gzipSync(`${text}\n${`${'no JSON '.repeat(100)}\n`.repeat(10_000)}`);
    const done = await run([packed], rules(cards));
    expect(resultsOf(done)).toEqual([result]);
    expect(done.report.records.failed).toEqual(result === 'Ok' ? {} : { too_large: 1 });
  });

  test('sample alike when a record comes again', async () => {
    const sample = rules({ type: 'sample_at_match', name: 's', pattern: 'debug', sample_rate: 30 });
    const records = Array.from({ length: 200 }, (_, ns) => cri(`debug ${ns}`, { ns: ns * 1_000_000 }));
    const first = await run(records, sample);
    expect(resultsOf(await run(records, sample))).toEqual(resultsOf(first));
    const kept = resultsOf(first).filter((result) => result === 'Ok').length;
    expect(kept).toBeGreaterThan(30);
    expect(kept).toBeLessThan(100);
    expect(first.report.lines.sampled).toEqual(new Map([['s', 200 - kept]]));
  });
});

describe('selection', () => {
  test.each([
    [{ DD_CONTAINER_EXCLUDE: 'name:^web$' }, {}],
    [{}, { annotations: { 'ad.datadoghq.com/web.logs_exclude': 'true' } }],
  ])('%j %j: dropped and counted', async (environment, more) => {
    const done = await run([cri('x', more), cri('y', { container: 'api' })], environment);
    expect(resultsOf(done)).toEqual(['Dropped', 'Ok']);
    expect([...done.report.lines.excluded.values()]).toEqual([1]);
  });

  test('an aggregated record of which some lines, or all, are excluded', async () => {
    const environment = { DD_CONTAINER_EXCLUDE: 'name:^web$' };
    const some = gzipSync(`${cri('a')}\n${cri('b', { container: 'api' })}\n${cri('c')}\n`);
    const all = gzipSync(`${cri('a')}\n${cri('b')}\n`);
    const done = await run([some, all], environment);
    expect(resultsOf(done)).toEqual(['Ok', 'Dropped']);
    expect(messagesOf(done)).toEqual(['b']);
  });
});

test('a message that went through here before is read from its beginning, whatever stands beside it', async () => {
  const line = JSON.parse(cri('a')) as { readonly log: string; readonly kubernetes: { pod_name: string } };
  const { log, kubernetes } = line;
  const again = `{"log":"${log}","log":"${log}","message":"x","kubernetes":${JSON.stringify(kubernetes)},"ddtags":"pod_name:${kubernetes.pod_name}"}`;
  const rules = [{ type: 'include_at_match', name: 'i', pattern: '^x$' }];
  const environment = { DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(rules) };
  expect(resultsOf(await run([again], environment))).toEqual(['Ok']);
});

describe('bad input', () => {
  test.each<[string, object[]]>([
    [
      '10,000 rules',
      Array.from({ length: 10_000 }, (_, n) => ({ ...health, name: `r${n}`, pattern: `never${n}` })),
    ],
    ['a pattern of 100 kB', [{ ...health, pattern: 'x'.repeat(100_000) }]],
    ['(a+)+$ on 1 MB', [{ ...health, pattern: '(a+)+$' }]],
    ['a mask that matches the empty string', [{ ...cards, pattern: 'x*', replace_placeholder: '-' }]],
    [
      'a mask that grows a text a thousandfold',
      [{ ...cards, pattern: 'a', replace_placeholder: 'b'.repeat(1_000) }],
    ],
  ])('%s: answered in time, and the response fits', async (_, rules) => {
    const before = process.cpuUsage();
    const done = await run([
      cri('a'.repeat(900_000) + '!', { annotations: rulesOf(rules as never) }),
      cri('y'),
    ]);
    // Of the processor: other tests run beside this one.
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(10_000_000);
    expect(resultsOf(done)).toEqual(['Ok', 'Ok']);
    expect(done.report.responseBytes).toBeLessThan(6_291_556);
  });

  test('a partial of 900 kB is cut, not lost', async () => {
    const parts = Array.from({ length: 60 }, (_, ns) =>
      cri(`${ns % 10}`.repeat(16_384), { ns, flag: ns < 59 ? 'P' : 'F' }),
    );
    const done = await run(parts);
    const text = messagesOf(done).join('').replaceAll('...TRUNCATED...', '');
    expect(text).toBe(Array.from({ length: 60 }, (_, ns) => `${ns % 10}`.repeat(16_384)).join(''));
    expect(messagesOf(done)).toHaveLength(2);
  });

  test('invalid UTF-8 at the cut of a partial comes out as the bytes were', async () => {
    const bytes = (text: string, flag: 'F' | 'P') => Buffer.from(cri(text, { flag }), 'latin1');
    const done = await run([bytes('a\u00e2\u0082', 'P'), bytes('\u00acb', 'F')]);
    expect(messagesOf(done)).toEqual(['a€b']);
  });

  test('CRI times that go backwards or repeat', async () => {
    const done = await run(
      [5, 5, 3, 1].map((ns, index) => cri(`${index}`, { ns, flag: index === 0 ? 'F' : 'P' })),
    );
    expect(messagesOf(done).join('').split('').toSorted().join('')).toBe('0123');
  });

  test('a pod’s rule name of any text stays in the log line as a key, and a payload never does', async () => {
    const annotations = rulesOf([{ ...health, name: '__proto__' }]);
    const done = await run([cri('GET /healthz secret', { annotations })]);
    const line = transformLogLine(done.report, 'logs', 0);
    expect(line).toContain('"excluded":{"__proto__":1}');
    expect(line).not.toContain('secret');
  });
});
