import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../../support/property.ts';
import { cri, eventOf, processingTransform, textsOf } from './events.ts';

const rules = [
  { type: 'exclude_at_match', name: 'health', pattern: '^GET health' },
  { type: 'mask_sequences', name: 'secret', pattern: 'secret', replace_placeholder: '***' },
  { type: 'sample_at_match', name: 'debug', pattern: 'debug', sample_rate: 50 },
];
/** Of texts, and of merged JSON as it stands. */
const include = { type: 'include_at_match', name: 'known', pattern: '^(?:[a-jA-J2\\t]|\\{"message":"a)' };

const environments = fc.record({
  DD_LOGS_CONFIG_PROCESSING_RULES: fc.constantFrom(
    JSON.stringify(rules),
    JSON.stringify([...rules, include]),
  ),
  TAGS_AS: fc.constantFrom('both', 'ddtags', 'attributes'),
  KUBERNETES_ATTRIBUTES: fc.constantFrom('keep', 'drop'),
});

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
    shape: fc.constantFrom('cri', 'cri', 'filtered', 'crio', 'merged', 'criParser'),
    flag: fc.constantFrom<'F' | 'P'>('F', 'F', 'P'),
    ns: fc.nat(999_999_999),
    stream: fc.constantFrom<'stdout' | 'stderr'>('stdout', 'stderr'),
  })
  .map(({ text, shape, ...more }) => shaped(shape, text, more));

/** A line as Fluent Bit leaves it with one or another of its filters and parsers. */
function shaped(shape: string, text: string, more: NonNullable<Parameters<typeof cri>[1]>): string {
  const line = JSON.parse(cri(text, more)) as { readonly log: string; readonly kubernetes: object };
  const { kubernetes } = line;
  const parsed = { stream: more.stream, logtag: more.flag, time: line.log.split(' ', 1)[0] };
  const shapes: Readonly<Record<string, object>> = {
    cri: line,
    filtered: { cluster: 'main', ...line },
    crio: { ...parsed, log: text, kubernetes },
    merged: { ...parsed, message: text, level: 'info', kubernetes },
    criParser: { ...parsed, message: text, cluster: 'main', kubernetes },
  };
  return JSON.stringify(shapes[shape]);
}

test('law 5 with joins and rules: what went through once goes through again, and as it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(lines, { minLength: 1, maxLength: 8 }),
      environments,
      async (list, environment) => {
        const transform = await processingTransform(environment);
        const once = textsOf(await transform(eventOf(list)));
        expect(textsOf(await transform(eventOf(once)))).toEqual(once);
      },
    ),
    runs(),
  );
});
