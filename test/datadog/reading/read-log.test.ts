import { describe, expect, test } from '@jest/globals';
import { readLog, type DatadogLog } from '../../../src/datadog/reading/read-log.ts';

const arrivalMs = Date.parse('2026-11-28T10:01:15Z');
const tenOClock = Date.parse('2026-11-28T10:00:00Z');
const ten = '2026-11-28T10:00:00Z';
const hours = 60 * 60 * 1_000;
const at = (attribute: string, ms: number) => ({ kind: 'date', attribute, ms });
const refused = (attribute: string, ms: number) => ({ kind: 'refused', attribute, ms });
const arrival = { kind: 'arrival', ms: arrivalMs };

/** Rows of Datadog's documentation and of reports by users; each says which. */
describe('the official date', () => {
  test.each<[why: string, log: object, preprocessing: object, remapper?: object]>([
    ['none: the time of reception', {}, arrival],
    ['ISO 8601', { timestamp: ten }, at('timestamp', tenOClock)],
    ['ISO 8601, a day', { date: '2026-11-28' }, at('date', Date.parse('2026-11-28'))],
    ['epoch milliseconds', { timestamp: tenOClock }, at('timestamp', tenOClock)],
    ['RFC 3164', { timestamp: 'Nov 28 10:00:00' }, at('timestamp', tenOClock)],
    ['epoch seconds: 1970, not ingested', { timestamp: 1_795_860_000 }, refused('timestamp', 1_795_860_000)],
    ['seconds with a fraction', { timestamp: 1_795_860_000.123 }, refused('timestamp', 1_795_860_000)],
    ['18 hours ago', { timestamp: arrivalMs - 18 * hours }, at('timestamp', arrivalMs - 18 * hours)],
    [
      'more than 18 hours ago',
      { timestamp: arrivalMs - 18 * hours - 1 },
      refused('timestamp', arrivalMs - 18 * hours - 1),
    ],
    ['2 hours ahead', { timestamp: arrivalMs + 2 * hours }, at('timestamp', arrivalMs + 2 * hours)],
    [
      'more than 2 hours ahead',
      { timestamp: arrivalMs + 2 * hours + 1 },
      refused('timestamp', arrivalMs + 2 * hours + 1),
    ],
    ['no documented format', { timestamp: '28.11.2026' }, { kind: 'unreadable', attribute: 'timestamp' }],
    ['a null is no date', { timestamp: null, date: ten }, at('date', tenOClock)],
    ['@timestamp is in one order only', { '@timestamp': ten }, at('@timestamp', tenOClock), arrival],
    [
      'date before _timestamp in the other',
      { _timestamp: ten, date: '2020-01-31' },
      at('_timestamp', tenOClock),
      refused('date', Date.parse('2020-01-31')),
    ],
    ['inside syslog', { syslog: { timestamp: ten } }, at('syslog.timestamp', tenOClock), arrival],
    [
      'a JSON message is lifted over the outer attributes',
      { timestamp: ten, message: '{"timestamp":1}' },
      refused('timestamp', 1),
    ],
    ['its nulls are nothing', { timestamp: ten, message: '{"timestamp":null}' }, at('timestamp', tenOClock)],
    [
      'JSON that is no object is text',
      { timestamp: ten, message: '[{"timestamp":1}]' },
      at('timestamp', tenOClock),
    ],
    ['`time` is no date attribute', { time: ten }, arrival],
  ])('%s', (_why, log, preprocessing, remapper = preprocessing) => {
    expect(readLog(log, arrivalMs, 'preprocessing')?.date).toEqual(preprocessing);
    expect(readLog(log, arrivalMs, 'remapper')?.date).toEqual(remapper);
  });
});

describe('the other reserved attributes', () => {
  test.each<[object, Partial<DatadogLog>]>([
    [
      {},
      {
        status: 'info',
        service: undefined,
        source: undefined,
        host: undefined,
        message: undefined,
        tags: [],
      },
    ],
    [{ status: 'error', severity: 'info', level: 'debug' }, { status: 'error' }],
    [{ severity: 'warning', level: 'debug' }, { status: 'warning' }],
    [
      { syslog: { severity: 3, appname: 'cron', hostname: 'h' } },
      { status: 'error', service: 'cron', host: 'h' },
    ],
    [{ 'syslog.severity': 2 }, { status: 'critical' }],
    [{ status: 404, level: 'error' }, { status: 'info' }],
    [{ status: 0 }, { status: 'emergency' }],
    [{ status: null, level: 'error' }, { status: 'error' }],
    [
      { service: 'a', ddsource: 'b', host: 'c', hostname: 'd' },
      { service: 'a', source: 'b', host: 'c' },
    ],
    [{ hostname: 'd' }, { host: 'd' }],
    [{ service: { name: 'a' } }, { service: undefined }],
    [{ message: 'a', msg: 'b', log: 'c' }, { message: 'a' }],
    [{ msg: 'b' }, { message: 'b' }],
    [{ log: 'c' }, { message: 'c' }],
    [{ ddtags: 'team:a, b:c' }, { tags: ['team:a', 'b:c'] }],
    [{ ddtags: ['team:a'] }, { tags: [] }],
    [
      { ddtags: 'team:a', message: '{"ddtags":"b:c","service":"inner"}', service: 'outer' },
      { tags: ['b:c'], service: 'inner' },
    ],
  ])('%j', (log, read) => expect(readLog(log, arrivalMs)).toMatchObject(read));

  test('names that are prototype keys are attributes like any other', () => {
    const read = readLog(JSON.parse('{"message":"{\\"__proto__\\":{\\"status\\":\\"error\\"}}"}'), arrivalMs);
    expect(read?.status).toBe('info');
    expect(Object.keys(read!.attributes)).toEqual(['message', '__proto__']);
  });
});

test.each([[null], ['text'], [7], [[{}]]])('%j is no log', (log) =>
  expect(readLog(log, arrivalMs)).toBeUndefined(),
);
