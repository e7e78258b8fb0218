import { describe, expect, test } from '@jest/globals';
import { cri, logsOf, messagesOf, resultsOf, rulesOf, run, textsOf } from './events.ts';

const rules = (...list: readonly object[]) => ({ DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(list) });
const mask = { type: 'mask_sequences', name: 'secret', replace_placeholder: '[m]', pattern: 's3cret' };
const atBothEnds = { ...mask, pattern: '^s3cret$' };
const truncated = { type: 'exclude_truncated', name: 'cut' };

describe('plain text: rules see the line without its end', () => {
  test.each([
    ['s3cret', '[m]'],
    ['s3cret\n', '[m]\n'],
    ['s3cret\r\n', '[m]\r\n'],
    ['s3cret\r', 's3cret\r'],
    ['s3cret\n\n', '[m]\n\n'],
    [' s3cret\n', ' s3cret\n'],
    ['one\ns3cret\r\ntwo', 'one\n[m]\r\ntwo'],
  ])('%j becomes %j', async (text, expected) => {
    const done = await run([text], rules(atBothEnds));
    expect(textsOf(done)).toEqual([expected]);
    const masked = expected.includes('[m]') ? new Map([['secret', 1]]) : new Map();
    expect(done.report.lines).toMatchObject({ masked, badRules: new Map() });
  });

  test('of a line that is masked twice, both names are counted', async () => {
    const done = await run(['s3cret 4111'], rules(mask, { ...mask, name: 'other', pattern: '4111' }));
    expect(textsOf(done)).toEqual(['[m] [m]']);
    expect(done.report.lines.masked).toEqual(
      new Map([
        ['secret', 1],
        ['other', 1],
      ]),
    );
  });

  test('a text is never one that was cut', async () => {
    expect(resultsOf(await run(['x'], rules(truncated)))).toEqual(['Ok']);
  });
});

describe('a joined log', () => {
  const parts = [cri('one ', { ns: 1, flag: 'P' }), cri('s3cret', { ns: 2 })];

  test('is put into the line of its first part, whole', async () => {
    const done = await run(parts);
    expect(messagesOf(done)).toEqual(['one s3cret']);
    expect(done.report.lines).toMatchObject({ enriched: 1, masked: new Map(), badRules: new Map() });
    const [log] = logsOf(done);
    expect([log!['logtag'], String(log!['ddtags']).includes('truncated')]).toEqual([undefined, false]);
  });

  test('is masked as a whole, by rules of the pod and of the function', async () => {
    const annotations = rulesOf([{ ...mask, pattern: 'one s3' }]);
    const both = parts
      .map((line) => JSON.parse(line))
      .map((line) => {
        line.kubernetes.annotations = annotations;
        return JSON.stringify(line);
      });
    expect(messagesOf(await run(both, rules({ ...mask, pattern: 'cret' })))).toEqual(['[m][m]']);
  });

  test('of several lines is not cut for such a rule', async () => {
    const trace = ['java.lang.Error: x', '\tat a.B.c(B.java:1)'];
    const done = await run(
      trace.map((text, ns) => cri(text, { ns })),
      rules(truncated),
    );
    expect(messagesOf(done)).toEqual([trace.join('\n')]);
  });

  test('of which a part is missing is cut, for a rule that asks for that', async () => {
    expect(resultsOf(await run([parts[0]!], rules(truncated)))).toEqual(['Dropped']);
    expect(resultsOf(await run(parts, rules(truncated)))).toEqual(['Ok', 'Dropped']);
    expect((await run(parts, rules(truncated))).report.lines.excluded).toEqual(new Map());
  });
});

describe('a log that repeats its members', () => {
  const twin = '{"log":"{\\"a\\":\\"s3cret\\",\\"b\\":1}","a":"s3cret","b":1,"stream":"stdout"}';

  test('goes where they are masked, so that nothing is left of it', async () => {
    const done = await run([twin], rules(mask));
    const [log] = logsOf(done);
    expect([log!['a'], log!['b'], log!['log'], textsOf(done).join().includes('s3cret')]).toEqual([
      '[m]',
      1,
      undefined,
      false,
    ]);
  });

  test.each([
    ['the members', '"a":"s3cret"'],
    ['the text', '"a": "s3cret"'],
  ])('goes also where a mask finds only %s', async (_, pattern) => {
    const spaced = twin.replace('\\"a\\":', '\\"a\\": ');
    const done = await run([spaced], rules({ ...mask, pattern, replace_placeholder: '"a":"[m]"' }));
    const [log] = logsOf(done);
    expect([log!['b'], log!['log'], log!['message']]).toEqual([1, undefined, undefined]);
    expect(done.report.lines.masked).toEqual(new Map([['secret', 1]]));
  });

  test('stays with KEEP_LOG, masked as they are', async () => {
    const [log] = logsOf(await run([twin], { ...rules(mask), KEEP_LOG: 'true' }));
    expect([log!['a'], log!['log']]).toEqual(['[m]', '{"a":"[m]","b":1}']);
  });
});

describe('a sample', () => {
  const half = rules({ type: 'sample_at_match', name: 'half', pattern: 'debug', sample_rate: 50 });
  const { kubernetes } = JSON.parse(cri('')) as { kubernetes: object };
  const timed = (index: number) => ({ time: `2026-11-28T10:00:00.${index}00Z`, kubernetes });

  test.each<[string, (index: number) => string]>([
    ['behind a prefix', (index) => cri('debug', { ns: index * 1_000_000 })],
    ['in members', (index) => JSON.stringify({ level: 'debug', ...timed(index) })],
  ])('decides by the time of a log %s, and alike when it comes again', async (_, lineOf) => {
    const lines = Array.from({ length: 10 }, (_line, index) => lineOf(index));
    const first = await run(lines, half);
    expect([...new Set(resultsOf(first))].toSorted()).toEqual(['Dropped', 'Ok']);
    const out = textsOf(first);
    expect(textsOf(await run(out, half))).toEqual(out);
  });
});
