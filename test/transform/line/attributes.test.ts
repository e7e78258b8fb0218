import { describe, expect, test } from '@jest/globals';
import { findObject } from '../../../src/json/object.ts';
import { fixedKeys } from '../../../src/transform/line/attributes.ts';
import { enriched, kubernetes, textOf } from '../../support/transformed.ts';

const countOf = (text: string, key: string): number => text.split(`"${key}":`).length - 1;

describe('a mapping that writes an attribute which means something', () => {
  test.each([
    'msg',
    'ts',
    'date',
    'status',
    'severity',
    'syslog.severity',
    'service',
    'levelname',
    'level_name',
    '@l',
  ])('%s: once, and never over one that the line has', (key) => {
    const environment = { TAG_MAPPING: `a:${key}`, TAGS_AS: 'attributes' };
    expect(enriched({ a: 'x' }, environment)[key]).toBe('x');
    const beside = textOf(JSON.stringify({ a: 'x', [key]: 'own' }), environment);
    expect(JSON.parse(beside)).toHaveProperty([key], 'own');
    expect(countOf(beside, key)).toBe(1);
  });

  test.each([
    ['date', { severity: 'info', service: 'own', levelname: 'info' }],
    ['severity', { date: '2023-01-27T16:50:00Z', service: 'own', levelname: 'info' }],
    ['service', { date: '2023-01-27T16:50:00Z', severity: 'info', levelname: 'info' }],
    ['levelname', { date: '2023-01-27T16:50:00Z', severity: 'info', service: 'own' }],
    ['date', { syslog: { a: 1 } }],
  ])('%s, also beside others: %j', (key, others) => {
    const environment = { TAG_MAPPING: `a:${key}`, TAGS_AS: 'attributes' };
    expect(enriched({ a: 'x', ...others }, environment)).toMatchObject({ [key]: 'x', ...others });
  });

  test.each(['@timestamp', 'timestamp', 'published_date'])('%s: not over a date that the line has', (key) => {
    const line = JSON.stringify({ a: 'x', [key]: '2023-01-27T16:50:00Z' });
    const text = textOf(line, { TAG_MAPPING: `a:${key}`, TAGS_AS: 'attributes' });
    expect(JSON.parse(text)).toHaveProperty([key], '2023-01-27T16:50:00Z');
    expect(countOf(text, key)).toBe(1);
  });

  test('the level is still read', () => {
    const output = enriched({ a: 'x', levelname: 'warn', stream: 'stderr' }, { TAG_MAPPING: 'a:levelname' });
    expect(output['status']).toBe('warning');
  });

  test('from the pod', () => {
    const environment = { TAG_MAPPING: 'kubernetes.pod_name:msg' };
    expect(enriched({ kubernetes }, environment)['msg']).toBe(kubernetes.pod_name);
    const beside = textOf(JSON.stringify({ msg: 'own', kubernetes }), environment);
    expect(JSON.parse(beside)).toHaveProperty('msg', 'own');
    expect(countOf(beside, 'msg')).toBe(1);
  });
});

test.each([
  ['{"log":"a","log":"b"}', true],
  ['{"log":"a","message":"b","message":"c"}', false],
  ['{"message":"b","a":1,"log":"a"}', false],
])('%s has a repeated log: %s', (text, expected) => {
  const bytes = Buffer.from(text);
  const object = findObject(bytes, 0, bytes.length, 'plain')!;
  expect(fixedKeys.read(bytes, object, 'plain').hasRepeatedLog).toBe(expected);
});
