import { expect, test } from '@jest/globals';
import { criTime, enriched, type Log } from '../../support/transformed.ts';

const old = '2018-04-05T17:31:00Z';
const oldMs = 1_522_949_460_000;

test.each<[string, Log, Log]>([
  [
    'an original_timestamp that says something else',
    { original_timestamp: 'x', log: `${old} stdout F x` },
    { original_timestamp_2: 'x', original_timestamp: oldMs },
  ],
  [
    'in syslog its timestamp, and no other member there or elsewhere',
    { log: `${old} stdout F x`, syslog: { a: 1, timestamp: old, b: { timestamp: 2 } }, c: { timestamp: 3 } },
    {
      syslog: { a: 1, original_timestamp: old, b: { timestamp: 2 } },
      c: { timestamp: 3 },
      original_timestamp: oldMs,
    },
  ],
  [
    'the same inside a message, by escaped keys, beside a syslog that is none',
    {
      log: `${old} stdout F {"syslog":7,"a":{"timestamp":1},"\\u0073yslog":{"b":1,"\\u0074imestamp":"${old}"}}`,
    },
    {
      message: `{"syslog":7,"a":{"timestamp":1},"\\u0073yslog":{"b":1,"original_timestamp":"${old}"}}`,
      original_timestamp: oldMs,
    },
  ],
  [
    'in a message and not outside of it',
    { '@timestamp': criTime, log: `${criTime} stdout F {"@timestamp":"${old}"}` },
    { '@timestamp': criTime, message: `{"original_@timestamp":"${old}"}` },
  ],
])('a date that does not count is renamed: %s', (_, line, expected) => {
  expect(enriched(line)).toMatchObject(expected);
});
