import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineClass as is } from '../../../src/processing/join/line-class.ts';
import { traceAt } from '../../../src/processing/join/traces/trace-at.ts';
import { runs } from '../../support/property.ts';

/** How often the classes of `count` lines are asked for until every line has its log. */
function questions(kindAt: (index: number) => number, count: number): number {
  let asked = 0;
  const at = (index: number): number => {
    asked++;
    return index < count ? kindAt(index) : is.dated;
  };
  for (let index = 0; index < count;) index = traceAt(at, index)?.end ?? index + 1;
  return asked;
}

const classes = Object.values(is);

describe('looking for traces', () => {
  test('takes work linear in the lines, whatever they repeat', () => {
    const period = fc.array(fc.constantFrom(...classes), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(period, (kinds) => {
        const kindAt = (index: number): number => kinds[index % kinds.length]!;
        expect(questions(kindAt, 8_000)).toBeLessThan(2.2 * questions(kindAt, 4_000) + 2_000);
      }),
      runs(0.3),
    );
  });

  test('always goes on', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...classes), { maxLength: 60 }), (kinds) => {
        expect(questions((index) => kinds[index]!, kinds.length)).toBeLessThan(kinds.length * 250 + 1);
      }),
      runs(),
    );
  });
});
