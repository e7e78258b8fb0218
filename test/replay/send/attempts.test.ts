import { describe, expect, test } from '@jest/globals';
import type { LogsResponse } from '../../../src/delivery/logs-answer.ts';
import { firehoseDestination } from '../../../src/replay/send/firehose.ts';
import { fakeDatadog, garbage, status } from '../../support/datadog.ts';
import { failedRecord } from '../model/backup.ts';
import { attempt, keysUnder, newWorld } from '../model/job.ts';

const newBackup = () => newWorld({ 'errors/1': failedRecord(Buffer.from('{"id":"1"}')) });

describe('tries are counted', () => {
  test.each<[string, LogsResponse]>([
    ['no connection', { kind: 'failed', reason: 'no connection to Datadog (ECONNREFUSED)' }],
    ['a key that cannot be read', { kind: 'failed', reason: 'secret x may not be read' }],
    ['a quota that is used up', status(429)],
    ['a service that is down', status(503)],
    ['a gateway with nothing behind it', status(502)],
    ['an address that is wrong', status(404)],
    ['the page of a gateway', garbage()],
  ])(
    'not where Datadog has not looked at the record, so that an outage parks nothing: %s',
    async (_, answer) => {
      const world = newBackup();
      for (let run = 0; run < 8; run += 1) {
        const report = await attempt(world, { api: fakeDatadog(() => answer).api });
        expect(report.records).toMatchObject({ due: 1, parked: {} });
      }
      await attempt(world);
      expect(world.datadog.accepted).toEqual(['1']);
      expect(keysUnder(world.bucket, 'parked/')).toEqual([]);
    },
  );

  test('where it has failed on the record', async () => {
    const world = newBackup();
    const { api } = fakeDatadog(() => status(500));
    for (let run = 1; run <= 4; run += 1)
      expect((await attempt(world, { api })).records).toMatchObject({ due: 1 });
    expect((await attempt(world, { api })).records.parked).toEqual({ attempts_used_up: 1 });
  });

  test('not towards a stream, which does not look into records', async () => {
    const world = newBackup();
    const destination = firehoseDestination({
      put: (records) => Promise.resolve(records.map(() => ({ kind: 'failed', code: 'InternalFailure' }))),
    });
    for (let run = 0; run < 8; run += 1)
      expect((await attempt(world, { destination, job: { old: 'skip' } })).records).toMatchObject({ due: 1 });
  });
});
