import { expect, test } from '@jest/globals';
import { painter } from '../../../src/cli/output/colour.ts';
import { fakeOutput } from '../fake-io.ts';

test('a terminal gets colours', () => {
  expect(painter(fakeOutput(true), {})('bold', 'a')).toBe('\u001B[1ma\u001B[22m');
  expect(painter(fakeOutput(true), { NO_COLOR: '' })('bold', 'a')).toBe('\u001B[1ma\u001B[22m');
});

test.each([
  ['no terminal', false, {}],
  ['NO_COLOR', true, { NO_COLOR: '1' }],
  ['a dumb terminal', true, { TERM: 'dumb' }],
])('none with %s', (_name, isTty, env) => {
  expect(painter(fakeOutput(isTty), env)('bold', 'a')).toBe('a');
});
