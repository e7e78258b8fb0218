import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../../src/config/transform.ts';
import { createExplain } from '../../../src/transform/explain/explain.ts';
import type { Explanation } from '../../../src/transform/explain/explanation.ts';
import { maxRecordLines } from '../../../src/transform/read-record.ts';
import type { RecordInput } from '../../../src/transform/record.ts';
import { streamArn, type Environment } from '../../support/transformed.ts';
import { arrivalTimeMs, cri, processingOf, rulesOf } from '../process/events.ts';

async function explained(
  records: readonly (Buffer | string)[],
  environment: Environment = {},
  arrival: Pick<RecordInput, 'arrivalTimeMs'> = { arrivalTimeMs },
): Promise<readonly Explanation[]> {
  const processing = await processingOf(environment);
  await processing.load();
  const explain = createExplain(parseTransformConfig(environment), processing);
  return explain(records.map((data) => ({ data: Buffer.from(data), ...arrival, streamArn })));
}

const fatesOf = (list: readonly Explanation[]) =>
  list.map(({ record, line, fate, by }) => [record, line, fate, by]);

const frame = '\tat com.example.Billing.find(Billing.java:42)';

describe('what becomes of lines that arrive together', () => {
  test('each is named by its record and its place there, packed or not', async () => {
    const packed = gzipSync(`${cri('a')}\n\nplain text\n${cri('b', { ns: 1 })}\n`);
    expect(fatesOf(await explained([packed, cri('c', { ns: 2 }), '7']))).toEqual([
      [1, 1, 'log', undefined],
      [1, 2, 'passed on', 'not_json'],
      [1, 3, 'log', undefined],
      [2, 1, 'log', undefined],
      [3, 1, 'passed on', 'not_an_object'],
    ]);
  });

  test('lines that become one log, and who joined them', async () => {
    const list = await explained([cri('java.lang.Error: x'), cri(frame, { ns: 1 }), cri('next', { ns: 2 })]);
    expect(fatesOf(list)).toEqual([
      [1, 1, 'log', 'throwable'],
      [2, 1, 'joined', 'throwable'],
      [3, 1, 'log', undefined],
    ]);
    expect(list.map(({ joinedFrom }) => joinedFrom)).toEqual([[{ record: 2, line: 1 }], [], []]);
    expect(list[0]!.tags.map(({ value }) => value)).toContain('multiline:auto_multiline');
    expect(list[1]).toMatchObject({
      tags: [],
      leftOut: [],
      missing: [],
      date: undefined,
      status: undefined,
      service: undefined,
    });
  });

  test('tags that say so, where they are not written', async () => {
    const environment = { TAGS_EXCLUDE: 'multiline,app', DD_TAGS: 'app:shop' };
    const lines = [cri('java.lang.Error: x'), cri(frame, { ns: 1 })];
    const [log] = await explained(lines, environment);
    expect(log!.tags.map(({ value }) => value)).not.toContain('multiline:auto_multiline');
    expect(log!.leftOut).toEqual([
      { value: 'app:shop', from: 'TAGS_EXCLUDE=app' },
      { value: 'multiline:auto_multiline', from: 'TAGS_EXCLUDE=multiline' },
    ]);
  });

  test('rules that drop, mask or cannot be used', async () => {
    const health = { type: 'exclude_at_match', name: 'health', pattern: 'healthz' };
    const mask = { type: 'mask_sequences', name: 'card', pattern: '4{4}', replace_placeholder: '-' };
    const twice = { ...mask, name: 'digits', pattern: '5' };
    const annotations = rulesOf([health, mask, twice]);
    const list = await explained([
      cri('GET /healthz', { annotations }),
      cri('4444 5', { annotations, ns: 1 }),
      cri('x', { annotations, ns: 2 }),
    ]);
    expect(fatesOf(list)).toEqual([
      [1, 1, 'excluded', 'health'],
      [2, 1, 'log', undefined],
      [3, 1, 'log', undefined],
    ]);
    expect(list.map(({ rules }) => rules.map(({ rule }) => rule))).toStrictEqual([
      ['health'],
      ['card', 'digits'],
      [],
    ]);
    const bad = rulesOf([{ ...mask, pattern: 'a(?=b)' }]);
    expect(fatesOf(await explained([cri('x', { annotations: bad })], { ON_BAD_MASK: 'hold' }))).toEqual([
      [1, 1, 'held back', 'card'],
    ]);
  });

  test('what is sampled out', async () => {
    const sample = { type: 'sample_at_match', name: 's', pattern: 'x', sample_rate: 1 };
    const annotations = rulesOf([sample]);
    const lines = Array.from({ length: 50 }, (_, n) => cri('x', { annotations, ns: n * 1_000_000 }));
    expect(
      fatesOf(await explained(lines)).some(([, , fate, by]) => fate === 'sampled out' && by === 's'),
    ).toBe(true);
  });

  test('lines for which there is no room are left out; no record, no lines', async () => {
    expect(await explained([])).toEqual([]);
    expect(await explained(['{}\n'.repeat(maxRecordLines + 1)])).toEqual([]);
    expect(fatesOf(await explained(['{}\n'.repeat(60_000), cri('x')]))).toEqual([[2, 1, 'log', undefined]]);
  });

  test('account, region and arrival are those of the record', async () => {
    const [log] = await explained(['{"a":1}']);
    const from = 'ARN of the stream';
    expect(log!.tags).toEqual([
      { value: 'region:eu-west-1', from },
      { value: 'aws_account:111122223333', from },
    ]);
    expect(log!.date).toMatchObject({ value: '2026-11-28T10:01:15.000Z' });
  });

  test('lines of a file, of which nobody knows when they arrived', async () => {
    const logger = { level: 'info', time: '2026-11-28T10:00:00.000Z' };
    const lines = [{ a: 1 }, { ...logger, timestamp: 5 }].map((line) => JSON.stringify(line));
    const [silent, known] = await explained(lines, {}, { arrivalTimeMs: undefined });
    expect(silent).toMatchObject({
      date: undefined,
      missing: ['no date: no time in the line and none of its arrival', expect.anything()],
    });
    expect(known!.date).toEqual({
      value: logger.time,
      from: 'the time that the logger wrote',
      lost: [{ from: 'timestamp of the log', because: 'no time at which the line can have been written' }],
    });
  });
});
