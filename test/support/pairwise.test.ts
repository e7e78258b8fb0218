import { expect, test } from '@jest/globals';
import { pairwise } from './pairwise.ts';

test('every value meets every value of every other factor, in fewer choices than all', () => {
  const factors = { a: ['1', '2', '3'], b: ['x', 'y'], c: ['=', '-'], d: ['k', 'l'] };
  const choices = pairwise(factors);
  expect(choices.length).toBeLessThan(12);
  for (const [one, values] of Object.entries(factors))
    for (const [other, others] of Object.entries(factors))
      for (const value of values)
        for (const otherValue of others)
          if (one !== other)
            expect(choices).toContainEqual(expect.objectContaining({ [one]: value, [other]: otherValue }));
});
