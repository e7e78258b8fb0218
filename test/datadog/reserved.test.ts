import { describe, expect, test } from '@jest/globals';
import {
  dateAttributes,
  findAttribute,
  hostAttributes,
  statusAttributes,
} from '../../src/datadog/reserved.ts';

describe('findAttribute', () => {
  test.each<[string, object, readonly string[], unknown]>([
    ['top level', { level: 'warn' }, statusAttributes, { name: 'level', value: 'warn' }],
    [
      'the first in Datadog’s order',
      { level: 'warn', status: 'ok' },
      statusAttributes,
      { name: 'status', value: 'ok' },
    ],
    ['nested', { syslog: { timestamp: 1 } }, dateAttributes, { name: 'syslog.timestamp', value: 1 }],
    ['dotted', { 'syslog.timestamp': 1 }, dateAttributes, { name: 'syslog.timestamp', value: 1 }],
    ['falsy values count', { date: 0 }, dateAttributes, { name: 'date', value: 0 }],
    ['null does not', { date: null, '@timestamp': null }, dateAttributes, undefined],
    ['parent is no object', { syslog: 'hostname' }, hostAttributes, undefined],
    ['parent is an array', { syslog: ['hostname'] }, hostAttributes, undefined],
    ['missing', { Level: 'warn' }, statusAttributes, undefined],
    ['inherited', Object.create({ level: 'warn' }) as object, statusAttributes, undefined],
  ])('%s', (_name, object, attributes, found) => {
    expect(findAttribute({ ...object }, attributes)).toEqual(found);
  });
});
