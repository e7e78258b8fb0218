import { describe, expect, test } from '@jest/globals';
import { readLogsResponse } from '../../src/delivery/logs-answer.ts';

const answered = (status: number, body = '{}', retryAfter?: string) =>
  readLogsResponse({ kind: 'answered', status, body, retryAfter }, 0);

describe('an answer of the Logs API', () => {
  test.each([
    [202, '{}'],
    [202, ''],
    [200, ' {}'],
  ])('%i %j is acceptance', (status, body) => {
    expect(answered(status, body)).toEqual({ kind: 'delivered' });
  });

  test.each([
    [200, '<html>gateway</html>'],
    [202, '<html>gateway</html>'],
    [200, ''],
    [204, ''],
  ])('%i %j is not taken for acceptance', (status, body) => {
    expect(answered(status, body)).toMatchObject({
      kind: 'retryable',
      reason: expect.stringMatching(`${status} .*DD_URL`),
    });
  });

  test.each([408, 429, 500, 502, 503, 504])('%i is tried again', (status) => {
    expect(answered(status)).toStrictEqual({ kind: 'retryable', reason: `Datadog answered ${status}` });
  });

  test('Retry-After is read', () => {
    expect(answered(429, '{}', '7')).toMatchObject({ kind: 'retryable', retryAfterMs: 7_000 });
  });

  test.each([301, 302, 404, 405])(
    '%i speaks of the address, not of the logs: nothing is rejected',
    (status) => {
      expect(answered(status)).toMatchObject({
        kind: 'retryable',
        reason: expect.stringContaining('DD_URL'),
      });
    },
  );

  test.each([
    [400, 'invalid'],
    [422, 'invalid'],
    [413, 'too-large'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
  ])('%i is a rejection: %s', (status, cause) => {
    expect(answered(status)).toMatchObject({ kind: 'rejected', cause });
  });

  test('a refused key says so', () => {
    expect(answered(403)).toMatchObject({ reason: 'Datadog answered 403: the API key is refused' });
  });

  test('no answer is tried again', () => {
    expect(readLogsResponse({ kind: 'failed', reason: 'no connection' }, 0)).toEqual({
      kind: 'retryable',
      reason: 'no connection',
    });
  });
});
