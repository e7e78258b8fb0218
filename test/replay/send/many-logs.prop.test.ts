import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../../support/property.ts';
import { failedRecord } from '../model/backup.ts';
import { apiOf } from '../model/datadog.ts';
import { attempt, imbalances, keysUnder, newWorld } from '../model/job.ts';
import { parkedIds } from '../model/parked.ts';

/** Texts of several lengths, so that the memory of one batch is used again for another kind of log. */
const record = fc.record({
  logs: fc.integer({ min: 1, max: 25 }),
  length: fc.constantFrom(0, 1, 10, 3_000, 300_000),
  packed: fc.boolean(),
});

describe('records of many logs', () => {
  test('arrive as they are, whatever the batches; what is refused is parked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 3 }),
        async (records, maxItems, refusedEach, concurrency) => {
          const expected: string[] = [];
          const objects = records.map(({ logs, length, packed }, object): [string, string] => {
            const text = Array.from({ length: logs }, (_, index) => {
              const id = `${object}.${index}`;
              expected.push(`${id} ${'x'.repeat(length)}${id}`);
              return `{"id":"${id}","log":"${'x'.repeat(length)}${id}"}\n`;
            }).join('');
            return [`errors/${object}`, failedRecord(packed ? gzipSync(text) : Buffer.from(text))];
          });
          const world = newWorld(Object.fromEntries(objects));
          const isRefused = (id: string) => Number(id.split('.')[1]) % refusedEach === 1;
          const api = apiOf(world.datadog, { refuses: isRefused });
          const report = await attempt(world, { api, maxItems, job: { concurrency } });
          expect(imbalances(report)).toEqual([]);
          const arrived = world.datadog.logs.map(({ id, message }) => `${String(id)} ${String(message)}`);
          expect(arrived.sort()).toEqual(expected.filter((log) => !isRefused(log.split(' ')[0]!)).sort());
          expect(parkedIds(world.bucket)).toHaveLength(expected.length - arrived.length);
          expect(keysUnder(world.bucket, 'errors/')).toEqual([]);
        },
      ),
      runs(0.02),
    );
  });

  test('a record of too many lines is parked as it came, its neighbours arrive', async () => {
    const packed = gzipSync('a\n'.repeat(4_000_000));
    const lines = ['{"id":"A"}', packed, '{"id":"B"}'].map((data) => failedRecord(Buffer.from(data)));
    const world = newWorld({ 'errors/1': lines.join('\n') });
    const report = await attempt(world);
    expect(world.datadog.accepted).toEqual(['A', 'B']);
    expect(report.records.parked).toEqual({ too_many_lines: 1 });
    const [parked = ''] = keysUnder(world.bucket, 'parked/');
    expect(JSON.parse(world.bucket.get(parked)!.bytes.toString())).toMatchObject({
      rawData: packed.toString('base64'),
      parkedReason: 'too_many_lines',
    });
  });
});

test('a replayed log has the region and the account of the function that failed, as the live one has', async () => {
  const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:kubehose-prod-transform:live';
  const line = failedRecord(Buffer.from('{"id":"A","log":"x"}'));
  for (const name of ['lambdaARN', 'lambdaArn'])
    for (const shape of [line, line.replace('"rawData":', '"rawData" : ')]) {
      const world = newWorld({ 'errors/1': shape.replace('"lambdaARN":"arn:f"', `"${name}":"${arn}"`) });
      await attempt(world);
      expect(String(world.datadog.logs[0]?.['ddtags']).split(',')).toEqual(
        expect.arrayContaining(['region:eu-west-1', 'aws_account:111122223333', 'replayed:true']),
      );
    }
});
