import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutLog } from '../../src/delivery/cut-log.ts';
import { runs } from '../support/property.ts';

const parse = (log: Buffer): Record<string, unknown> => JSON.parse(log.toString());

describe('a log above the limit', () => {
  test('keeps all but the end of its longest string, and says what is missing', () => {
    const log = Buffer.from(JSON.stringify({ a: 1, message: 'x'.repeat(2_000), ddtags: 'k:v' }));
    const cut = cutLog(log, 1_000);
    expect(cut.length).toBeLessThanOrEqual(1_000);
    const { message, ...rest } = parse(cut);
    expect(rest).toEqual({ a: 1, ddtags: 'k:v' });
    const [, kept = '', missing = ''] =
      /^(x+)… \[cut by kubehose: (\d+) bytes are missing\]$/.exec(String(message)) ?? [];
    expect(kept.length + Number(missing)).toBe(2_000);
  });

  test('without a long string becomes the message of one, with its reserved attributes', () => {
    const log = Buffer.from(JSON.stringify({ ddtags: 'k:v', service: 's', list: new Array(1_000).fill(1) }));
    const cut = cutLog(log, 1_000);
    expect(cut.length).toBeLessThanOrEqual(1_000);
    expect(parse(cut)).toMatchObject({
      ddtags: 'k:v',
      service: 's',
      message: expect.stringContaining('bytes are missing'),
    });
  });

  test.each([
    ['an escape', '\\n'],
    ['a unicode escape', '\\u00e9'],
    ['a pair of escaped surrogates', '\\ud83d\\ude00'],
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
