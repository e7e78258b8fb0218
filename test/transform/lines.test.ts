import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import {
  arrivalTimeMs,
  criTime,
  enriched,
  kubernetes,
  streamArn,
  type Environment,
  type Log,
} from '../support/transformed.ts';

describe('message', () => {
  test.each<[string, Log, Log, Environment?]>([
    ['log is renamed', { log: 'hello' }, { message: 'hello' }],
    ['its CRI prefix is cut', { log: `${criTime} stdout F hello` }, { message: 'hello', stream: 'stdout' }],
    [
      'a partial line says so',
      { log: `${criTime} stderr P he` },
      { message: 'he', stream: 'stderr', logtag: 'P' },
    ],
    ['an empty line', { log: `${criTime} stdout F` }, { message: '' }],
    ['an unknown stream is no prefix', { log: `${criTime} stdin F x` }, { message: `${criTime} stdin F x` }],
    ['a message stays, and log beside it', { log: 'raw', message: 'own' }, { log: 'raw', message: 'own' }],
    ['a message is never cut', { message: `${criTime} stdout F x` }, { message: `${criTime} stdout F x` }],
    ['a log that is no string stays', { log: { a: 1 } }, { log: { a: 1 }, message: undefined }],
    ['a twin goes', { log: '{"a":1}', a: 1 }, { log: undefined, message: undefined, a: 1 }],
    [
      'what stands under a merge key is no twin, for Datadog does not look there',
      { log: '{"a":1}', k: { a: 1, b: 2 } },
      { log: undefined, message: '{"a":1}', k: { a: 1, b: 2 } },
    ],
    [
      'a twin beside its message goes',
      { log: '{"message":"m"}', message: 'm' },
      { log: undefined, message: 'm' },
    ],
    [
      'a twin stays when asked to',
      { log: '{"a":1}', a: 1 },
      { log: '{"a":1}', message: undefined },
      { KEEP_LOG: 'true' },
    ],
    ['not a twin: another value', { log: '{"a":1}', a: 2 }, { message: '{"a":1}' }],
    [
      'not a twin: a number that was rounded',
      { log: '{"a":1674838500.1234567}', a: 1 },
      { message: expect.any(String) },
    ],
    ['not a twin: an empty object', { log: '{}' }, { message: '{}' }],
    [
      'the stream of the application stays',
      { log: `${criTime} stdout F x`, stream: 'own' },
      { message: 'x', stream: 'own' },
    ],
  ])('%s', (...[, line, expected, environment]) => {
    const output = enriched({ ...line, kubernetes }, environment);
    for (const [key, value] of Object.entries(expected)) expect(output[key]).toEqual(value);
  });
});

describe('timestamp', () => {
  test.each<[string, Log, unknown]>([
    ['from the CRI prefix', { log: `${criTime} stdout F x` }, 1_674_838_423_110],
    [
      'from the CRI prefix before time',
      { time: '2020-01-01T00:00:00Z', log: `${criTime} stdout F x` },
      1_674_838_423_110,
    ],
    [
      'from the CRI prefix of a log that stays',
      { log: `${criTime} stdout F x`, message: 'm' },
      1_674_838_423_110,
    ],
    ['from time, beside a text', { time: '2023-01-27T17:53:43.5+01:00', log: 'x' }, 1_674_838_423_500],
    ['from ts of a logger', { ts: 1_674_838_423.5, msg: 'x', level: 'info' }, 1_674_838_423_500],
    ['a time that no logger wrote is business data', { time: 1_674_838_423_500, table: 4 }, arrivalTimeMs],
    ['from the arrival', {}, arrivalTimeMs],
    ['not when the line has one', { timestamp: '2023-01-27T16:50:00Z' }, '2023-01-27T16:50:00Z'],
    [
      'not when that has no year: it is that of the arrival',
      { timestamp: 'Jan 27 16:53:40', log: '2022-02-27T16:53:43.1Z stdout F x' },
      'Jan 27 16:53:40',
    ],
    ['not when the line is dated otherwise', { date: '2023-01-27T16:50:00Z' }, undefined],
    ['not when a JSON message is dated', { message: '{"eventTime":1674838200000}' }, undefined],
    ['where its own is none', { timestamp: 'own' }, arrivalTimeMs],
    [
      'where syslog is dated, which only one order of Datadog knows',
      { syslog: { timestamp: 1 } },
      arrivalTimeMs,
    ],
    ['where the date of a JSON message is none', { message: '{"eventTime":1}' }, arrivalTimeMs],
    ['a date in a message that is an object does not count', { message: { date: 1 } }, arrivalTimeMs],
  ])('%s', (_, line, expected) => {
    expect(enriched(line)['timestamp']).toEqual(expected);
  });

  test('none where nothing is known', () => {
    const records = createRecordTransform(parseTransformConfig({}));
    const output = records.transform({ data: Buffer.from('{"a":1}'), arrivalTimeMs: undefined, streamArn });
    expect(Buffer.from(output.data).toString()).not.toContain('timestamp');
  });
});

describe('status', () => {
  test.each<[string, Log, unknown]>([
    ['stderr is an error', { log: `${criTime} stderr F x` }, 'error'],
    ['stdout is info', { log: `${criTime} stdout F x` }, 'info'],
    ['from the stream that the parser left', { stream: 'stderr', log: 'x' }, 'error'],
    ['no stream, no status', { log: 'x' }, undefined],
    ['an unknown stream, no status', { stream: 'other', log: 'x' }, undefined],
    [
      'from `source`, which FireLens writes on ECS',
      { source: 'stderr', ecs_task_definition: 'a:1' },
      'error',
    ],
    ['a `source` elsewhere is none', { source: 'stderr', log: 'x' }, undefined],
    ['not over one of the line', { stream: 'stderr', status: 'ok' }, 'ok'],
    ['not where the line has a level', { stream: 'stderr', level: 'debug' }, undefined],
    ['not where a JSON message has a severity', { log: `${criTime} stderr F {"severity":"w"}` }, undefined],
    ['where Datadog knows no such severity', { log: `${criTime} stderr F {"severity":"x"}` }, 'error'],
    ['from the text of a logger, before the stream', { log: `${criTime} stderr F INFO started` }, 'info'],
    ['from a level by another name', { log: `${criTime} stderr F {"log.level":"WARN","m":1}` }, 'warning'],
  ])('%s', (_, line, expected) => {
    expect(enriched(line)['status']).toEqual(expected);
  });
});
