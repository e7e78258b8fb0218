import { expect, test } from '@jest/globals';
import {
  maxRecordBase64Characters,
  maxRecordBytes,
  putRecordBatchEntryBytes,
  putRecordBatchOverheadBytes,
  type PutRecordBatchRequest,
} from '../../src/firehose/put-record-batch.ts';

test('the largest record in base64 has the documented number of characters', () => {
  expect(Buffer.alloc(maxRecordBytes).toString('base64')).toHaveLength(maxRecordBase64Characters);
});

test.each([[[0]], [[1, 2, 3]], [[100, 0, 57, 1_000]]])(
  'the body of records of %p bytes is not larger than counted',
  (sizes) => {
    const request: PutRecordBatchRequest = {
      DeliveryStreamName: 's'.repeat(64),
      Records: sizes.map((size) => ({ Data: Buffer.alloc(size).toString('base64') })),
    };
    const counted = sizes.reduce(
      (sum, size) => sum + putRecordBatchEntryBytes(size),
      putRecordBatchOverheadBytes,
    );
    expect(JSON.stringify(request).length).toBeLessThanOrEqual(counted);
  },
);
