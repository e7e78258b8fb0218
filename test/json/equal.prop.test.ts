import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sameValue } from '../../src/json/equal.ts';
import { runs } from '../support/property.ts';
import { documents, respaced } from '../support/json-documents.ts';

describe('the same value', () => {
  test.each([
    ['1', '1.0', true],
    ['1e2', '100', true],
    ['"é"', '"\\u00e9"', true],
    ['{"a":1,"b":[2]}', '{ "b":[2], "a":1 }', true],
    ['-0', '0', true],
    ['0', '1', false],
    ['[0]', '["0"]', false],
    ['18446744073709551615', '18446744073709551614', false],
    ['18446744073709551615', '18446744073709551615', true],
    ['9007199254740993', '9007199254740992', false],
    ['1e400', '1e401', false],
    ['1e+400', '1e+401', false],
    ['1e-400', '1e-401', false],
    ['0.1000000000000000055', '0.1', false],
    ['1', '"1"', false],
    ['[1,2]', '[2,1]', false],
    ['[]', '{}', false],
    ['1', '{}', false],
    ['null', '{}', false],
    ['{"a":null}', '{"b":null}', false],
    ['{"__proto__":1}', '{}', false],
    ['{"__proto__":{}}', '{"a":1}', false],
  ])('%s and %s: %s', (one, other, expected) => {
    expect(sameValue(Buffer.from(one), Buffer.from(other))).toBe(expected);
    expect(sameValue(Buffer.from(other), Buffer.from(one))).toBe(expected);
  });

  test('invalid UTF-8 is only the same byte for byte', () => {
    const one = Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]);
    const other = Buffer.from([0x22, 0xed, 0xa0, 0x81, 0x22]);
    expect(sameValue(one, other)).toBe(false);
    expect(sameValue(one, Buffer.from(one))).toBe(true);
  });

  test('spacing does not matter, where no number is too long for a double', () => {
    const plain = documents().filter((text) => !/(?:\d\.?){16}|e[+-]?\d{3}/iu.test(text));
    fc.assert(
      fc.property(respaced(plain), (text) => {
        const compact = Buffer.from(text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/gsu, '$1'));
        expect(sameValue(Buffer.from(text), compact)).toBe(true);
      }),
      runs(),
    );
  });

  test('integers are the same exactly when they are the same integer', () => {
    const integer = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n });
    const near = fc.tuple(integer, fc.constantFrom(0n, 1n, -1n, 5n));
    fc.assert(
      fc.property(near, ([one, difference]) => {
        const other = one + difference;
        expect(sameValue(Buffer.from(String(one)), Buffer.from(String(other)))).toBe(one === other);
      }),
      runs(),
    );
  });

  test('decimals are never the same when they differ, and are when they do not, as far as a double can tell', () => {
    const digits = (max: number): fc.Arbitrary<string> =>
      fc.stringMatching(new RegExp(`^\\d{1,${max}}$`, 'u'));
    const decimal = fc.record({
      sign: fc.constantFrom('', '-'),
      whole: digits(12).map((text) => text.replace(/^0+(?=\d)/u, '')),
      fraction: fc.oneof(fc.constant(''), digits(12)),
      exponent: fc.oneof(fc.constant(0), fc.integer({ min: -120, max: 120 })),
    });
    // Half of the pairs are the same number in another notation, or off by one in the last digit.
    const pairs = fc.oneof(
      fc.tuple(decimal, decimal),
      fc.tuple(decimal, fc.nat(3), fc.constantFrom(0n, 1n)).map(([one, zeros, off]) => {
        const shifted = `${one.whole}${one.fraction}${'0'.repeat(zeros)}`;
        const whole = String(BigInt(shifted) + off);
        return [
          one,
          { ...one, whole, fraction: '', exponent: one.exponent - one.fraction.length - zeros },
        ] as const;
      }),
    );
    fc.assert(
      fc.property(pairs, ([one, other]) => {
        const same = sameValue(Buffer.from(written(one)), Buffer.from(written(other)));
        if (same) expect(exact(one)).toBe(exact(other));
        const isPlain = [one, other].every(
          ({ whole, fraction, exponent }) => whole.length + fraction.length < 16 && Math.abs(exponent) < 100,
        );
        if (isPlain) expect(same).toBe(exact(one) === exact(other));
      }),
      runs(),
    );
  });
});

interface Decimal {
  readonly sign: string;
  readonly whole: string;
  readonly fraction: string;
  readonly exponent: number;
}

function written({ sign, whole, fraction, exponent }: Decimal): string {
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}${exponent === 0 ? '' : `e${exponent}`}`;
}

/** The number as an integer that does not end in zero, and a power of ten. */
function exact({ sign, whole, fraction, exponent }: Decimal): string {
  let mantissa = BigInt(`${sign}${whole}${fraction}`);
  if (mantissa === 0n) return '0';
  let power = exponent - fraction.length;
  for (; mantissa % 10n === 0n; mantissa /= 10n) power += 1;
  return `${mantissa}e${power}`;
}
