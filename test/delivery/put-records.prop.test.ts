import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { putRecords, type PutEntry } from '../../src/delivery/put-records.ts';
import {
  maxBatchBytes,
  maxBatchRecords,
  maxRecordBytes,
  permanentErrorCodes,
} from '../../src/firehose/put-record-batch.ts';
import { fakeClock } from '../support/clock.ts';
import { runs } from '../support/property.ts';

const entryFault = fc.constantFrom(
  'put',
  'put',
  'put',
  'ServiceUnavailableException',
  'InternalFailure',
  'InvalidSourceException',
);
const callFault = fc.constantFrom(
  'none',
  'none',
  'none',
  'ServiceUnavailableException',
  'TimeoutError',
  'AccessDeniedException',
);
const size = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 50 }) },
  { weight: 2, arbitrary: fc.constantFrom(300_000, 999_999, maxRecordBytes, maxRecordBytes + 1) },
);
const workload = fc.oneof(
  fc.array(size, { maxLength: 40 }),
  fc.integer({ min: 400, max: 1_300 }).map((count) => Array.from({ length: count }, () => 3)),
);

/** Records are views of it: distinct objects without an allocation each. */
const bytesOfZero = new Uint8Array(maxRecordBytes + 1);

/** Cheaper than expect, which would be most of the run time here. */
function ensure(condition: boolean): void {
  if (!condition) throw new Error('the port was called against its contract, or a result is wrong');
}

test('every record is answered once, no call is above a limit, none is put twice after a success, nothing outlives the deadline', async () => {
  await fc.assert(
    fc.asyncProperty(
      workload,
      fc.infiniteStream(entryFault),
      fc.infiniteStream(callFault),
      fc.integer({ min: 0, max: 30_000 }),
      async (sizes, entryFaults, callFaults, deadlineMs) => {
        const records = sizes.map((bytes) => bytesOfZero.subarray(0, bytes));
        const put = new Set<Uint8Array>();
        const lastCode = new Map<Uint8Array, string>();
        const clock = fakeClock();
        const port = {
          put(batch: readonly Uint8Array[]): Promise<PutEntry[]> {
            ensure(clock.now() < deadlineMs);
            ensure(batch.length > 0);
            ensure(batch.length <= maxBatchRecords);
            const base64Bytes = batch.reduce((sum, { length }) => sum + 4 * Math.ceil(length / 3), 0);
            ensure(base64Bytes <= maxBatchBytes);
            for (const record of batch) {
              ensure(record.length <= maxRecordBytes);
              ensure(!put.has(record));
              ensure(!permanentErrorCodes.has(lastCode.get(record) ?? ''));
            }
            clock.advance(10);
            const fault = callFaults.next().value;
            if (fault !== 'none')
              return Promise.reject(Object.assign(new Error('synthetic'), { name: fault }));
            return Promise.resolve(batch.map((record) => answer(record, entryFaults.next().value)));
          },
        };
        function answer(record: Uint8Array, fault: string): PutEntry {
          if (fault === 'put') {
            put.add(record);
            return { kind: 'put' };
          }
          lastCode.set(record, fault);
          return { kind: 'failed', code: fault };
        }
        const results = await putRecords(records, port, { ...clock, deadlineMs });
        expect(results).toHaveLength(records.length);
        for (const [index, record] of records.entries()) {
          ensure(results[index]?.kind === (put.has(record) ? 'put' : 'failed'));
        }
      },
    ),
    runs(),
  );
});
