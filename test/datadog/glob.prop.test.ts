import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { globMatches } from '../../src/datadog/glob.ts';
import { runs } from '../support/property.ts';

test('agrees with the regular expression of the same meaning', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
  fc.assert(
    fc.property(pattern, text, (glob, subject) => {
      const source = glob
        .replaceAll('.', String.raw`\.`)
        .replaceAll('*', '.*')
        .replaceAll('?', '.');
      expect(globMatches(glob, subject)).toBe(new RegExp(`^${source}$`).test(subject));
    }),
    runs(),
  );
});
