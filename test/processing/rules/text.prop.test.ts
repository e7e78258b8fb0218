import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeText, encodeText } from '../../../src/processing/rules/text.ts';
import { runs } from '../../support/property.ts';
import { compiled, mask, textAfter } from './compiled.ts';

const bytes = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc.string({ unit: 'grapheme' }).map((text) => new TextEncoder().encode(text)),
    fc.constantFrom(
      Uint8Array.of(0xe2, 0x82),
      Uint8Array.of(0xed, 0xa0, 0xbd),
      Uint8Array.of(0xf0, 0x9f, 0x98, 0x80),
    ),
  ),
  { maxLength: 8 },
);

describe('text of a log', () => {
  test('comes back byte for byte', () => {
    fc.assert(
      fc.property(bytes, (parts) => {
        const original = Buffer.concat(parts);
        expect(encodeText(decodeText(original))).toEqual(original);
      }),
      runs(),
    );
  });

  test('keeps every byte outside of what is masked', () => {
    const rules = [compiled(mask('SECRET', '***'))];
    fc.assert(
      fc.property(bytes, bytes, (before, after) => {
        const original = Buffer.concat([...before, Buffer.from('SECRET'), ...after]);
        const decoded = decodeText(original);
        const masked = { ...decoded, text: textAfter(rules, decoded.text)! };
        expect(encodeText(masked).toString('latin1')).toBe(
          original.toString('latin1').replaceAll('SECRET', '***'),
        );
      }),
      runs(),
    );
  });

  test('one character per invalid byte, as in Go', () => {
    expect(decodeText(Uint8Array.of(0x61, 0xe2, 0x82, 0x62)).text).toHaveLength(4);
  });
});
