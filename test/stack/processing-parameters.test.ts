import { expect, test } from '@jest/globals';
import { processingProblems } from '../../src/stack/processing-parameters.ts';

const none = { processingRules: '', containerExclude: '', containerInclude: '', autoMultiLine: 'true' };

test('nothing given is nothing wrong', async () => {
  expect(await processingProblems(none)).toEqual([]);
});

test.each([
  [
    { processingRules: '[{"type":"exclude_at_match","name":"x","pattern":"a(?!b)"}]' },
    /^processingRules is .*rule "x"/,
  ],
  [{ processingRules: '{' }, /^processingRules is "\{"; allowed: .*not JSON/],
  [{ containerExclude: 'pod:x' }, /^containerExclude is "pod:x"; allowed: .*does not begin with/],
  [{ containerInclude: 'name:(' }, /^containerInclude is "name:\("/],
])('%j is refused before anything is deployed', async (given, sentence) => {
  expect(await processingProblems({ ...none, ...given })).toEqual([expect.stringMatching(sentence)]);
});
