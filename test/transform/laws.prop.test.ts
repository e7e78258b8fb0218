import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTransformConfig } from '../../src/config/transform.ts';
import type { PutResult } from '../../src/delivery/put-records.ts';
import { maxResponseBytes } from '../../src/firehose/transformation.ts';
import { transformLogLine } from '../../src/telemetry/transform-metrics.ts';
import type { PutBack } from '../../src/transform/put-back.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import { createTransform } from '../../src/transform/transform.ts';
import { environments, lines, recordBytes, secret } from '../support/lines.ts';
import { runs } from '../support/property.ts';
import { expectLinearWork, useSteps } from '../support/work/steps.ts';

const deliveryStreamArn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs';
const transform = createTransform(parseTransformConfig({}));
const base64 = recordBytes.map((bytes) => bytes.toString('base64'));
const odd = fc.oneof(fc.anything(), fc.constantFrom('', 'not base64!', 'e30', null, 7));
const recordIds = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^49\d{20}$/u), fc.nat());
const records = fc.record(
  {
    recordId: recordIds,
    data: fc.oneof({ weight: 5, arbitrary: base64 }, odd),
    approximateArrivalTimestamp: odd,
  },
  { requiredKeys: ['recordId'] },
);
const oddRecords = fc.record(
  { recordId: odd, data: odd, approximateArrivalTimestamp: odd },
  { requiredKeys: [] },
);
const events = fc.record(
  {
    records: fc.array(records, { maxLength: 6 }),
    deliveryStreamArn: fc.oneof(fc.constant(deliveryStreamArn), odd),
    invocationId: odd,
    sourceKinesisStreamArn: odd,
  },
  { requiredKeys: ['records'] },
);

/** A port that fails in every way a port can. */
const putBacks = fc.constantFrom<PutBack | undefined>(
  undefined,
  () => Promise.reject(new Error('no permission')),
  () => Promise.resolve([]),
  (_, pieces) => Promise.resolve(pieces.map((): PutResult => ({ kind: 'put' }))),
  (_, pieces) =>
    Promise.resolve(
      pieces.map((piece): PutResult =>
        piece.length % 2 === 0 ? { kind: 'put' } : { kind: 'failed', reason: 'slow' },
      ),
    ),
);

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, value) => total + value, 0);
}

describe('the laws', () => {
  test('1: every record is answered once, in order; 6: whatever its siblings are', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (event) => {
        const { response } = await transform(event);
        expect(response.records.map(({ recordId }) => recordId)).toEqual(
          event.records.map(({ recordId }) => recordId),
        );
        for (const [index, answer] of response.records.entries()) {
          const { data } = event.records[index]!;
          expect(answer.result).toBe(typeof data === 'string' ? 'Ok' : 'ProcessingFailed');
          if (answer.result === 'Ok') expect(typeof answer.data).toBe('string');
        }
      }),
      runs(),
    );
  });

  test('1: anything at all in `records`, and an error only where there is no such array', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.array(fc.oneof(fc.anything(), oddRecords)), async (event, junk) => {
        const { response, report } = await transform({ records: junk });
        const withId = junk.filter((record) => (record as { recordId?: unknown } | null)?.recordId != null);
        expect(response.records.map(({ recordId }) => recordId)).toEqual(
          withId.map((record) => (record as { recordId: unknown }).recordId),
        );
        expect(report.records.failed.no_record_id ?? 0).toBe(junk.length - withId.length);
        expect(() => JSON.stringify(response)).not.toThrow();
        const hasRecords = Array.isArray((event as { records?: unknown } | null | undefined)?.records);
        await expect(
          transform(event).then(
            () => true,
            () => false,
          ),
        ).resolves.toBe(hasRecords);
      }),
      runs(),
    );
  });

  test('6: a record comes out the same whatever stands beside it', async () => {
    const alone = createTransform(parseTransformConfig({}));
    await fc.assert(
      fc.asyncProperty(base64, fc.array(records, { maxLength: 3 }), async (data, siblings) => {
        const own = { recordId: 'own', data };
        const single = await alone({ deliveryStreamArn, records: [own] });
        const among = await transform({ deliveryStreamArn, records: [...siblings, own] });
        expect(among.response.records.at(-1)).toEqual(single.response.records[0]);
      }),
      runs(),
    );
  });

  test('2: in = delivered + dropped + failed + re-ingested', async () => {
    await fc.assert(
      fc.asyncProperty(events, putBacks, async (event, putBack) => {
        const { response, report } = await transform(event, putBack);
        const { in: received, delivered, dropped, failed, reingested } = report.records;
        expect(received).toBe(event.records.length);
        expect(delivered + dropped + sum(failed) + reingested).toBe(received);
        const results = response.records.map(({ result }) => result);
        expect(results.filter((result) => result === 'Ok')).toHaveLength(delivered);
        expect(results.filter((result) => result === 'Dropped')).toHaveLength(dropped + reingested);
      }),
      runs(),
    );
  });

  test('4: what the report says is what the runtime writes, and it fits', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (event) => {
        const { response, report } = await transform(event);
        const written = Buffer.byteLength(JSON.stringify(response));
        expect(written).toBeLessThanOrEqual(maxResponseBytes);
        const isPlain = event.records.every(({ recordId }) => /^[\w]*$/u.test(String(recordId)));
        if (isPlain) expect(report.responseBytes).toBe(written);
      }),
      runs(),
    );
  });

  test('5: transforming twice is transforming once, and meeting a pod again changes nothing', () => {
    fc.assert(
      fc.property(recordBytes, environments, (data, environment) => {
        const known = createRecordTransform(parseTransformConfig(environment));
        const pass = (bytes: Uint8Array): Buffer =>
          Buffer.from(
            known.transform({ data: bytes, arrivalTimeMs: 1_674_838_500_000, streamArn: deliveryStreamArn })
              .data,
          );
        const once = pass(data);
        expect(pass(data)).toEqual(once);
        expect(pass(once)).toEqual(once);
      }),
      runs(0.3, 1),
    );
  });

  test('5: a line of a pod that was met becomes what it becomes in a function that has met none, byte for byte', () => {
    const record = { arrivalTimeMs: 1_674_838_500_000, streamArn: undefined };
    fc.assert(
      fc.property(lines, lines, environments, (line, other, environment) => {
        const config = parseTransformConfig(environment);
        const data = Buffer.from(`${line}\n`);
        const warm = createRecordTransform(config);
        warm.transform({ ...record, data });
        warm.transform({ ...record, data: Buffer.from(other) });
        expect(warm.transform({ ...record, data })).toEqual(
          createRecordTransform(config).transform({ ...record, data }),
        );
      }),
      runs(),
    );
  });

  test('10: no payload in the log line, and none in an error', async () => {
    await fc.assert(
      fc.asyncProperty(events, putBacks, async (event, putBack) => {
        const { report } = await transform(event, putBack);
        expect(transformLogLine(report, 'logs', 0)).not.toContain(secret);
        const failure: unknown = await transform({ ...event, records: secret }).catch(
          (error: unknown) => error,
        );
        expect(String(failure)).not.toContain(secret);
      }),
      runs(),
    );
  });
});

describe('law 13, bounded work', () => {
  useSteps();

  test('steps and output are linear in the event, whatever it holds and however it is packed', async () => {
    await expectLinearWork('transform');
  });
});
