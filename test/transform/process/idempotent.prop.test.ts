import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../../support/property.ts';
import { cri, eventOf, processingTransform, textsOf } from './events.ts';

const rules = JSON.stringify([
  { type: 'exclude_at_match', name: 'health', pattern: '^GET health' },
  { type: 'mask_sequences', name: 'secret', pattern: 'secret', replace_placeholder: '***' },
  { type: 'sample_at_match', name: 'debug', pattern: 'debug', sample_rate: 50 },
]);
const lines = fc
  .record({
    text: fc.constantFrom(
      '2026-11-28 10:00:00 dated',
      'java.lang.Error: x',
      '\tat a.B.c(B.java:1)',
      'a secret',
      'GET health',
      'debug',
      '{"a":"secret"}',
      '{"cut',
      'é',
    ),
    flag: fc.constantFrom('F', 'F', 'P'),
    ns: fc.nat(999_999_999),
    stream: fc.constantFrom('stdout', 'stderr'),
  })
  .map(({ text, ...more }) => cri(text, more));

test('law 5 with joins and rules: what went through once goes through again as it is', async () => {
  const transform = await processingTransform({ DD_LOGS_CONFIG_PROCESSING_RULES: rules });
  await fc.assert(
    fc.asyncProperty(fc.array(lines, { minLength: 1, maxLength: 8 }), async (list) => {
      const once = textsOf(await transform(eventOf(list)));
      expect(textsOf(await transform(eventOf(once)))).toEqual(once);
    }),
    runs(),
  );
});
