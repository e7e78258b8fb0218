import { expect, test } from '@jest/globals';
import { fieldsOf, parseJson, parseObject } from '../../src/json/fields.ts';

test.each(['[1]', 'null', '1', '"a"', 'true', '', '{"a":'])('%s holds no object', (text) => {
  expect(parseObject(text)).toBeUndefined();
});

test('what is no JSON is nothing; any JSON is its value', () => {
  expect([parseJson('{'), parseJson('[1]'), parseJson('0')]).toEqual([undefined, [1], 0]);
});

test('only what an object says itself is a member of it', () => {
  const fields = parseObject('{"a":1,"__proto__":{"b":2}}');
  expect(Object.keys(fields ?? {})).toContain('a');
  expect(fields?.['toString']).toBeUndefined();
  expect(fieldsOf(undefined)).toBeUndefined();
});
