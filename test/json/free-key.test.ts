import { expect, test } from '@jest/globals';
import { freeKey } from '../../src/json/free-key.ts';
import { findObject } from '../../src/json/object.ts';

test.each([
  ['{}', 'a'],
  ['{"b":1,"a_2":1}', 'a'],
  ['{"a":1}', 'a_2'],
  ['{"a_2":1,"\\u0061":1}', 'a_3'],
  ['{"a":1,"a":1,"a_3":1}', 'a_2'],
])('in %s the key is %s, plain and inside a string', (text, expected) => {
  const plain = Buffer.from(text);
  expect(freeKey(plain, findObject(plain, 0, plain.length, 'plain')!, 'a', 'plain')).toBe(expected);
  const nested = Buffer.from(JSON.stringify(text));
  expect(freeKey(nested, findObject(nested, 1, nested.length, 'nested')!, 'a', 'nested')).toBe(expected);
});
