import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCriPrefix } from '../../src/fluent-bit/cri.ts';
import { runs } from '../support/property.ts';

const encoder = new TextEncoder();
const time = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
});

describe('readCriPrefix', () => {
  test('a prefix put in front of any text is read back, wherever it stands', () => {
    fc.assert(
      fc.property(
        time,
        fc.constantFrom('stdout', 'stderr'),
        fc.constantFrom('F', 'P', 'F:a', 'P:a:b'),
        fc.string({ unit: 'grapheme' }),
        fc.nat(20),
        (at, stream, flag, content, before) => {
          const prefix = `${at.toISOString()} ${stream} ${flag} `;
          const text = encoder.encode(' '.repeat(before) + prefix + content);
          const expected = {
            length: prefix.length,
            timeMs: at.getTime(),
            stream,
            partial: flag.startsWith('P'),
          };
          expect(readCriPrefix(text, before, text.length)).toEqual(expected);
        },
      ),
      runs(),
    );
  });

  test('on arbitrary bytes it never throws, and what it cuts is inside the text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), (text, start) => {
        const prefix = readCriPrefix(text, start, text.length);
        if (prefix !== undefined) expect(start + prefix.length).toBeLessThanOrEqual(text.length);
      }),
      runs(),
    );
  });

  test('any one byte changed in a prefix gives either no prefix or one of the same end', () => {
    const line = encoder.encode('2023-01-27T18:53:43.117267589+02:00 stdout F hello');
    fc.assert(
      fc.property(fc.nat(43), fc.nat(255), (at, byte) => {
        const changed = Uint8Array.from(line);
        changed[at] = byte;
        const prefix = readCriPrefix(changed, 0, changed.length);
        if (prefix !== undefined) expect(prefix.length).toBe(45);
      }),
      runs(),
    );
  });
});
