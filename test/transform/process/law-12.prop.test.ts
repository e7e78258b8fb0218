import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PutResult } from '../../../src/delivery/put-records.ts';
import { maxResponseBytes } from '../../../src/firehose/transformation.ts';
import { linesIn, logsOut } from '../../../src/transform/outcome.ts';
import type { PutBack } from '../../../src/transform/put-back.ts';
import { runs } from '../../support/property.ts';
import { cri, eventOf, processingTransform, rulesOf, textsOf } from './events.ts';

/** What a line says behind its mark; `secret` is masked, `health` excluded, `debug` sampled, by one rule or another. */
const texts = fc.constantFrom(
  'java.lang.IllegalStateException: x',
  '\tat com.example.Billing.find(Billing.java:42)',
  'Caused by: java.io.IOException: reset',
  '2026-11-28 10:00:00 dated',
  'ordinary',
  'a secret text',
  'GET health',
  'some debug',
  '{"a":"secret"}',
  '{"a":"',
  'é\u{1f600}\\"',
);

interface SentLine {
  readonly text: string;
  readonly kind: 'cri' | 'merged' | 'text' | 'noPod' | keyof typeof parsed;
  readonly container: string;
  readonly stream: 'stdout' | 'stderr';
  readonly flag: 'F' | 'P';
  readonly ns: number;
  readonly size: number;
}

/** What Fluent Bit leaves behind the crio parser, which tells the flag as `logtag`: the text under a key, merged, or no text. */
const parsed = {
  log: (text: string) => ({ log: text }),
  message: (text: string) => ({ message: text }),
  filtered: (text: string) => ({ message: text, cluster: 'main' }),
  mergedPart: (text: string) => ({ level: 'info', text }),
  object: (text: string) => ({ log: { a: text } }),
} as const;

const sentLines: fc.Arbitrary<SentLine> = fc.record({
  text: texts,
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constant<SentLine['kind']>('cri') },
    { weight: 3, arbitrary: fc.constantFrom<SentLine['kind']>('merged', 'text', 'noPod') },
    {
      weight: 3,
      arbitrary: fc.constantFrom<SentLine['kind']>('log', 'message', 'filtered', 'mergedPart', 'object'),
    },
  ),
  container: fc.constantFrom('web', 'web', 'api', 'ruled', 'held', 'quiet'),
  stream: fc.constantFrom('stdout', 'stdout', 'stderr'),
  flag: fc.constantFrom('F', 'F', 'F', 'P'),
  ns: fc.nat(3_000_000_000),
  size: fc.constant(0),
});

const largeLines = sentLines.map((line) => Object.assign(line, { kind: 'cri' as const, size: 400_000 }));

const annotations = {
  ruled: rulesOf(
    [
      { type: 'exclude_at_match', name: 'health', pattern: 'health' },
      { type: 'sample_at_match', name: 'debug', pattern: 'debug', sample_rate: 50 },
      { type: 'mask_sequences', name: 'secret', pattern: 'secret', replace_placeholder: '***' },
      { type: 'exclude_at_match', name: 'bad', pattern: 'a(?!b)' },
    ],
    'ruled',
  ),
  held: rulesOf([{ type: 'mask_sequences', name: 'broken', pattern: '(' }], 'held'),
  quiet: { 'ad.datadoghq.com/logs_exclude': 'true' },
} as const;

/** A line with its mark, which stands in the text or, where that is JSON, in a member. */
function lineOf(mark: string, { text, kind, container, stream, flag, ns, size }: SentLine): string {
  const marked = `${text}${mark}${'x'.repeat(size)}`;
  if (kind === 'text') return marked;
  if (kind === 'noPod') return JSON.stringify({ log: marked });
  const notes = Object.hasOwn(annotations, container)
    ? { annotations: annotations[container as keyof typeof annotations] }
    : {};
  const line = cri(marked, { ns: ns % 1_000_000_000, stream, flag, container, ...notes });
  if (kind === 'cri') return line;
  const { kubernetes } = JSON.parse(line) as Record<string, unknown>;
  if (kind === 'merged') return JSON.stringify({ level: 'info', text: marked, kubernetes });
  const time = line.slice('{"log":"'.length).split(' ', 1);
  return JSON.stringify({ stream, logtag: flag, ...parsed[kind](marked), time: time[0], kubernetes });
}

const environments = fc.record({
  DD_LOGS_CONFIG_PROCESSING_RULES: fc.constantFrom(
    '',
    JSON.stringify([
      { type: 'exclude_at_match', name: 'g-health', pattern: 'health' },
      { type: 'mask_sequences', name: 'g-secret', pattern: 'secret', replace_placeholder: '***' },
    ]),
    JSON.stringify([{ type: 'include_at_match', name: 'g-include', pattern: 'a' }]),
  ),
  DD_CONTAINER_EXCLUDE: fc.constantFrom('', 'name:^api$'),
  ON_BAD_MASK: fc.constantFrom('send', 'hold'),
  KUBERNETES_ATTRIBUTES: fc.constantFrom('keep', 'drop', 'labels,annotations'),
  FOLD_RETRIES: fc.constantFrom('false', 'true'),
});

const ports = fc.constantFrom<'all' | 'none' | 'some'>('all', 'none', 'some');

function portOf(kind: 'all' | 'none' | 'some'): { readonly putBack: PutBack; readonly kept: string[] } {
  const kept: string[] = [];
  const putBack: PutBack = (_, pieces) =>
    Promise.resolve(
      pieces.map((piece, index): PutResult => {
        if (kind === 'none' || (kind === 'some' && index % 2 === 0))
          return { kind: 'failed', reason: 'slow' };
        kept.push(piece.toString());
        return { kind: 'put' };
      }),
    );
  return { putBack, kept };
}

function occurrences(list: readonly string[], text: string): number {
  return list.reduce((sum, item) => sum + item.split(text).length - 1, 0);
}

const records = fc.array(
  fc.record({
    lines: fc.array(sentLines, { minLength: 1, maxLength: 6 }),
    isPacked: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

type Sent = { readonly lines: readonly SentLine[]; readonly isPacked: boolean };

/** Every line has exactly one fate, and the counts are the sums of them. */
async function check(
  list: readonly Sent[],
  environment: Record<string, string>,
  port: 'all' | 'none' | 'some',
) {
  const transform = await processingTransform(environment);
  const { putBack, kept } = portOf(port);
  const datas = list.map(({ lines, isPacked }, record) => {
    const text = lines.map((line, index) => lineOf(`<${record}/${index}>`, line)).join('\n');
    return isPacked ? gzipSync(text) : Buffer.from(text);
  });
  const done = await transform(eventOf(datas), putBack);
  const { response, report } = done;
  expect(Buffer.byteLength(JSON.stringify(response))).toBeLessThanOrEqual(maxResponseBytes);
  const out = textsOf(done);
  const lost: string[] = [];
  let settled = 0;
  for (const [record, { lines }] of list.entries()) {
    const { result } = response.records[record]!;
    const isBack = kept.some((text) => text.includes(`<${record}/`));
    if (result === 'Ok' || (result === 'Dropped' && !isBack)) settled += lines.length;
    for (const index of lines.keys()) {
      const mark = `<${record}/${index}>`;
      const places =
        occurrences(out, mark) + occurrences(kept, mark) + (result === 'ProcessingFailed' ? 1 : 0);
      expect([mark, places <= 1]).toEqual([mark, true]);
      if (places === 0) lost.push(mark);
    }
  }
  const { lines } = report;
  const dropped = [...lines.excluded.values(), ...lines.sampled.values()].reduce(
    (sum, value) => sum + value,
    0,
  );
  const folded = lines.joined.get('retry') ?? 0;
  expect(linesIn(lines)).toBe(settled);
  expect(logsOut(lines)).toBe(out.flatMap((text) => text.split('\n')).filter((line) => line !== '').length);
  // A joined log that a rule drops takes all its lines with it.
  const joined = [...lines.joined.values()].reduce((sum, value) => sum + value, 0);
  expect(lost.length).toBeGreaterThanOrEqual(dropped);
  expect(lost.length).toBeLessThanOrEqual(dropped + (dropped === 0 ? folded : joined));
  return report;
}

describe('law 12: a line is in one log, or gone for a reason that is counted', () => {
  test('with partials, traces, rules, filters, holds and packing', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(records, environments, ports, async (list, environment, port) => {
        const { lines, records: counts } = await check(list, environment, port);
        for (const name of [...lines.joined.keys(), ...lines.excluded.keys(), ...lines.sampled.keys()])
          seen.add(name);
        for (const reason of Object.keys(counts.failed)) seen.add(reason);
      }),
      runs(),
    );
    for (const name of [
      'partial',
      'date',
      'health',
      'debug',
      'g-health',
      'g-include',
      'name:^api$',
      'bad_mask',
    ])
      expect([...seen]).toContain(name);
  });

  test('and with logs for which the response has no room', async () => {
    let back = 0;
    const large = fc.array(
      fc.record({
        lines: fc.array(largeLines, { minLength: 1, maxLength: 2 }),
        isPacked: fc.constant(false),
      }),
      { minLength: 12, maxLength: 16 },
    );
    await fc.assert(
      fc.asyncProperty(large, environments, ports, async (list, environment, port) => {
        const { records: counts } = await check(list, environment, port);
        back += counts.reingested;
      }),
      runs(0.03),
    );
    expect(back).toBeGreaterThan(0);
  });
});
