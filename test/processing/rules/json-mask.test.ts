import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { documents } from '../../support/json-documents.ts';
import { runs } from '../../support/property.ts';
import { compiled, mask, textAfter } from './compiled.ts';

describe('a mask in JSON', () => {
  test.each([
    ['in the text', mask('secret', '***'), '{"a":"my secret","b": 1.0}', '{"a":"my ***","b": 1.0}'],
    ['keys and values at once', mask('"pw":"[^"]*"', '"pw":"*"'), '{"pw":"x","b":1}', '{"pw":"*","b":1}'],
    ['a placeholder with a quote', mask('secret', '"'), '{"a":"secret","b":"c"}', '{"a":"\\"","b":"c"}'],
    [
      'a match over key and value',
      mask('"pw":"[^"]*"', '[pw]'),
      '{"a":1,"pw":"x","b":"y"}',
      '{"a":1,"pw":"[pw]","b":"y"}',
    ],
    [
      'a number',
      mask(String.raw`\d{16}`, '[card]'),
      '{"card":4111111111111111,"n":1}',
      '{"card":"[card]","n":1}',
    ],
    ['the whole object', mask('(?s).+', 'gone'), '{"a":"x","b":[true,null]}', 'gone'],
    ['escapes', mask(String.raw`"|x`, '\\'), '{"a":"1\\"x"}', '{"a":"1\\\\\\\\"}'],
    [
      'digits of an escape are none',
      mask(String.raw`\d{4}`, '[m]'),
      String.raw`{"a":"paid \u2013","b":"\u2013 4111"}`,
      '{"a":"paid \\u2013","b":"– [m]"}',
    ],
    [
      '…but behind a backslash',
      mask(String.raw`\d{4}`, '[m]'),
      String.raw`{"a":"C:\\u2013","b":4111}`,
      String.raw`{"a":"C:\\u[m]","b":"[m]"}`,
    ],
    ['a key by itself', mask('"?secret"?', '"'), '{"secret":"a secret"}', '{"\\"":"a \\""}'],
    ['no JSON', mask('secret', '"'), '{"a":"secret"', '{"a":"""'],
  ])('%s', (name, rule, text, expected) => {
    const masked = textAfter([compiled(rule)], text);
    if (name === 'the whole object') expect(JSON.parse(masked!)).toEqual({ gone: ['gone', 'gone'] });
    else expect(masked).toBe(expected);
  });

  test('whatever is masked by whatever, JSON stays JSON and the secret is gone', () => {
    const secret = 'S3CR3T';
    const document = documents().chain((text) =>
      fc
        .array(fc.tuple(fc.nat(text.length), fc.constantFrom(secret, `"${secret}"`)), { maxLength: 3 })
        .map((places) => {
          let result = text;
          // From the end on, so that no secret is put into another one.
          for (const [at, piece] of places.toSorted(([one], [other]) => other - one))
            result = result.slice(0, at) + piece + result.slice(at);
          return result;
        }),
    );
    const patterns = fc.constantFrom(
      secret,
      `"?${secret}"?`,
      `[{,:]*"?[^"]*${secret}`,
      `.{0,9}${secret}.{0,9}`,
    );
    fc.assert(
      fc.property(
        document,
        patterns,
        fc.constantFrom('', '"', '***', '\\', '{', 'a$1'),
        (text, pattern, placeholder) => {
          const masked = textAfter([compiled(mask(pattern, placeholder))], text)!;
          expect(masked).not.toContain(secret);
          if (isObject(text)) expect(isObject(masked)).toBe(true);
        },
      ),
      runs(),
    );
  });
});

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
