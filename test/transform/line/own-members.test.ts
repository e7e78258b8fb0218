import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../../src/config/transform.ts';
import { createRecordTransform } from '../../../src/transform/record.ts';
import { criTime, enriched, textOf, type Log } from '../../support/transformed.ts';

const tooOld = '2018-04-05T17:31:00Z';

describe('what is added stands in the place of one that says nothing, or beside none', () => {
  test.each<[string, Log, Log]>([
    ['a null timestamp', { timestamp: null, log: `${criTime} stdout F x` }, { timestamp: 1_674_838_423_110 }],
    [
      'a null original_timestamp',
      { original_timestamp: null, log: `${tooOld} stdout F x` },
      { original_timestamp: 1_522_949_460_000 },
    ],
    [
      'an empty status; the stream is kept beside it',
      { status: '', log: `${criTime} stderr F x` },
      { status: 'error', stream: 'stderr' },
    ],
    [
      'a status that an empty one in a JSON message hides, under another name',
      { status: 'debug', log: `${criTime} stderr F {"status":""}` },
      { original_status: 'debug', status: 'error', message: '{"original_status":""}' },
    ],
    [
      'an empty status beside a stream',
      { status: '', stream: 'stderr' },
      { status: 'error', stream: 'stderr' },
    ],
    ['a logtag', { log: `${criTime} stdout P x`, logtag: 'own' }, { logtag: 'own' }],
    ['a stream', { log: `${criTime} stderr F x`, stream: 'own' }, { stream: 'own', status: 'error' }],
  ])('%s', (_, line, expected) => {
    expect(enriched(line)).toMatchObject(expected);
    const text = textOf(JSON.stringify(line));
    for (const key of Object.keys(expected)) expect(text.split(`"${key}":`)).toHaveLength(2);
    if (!('original_status' in expected)) expect(text).not.toContain('original_status');
  });

  test('without a status, the stream that a cut prefix named', () => {
    const output = enriched({ log: `${criTime} stderr F x` }, { STATUS_FROM: 'content' });
    expect(output).toMatchObject({ stream: 'stderr' });
    expect(output).not.toHaveProperty('status');
  });
});

test.each([
  ['an empty one is renamed', '{"status":"","a":1}', '{"original_status":"","a":1}'],
  ['each of two is', '{"status":"","status":""}', '{"original_status":"","original_status":""}'],
  ['a null stays', '{"status":null,"status":"","a":1}', '{"status":null,"original_status":"","a":1}'],
])('a status in a JSON message would be lifted over ours: %s', (_, message, expected) => {
  const output = enriched({ log: `${criTime} stderr F ${message}` });
  expect(output).toMatchObject({ status: 'error', message: expected });
});

test.each([1, 999_999_999_999, 1e12, 1_674_838_500_007, 9_999_999_999_999, 1e13, 12_345_678_901_234])(
  'the timestamp %d digit by digit',
  (arrivalTimeMs) => {
    const records = createRecordTransform(parseTransformConfig({}));
    const { data } = records.transform({ data: Buffer.from('{"a":1}'), arrivalTimeMs, streamArn: undefined });
    expect(Buffer.from(data).toString()).toBe(`{"a":1,"timestamp":${arrivalTimeMs}}`);
  },
);
