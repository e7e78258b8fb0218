import { expect, test } from '@jest/globals';
import { logsOutcome, type LogsOutcome } from '../../src/datadog/logs-status.ts';

const table: Readonly<Record<LogsOutcome, readonly number[]>> = {
  accepted: [200, 202, 204],
  retry: [408, 429, 500, 502, 503, 504, 599],
  split: [413],
  isolate: [100, 301, 400, 404, 405, 415, 422, 600, 0],
  'key-refused': [401, 403],
};

test.each(Object.entries(table))('%s', (outcome, statuses) => {
  expect(statuses.filter((status) => logsOutcome(status) !== outcome)).toEqual([]);
});
