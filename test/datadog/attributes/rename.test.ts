import { describe, expect, test } from '@jest/globals';
import { isRenamed, parseAttributeRenames } from '../../../src/datadog/attributes/rename.ts';

describe('RENAME_ATTRIBUTES', () => {
  test.each([
    ['', []],
    ['status:http.status_code', [{ from: 'status', to: 'http.status_code' }]],
    [
      ' status : http.status_code , host:http.host, ',
      [
        { from: 'status', to: 'http.status_code' },
        { from: 'host', to: 'http.host' },
      ],
    ],
    ['__proto__:proto', [{ from: '__proto__', to: 'proto' }]],
  ])('%j', (text, value) => expect(parseAttributeRenames(text)).toEqual({ value }));

  test.each([
    ['status', /"status" has to be attribute:new_name/],
    ['status:', /has to be attribute:new_name/],
    [':x', /has to be attribute:new_name/],
    ['a:b:c', /has to be attribute:new_name/],
    ['message:text', /"message" cannot be renamed/],
    ['service:app', /"service" cannot be renamed/],
    ['a:b,a:c', /"a" is renamed twice/],
    ['a:c,b:c', /Two attributes would be renamed to "c"/],
    ['a:a', /"a:a" names an attribute that is renamed and a new name at once/],
    ['a:b,b:c', /"b:c" names/],
    ['a:b,c:a', /"c:a" names/],
  ])('%j is refused', (text, because) =>
    expect(parseAttributeRenames(text)).toEqual({ because: expect.stringMatching(because) }),
  );
});

describe('isRenamed', () => {
  test.each([
    ['status', 404, true],
    ['status', '404', true],
    ['status', 'active', true],
    ['status', {}, true],
    ['level', 50, true],
    ['status', 'error', false],
    ['status', 'Info', false],
    ['status', 3, false],
    ['status', '3', false],
    ['host', 'error', true],
  ])('%s: %j', (from, value, renamed) => expect(isRenamed({ from, to: 'x' }, value)).toBe(renamed));
});
