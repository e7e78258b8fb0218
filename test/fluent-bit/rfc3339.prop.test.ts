import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rfc3339Ms } from '../../src/fluent-bit/rfc3339.ts';
import { runs } from '../support/property.ts';

describe('rfc3339Ms', () => {
  test('agrees with Date.parse on any digits, fractions and offsets', () => {
    const digits = (max: number, length: number): fc.Arbitrary<string> =>
      fc.nat(max).map((value) => String(value).padStart(length, '0'));
    const fraction = fc.option(
      digits(999_999_999, 9).chain((text) => fc.nat(8).map((cut) => `.${text.slice(cut)}`)),
      {
        nil: '',
      },
    );
    const zone = fc.oneof(
      fc.constant('Z'),
      fc
        .tuple(fc.constantFrom('+', '-'), digits(25, 2), digits(61, 2))
        .map(([sign, h, m]) => `${sign}${h}:${m}`),
    );
    const parts = [
      digits(9999, 4),
      digits(13, 2),
      digits(32, 2),
      digits(24, 2),
      digits(60, 2),
      digits(60, 2),
    ] as const;
    fc.assert(
      fc.property(fc.tuple(...parts), fraction, zone, ([year, month, day, h, m, s], decimals, offset) => {
        const text = `${year}-${month}-${day}T${h}:${m}:${s}${decimals}${offset}`;
        expect(rfc3339Ms(text)).toBe(oracle(text, Number(day), Number(h)));
      }),
      runs(),
    );
  });
});

/** Date.parse takes February 30 for March 1 and hour 24 for the next day; both are refused here. */
function oracle(text: string, day: number, hours: number): number | undefined {
  const midnight = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || hours === 24 || midnight.getUTCDate() !== day) return undefined;
  return ms;
}
