import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../support/transformed.ts';
import { cri, processingOf, rulesOf } from '../transform/process/events.ts';
import { acceptedLogs } from '../support/datadog.ts';
import { base64, harness, requestOf } from './harness.ts';

const rule = (type: string, pattern: string, more = {}) => ({ type, name: type, pattern, ...more });
const rules = (...list: readonly object[]) => ({ DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(list) });
const exclude = rule('exclude_at_match', 'drop');
const mask = rule('mask_sequences', 'secret', { replace_placeholder: '***' });
const badMask = { annotations: rulesOf([rule('mask_sequences', '(', { replace_placeholder: '' })]) };

async function handled(records: readonly string[], environment: Environment) {
  const intake = harness({ processing: await processingOf(environment) });
  const { response, report } = await intake.handle(requestOf(records));
  const { parked, datadog } = intake;
  return {
    response,
    parked,
    counts: report?.counts,
    sent: acceptedLogs(datadog).map(({ message }) => message),
  };
}

describe('rules in the intake', () => {
  test.each<[string, readonly string[], Environment, readonly string[], object]>([
    ['exclude', [cri('drop'), cri('b')], rules(exclude), ['b'], { logs: 1, excluded: 1, delivered: 1 }],
    ['include', [cri('a'), cri('b')], rules(rule('include_at_match', 'a')), ['a'], { logs: 1, excluded: 1 }],
    ['mask', [cri('a secret'), 'secret'], rules(mask), ['a ***', '***'], { logs: 2, masked: 2 }],
    [
      'sample',
      [cri('a')],
      rules(rule('sample_at_match', 'a', { sample_rate: 0 })),
      [],
      { logs: 0, sampled: 1 },
    ],
    [
      'drop all',
      [cri('drop')],
      rules(exclude),
      [],
      { records: 1, emptyRecords: 0, logs: 0, unreadable: 0, parked: 0 },
    ],
    [
      'join lines of one record',
      [`${cri('a', { flag: 'P' })}\n${cri('b', { ns: 1 })}`],
      {},
      ['ab'],
      { logs: 1, joined: 1 },
    ],
    [
      'join no records',
      [cri('a', { flag: 'P' }), cri('b', { ns: 1 })],
      {},
      ['a', 'b'],
      { logs: 2, joined: 0 },
    ],
  ])('%s', async (_, records, environment, sent, counts) => {
    const found = await handled(records, environment);
    expect([found.response.status, found.sent, found.parked]).toEqual([200, sent, []]);
    expect(found.counts).toMatchObject(counts);
  });

  test('a record is parked where a mask of its pod cannot be used, as it came', async () => {
    const held = `${cri('a')}\n${cri('secret', badMask)}`;
    const { response, sent, parked, counts } = await handled([held, cri('b')], { ON_BAD_MASK: 'hold' });
    expect([response.status, sent]).toEqual([200, ['b']]);
    expect(parked.map(({ lines }) => lines)).toMatchObject([
      [{ errorCode: 'Intake.BadMask', rawData: base64(held) }],
    ]);
    expect(counts).toMatchObject({ logs: 1, unreadable: 1, delivered: 1, parked: 1 });
  });
});
