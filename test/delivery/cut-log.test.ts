import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutLog } from '../../src/delivery/cut-log.ts';
import { runs } from '../support/property.ts';

const parse = (log: Buffer): Record<string, unknown> => JSON.parse(log.toString());

describe('a log above the limit', () => {
  test('keeps all but the end of its longest string, and says what is missing', () => {
    const log = Buffer.from(JSON.stringify({ a: 1, b: 'short', message: 'x'.repeat(2_000), ddtags: 'k:v' }));
    const cut = cutLog(log, 1_000);
    expect(cut.length).toBeLessThanOrEqual(1_000);
    const { message, ...rest } = parse(cut);
    expect(rest).toEqual({ a: 1, b: 'short', ddtags: 'k:v' });
    const [, kept = '', missing = ''] =
      /^(x+)… \[cut by kubehose: (\d+) bytes are missing\]$/.exec(String(message)) ?? [];
    expect(kept.length + Number(missing)).toBe(2_000);
  });

  const reserved = { ddtags: 'k:v', ddsource: 'a', service: 's', hostname: 'h', host: 'h', status: 'e' };
  const list = new Array(1_000).fill(1);
  const marked = { message: expect.stringContaining('bytes are missing') };

  test.each([
    ['with its reserved attributes', { ...reserved, timestamp: 1, list }, { ...reserved, timestamp: 1 }],
    ['without others', { id: 'a', list }, {}],
    ['without reserved attributes that are as long', { host: 'h', service: list, list }, { host: 'h' }],
    ['with nothing to keep', { list }, {}],
    ['of a list', list, {}],
  ])('without a long string becomes the message of one: %s', (_what, log, kept) => {
    const cut = cutLog(Buffer.from(JSON.stringify(log)), 1_000);
    expect(cut.length).toBeLessThanOrEqual(1_000);
    expect(parse(cut)).toEqual({ ...kept, ...marked });
  });

  test('loses its string only where the string is long enough', () => {
    const log = Buffer.from(JSON.stringify({ list: list.slice(0, 200), message: 'x'.repeat(100) }));
    for (let excess = 1; excess < 100; excess++) {
      const cut = cutLog(log, log.length - excess);
      expect(cut.length).toBeLessThanOrEqual(log.length - excess);
      // The marker needs up to 64 bytes of the string.
      expect(Object.keys(parse(cut))).toEqual(excess <= 36 ? ['list', 'message'] : ['message']);
    }
    expect(cutLog(log, log.length)).toBe(log);
  });

  test.each([
    ['an escape', '\\n'],
    ['a unicode escape', '\\u00e9'],
    ['a pair of escaped surrogates', '\\ud83d\\ude00'],
    ['a pair after a letter', 'a\\ud83d\\ude00'],
    ['a pair after an escape', '\\u0061\\ud83d\\ude00'],
    ['a pair after the last escape', '\\uffff\\ud83d\\ude00'],
    ['the first of all pairs', '\\ud800\\udc00'],
    ['an escape among letters', '\\nabc'],
    ['a short escape after a long one', '\\u00e9abcde\\n'],
    ['a character of four bytes', '😀'],
  ])('is never cut inside %s', (_what, unit) => {
    const log = Buffer.from(`{"message":"${unit.repeat(300)}"}`);
    for (let maxBytes = 200; maxBytes < 230; maxBytes++) {
      const cut = cutLog(log, maxBytes);
      expect(cut.length).toBeLessThanOrEqual(maxBytes);
      const { message } = parse(cut);
      expect(String(message).isWellFormed()).toBe(true);
      expect(String(message)).not.toContain('\ufffd');
    }
  });

  // A surrogate alone is nothing that UTF-8 has, so what it is followed by may be cut from it, but no escape may be halved.
  test.each(['\\udc00abcde\\n', '\\ud83dzuabc\\n', '\\ud83d\\nabc\\n', '\\ud83dabcdu\\n'])(
    'is JSON where surrogates stand alone: %s',
    (unit) => {
      const log = Buffer.from(`{"message":"${unit.repeat(300)}"}`);
      for (let maxBytes = 200; maxBytes < 230; maxBytes++) {
        const cut = cutLog(log, maxBytes);
        expect(cut.length).toBeLessThanOrEqual(maxBytes);
        expect(parse(cut)).toEqual(marked);
      }
    },
  );

  test('any object fits and stays JSON', () => {
    const objects = fc.dictionary(fc.string({ maxLength: 10 }), fc.jsonValue({ maxDepth: 2 }), {
      maxKeys: 5,
    });
    fc.assert(
      fc.property(objects, fc.string({ minLength: 1 }), (object, text) => {
        const log = Buffer.from(JSON.stringify({ ...object, message: text.repeat(200), list: [text] }));
        const cut = cutLog(log, 1_000);
        expect(cut.length).toBeLessThanOrEqual(1_000);
        expect(parse(cut)).toHaveProperty('message');
        if (log.length <= 1_000) expect(cut).toEqual(log);
      }),
      runs(),
    );
  });
});
