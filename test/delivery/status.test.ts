import { expect, test } from '@jest/globals';
import { classifyStatus } from '../../src/delivery/status.ts';

test.each([
  [200, 'delivered'],
  [202, 'delivered'],
  [400, 'rejected invalid'],
  [401, 'rejected unauthorized'],
  [403, 'rejected unauthorized'],
  [413, 'rejected too-large'],
  [302, 'retryable'],
  [404, 'retryable'],
  [408, 'retryable'],
  [429, 'retryable'],
  [500, 'retryable'],
  [503, 'retryable'],
])('%i is %s', (status, expected) => {
  const result = classifyStatus({ status }, 0);
  expect(result.kind === 'rejected' ? `rejected ${result.cause}` : result.kind).toBe(expected);
});

test('Retry-After is handed on', () => {
  expect(classifyStatus({ status: 429, retryAfter: '3' }, 0)).toEqual({
    kind: 'retryable',
    reason: 'HTTP 429',
    retryAfterMs: 3_000,
  });
});
