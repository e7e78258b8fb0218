import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { processingConfigOf } from '../../src/processing/config.ts';
import { plainConfigOf } from '../../src/processing/plain-config.ts';
import { processingVariables } from '../../src/processing/variables.ts';
import { runs } from '../support/property.ts';

const names = [...Object.keys(processingVariables), 'DD_AC_EXCLUDE', 'DD_AC_INCLUDE'];

test('what is read without the engine is what is read with it, and rules are never overlooked', () => {
  let plain = 0;
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom(...names),
        fc.constantFrom('', ' ', 'true', 'FALSE', 'newline', 'literal', 'send', 'hold', 'x', '[]', 'name:a'),
        { maxKeys: 3 },
      ),
      (environment) => {
        const found = plainConfigOf(environment);
        if (found === undefined) return;
        plain += 1;
        expect(processingConfigOf(environment)).toEqual({ kind: 'config', config: found });
      },
    ),
    runs(),
  );
  expect(plain).toBeGreaterThan(50);
});
