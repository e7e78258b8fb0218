import { expect, test } from '@jest/globals';
import type { LogsResponse } from '../../src/delivery/logs-answer.ts';
import { probeLogsApi } from '../../src/delivery/probe.ts';
import { accept, noConnection, status } from '../support/datadog.ts';

test.each<[string, LogsResponse, object]>([
  ['takes it', accept, { kind: 'delivered' }],
  ['refuses a batch without logs: it is there', status(400), { kind: 'delivered' }],
  ['finds even that too large', status(413), { kind: 'delivered' }],
  ['refuses the key', status(403), { kind: 'rejected', cause: 'unauthorized' }],
  ['has no time', status(503, '7'), { kind: 'retryable', retryAfterMs: 7_000 }],
  ['cannot be reached', noConnection, { kind: 'retryable', reason: 'no connection' }],
])('a Logs API that %s', async (_what, response, expected) => {
  const asked: unknown[] = [];
  const result = await probeLogsApi((body, entries, timeoutMs) => {
    asked.push([Buffer.from(body).toString(), entries, timeoutMs > 0]);
    return Promise.resolve(response);
  }, 0);
  expect(result).toMatchObject(expected);
  expect(asked).toEqual([['[]', 0, true]]);
});
