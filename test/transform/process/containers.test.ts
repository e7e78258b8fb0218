import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../../support/transformed.ts';
import { cri, eventOf, logsOf, processingTransform, resultsOf, rulesOf, run } from './events.ts';

const typo = { type: 'exclude_at_match', name: 'typo', pattern: 'a(?=b)' };

describe('a pod of which every rule is bad', () => {
  test('its logs are tagged and counted', async () => {
    const done = await run([cri('x', { annotations: rulesOf([typo]) }), cri('y')]);
    const [bad, good] = logsOf(done).map(({ ddtags }) => String(ddtags).includes('kubehose_rule_error:typo'));
    expect([bad, good]).toEqual([true, false]);
    expect(done.report.lines.badRules).toEqual(new Map([['typo', 1]]));
  });

  test.each<[string, Environment, string]>([
    ['tags are attributes', { TAGS_AS: 'attributes' }, 'typo'],
    ['that tag is left out', { TAGS_EXCLUDE: 'kubehose_rule_error' }, 'typo'],
    ['a name of blanks makes no tag', {}, ' '],
  ])('they are counted where %s', async (_, environment, name) => {
    const done = await run([cri('x', { annotations: rulesOf([{ ...typo, name }]) })], environment);
    const [good] = logsOf(await run([cri('x')], environment));
    expect(logsOf(done)).toMatchObject([{ message: 'x' }]);
    expect(logsOf(done)[0]!['ddtags']).toEqual(good!['ddtags']);
    expect(done.report.lines.badRules).toEqual(new Map([[name, 1]]));
  });
});

describe('from one event to the next', () => {
  test('lines of a container are joined, whichever containers came before it', async () => {
    const transform = await processingTransform();
    const trace = (container: string) =>
      ['java.lang.Error: x', '\tat a.B.c(B.java:1)'].map((text, ns) => cri(text, { container, ns }));
    const both = await transform(eventOf([...trace('web'), ...trace('api')]));
    expect(resultsOf(both)).toEqual(['Ok', 'Dropped', 'Ok', 'Dropped']);
    expect(resultsOf(await transform(eventOf(trace('api'))))).toEqual(['Ok', 'Dropped']);
    const other = [...trace('job'), cri('\tat a.B.d(B.java:2)', { container: 'web', ns: 9 })];
    expect(resultsOf(await transform(eventOf(other)))).toEqual(['Ok', 'Dropped', 'Ok']);
  });
});

test('two containers that write the same are sampled each by itself', async () => {
  const sample = { type: 'sample_at_match', name: 's', pattern: 'debug', sample_rate: 50 };
  const lines = Array.from({ length: 20 }, (_, index) => cri('debug', { container: `c${index}` }));
  const results = resultsOf(await run(lines, { DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify([sample]) }));
  expect([...new Set(results)].toSorted()).toEqual(['Dropped', 'Ok']);
});
