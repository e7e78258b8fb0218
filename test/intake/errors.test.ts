import { expect, test } from '@jest/globals';
import { failures, failureTable } from '../../src/intake/errors.ts';

test('the table has a row for every failure, with a status that Firehose tries again', () => {
  const rows = failureTable().trim().split('\n').slice(2);
  expect(rows).toHaveLength(Object.keys(failures).length);
  for (const [name, { status, sentence }] of Object.entries(failures)) {
    expect(rows.filter((row) => row.startsWith(`| \`${name}\` | ${status} | ${sentence} |`))).toHaveLength(1);
    expect([400, 401, 404, 405, 500, 503]).toContain(status);
  }
});
