import { describe, expect, test } from '@jest/globals';
import { globMatches } from '../../src/datadog/glob.ts';

describe('globMatches', () => {
  test.each<[string, string, boolean]>([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'anything/at.all', true],
    ['app.kubernetes.io/*', 'app.kubernetes.io/name', true],
    ['app.kubernetes.io/*', 'app.kubernetes.io/', true],
    ['app.kubernetes.io/*', 'appXkubernetes.io/name', false],
    ['*-hash', 'pod-template-hash', true],
    ['*-hash', 'pod-template-hash-2', false],
    ['a*b*c', 'a--b--b--c', true],
    ['a*b*c', 'a--c--b', false],
    ['a**c', 'abc', true],
    ['t?am', 'team', true],
    ['t?am', 'tam', false],
    ['te*?', 'te', false],
    ['*.*', 'ab', false],
    ['a*', 'b', false],
  ])('%j %j → %j', (pattern, text, expected) => expect(globMatches(pattern, text)).toBe(expected));

  test('no run of stars takes exponential time', () => {
    expect(globMatches(`${'*a'.repeat(100)}*b`, 'a'.repeat(5_000))).toBe(false);
  });
});
