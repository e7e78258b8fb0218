import { expect, test } from '@jest/globals';
import {
  dataId,
  putRecordId,
  sequenceNumber,
  transformationRecordId,
} from '../../../src/local/firehose/ids.ts';

test('ids have the lengths that the service gives them, and differ', () => {
  expect(transformationRecordId(1)).toHaveLength(160);
  expect(transformationRecordId(1)).toMatch(/^shardId-0+49\d+$/);
  expect(transformationRecordId(1)).not.toBe(transformationRecordId(2));
  expect(sequenceNumber(12_345)).toMatch(/^49\d{54}$/);
  expect(dataId(3)).toMatch(/^49\d{53}3\.0$/);
  const uuid = '7f6c4f0e-63a5-4f6c-9d61-0a0f8c7a4f11';
  expect(putRecordId(uuid, 1)).toMatch(/^[\w-]{224}$/);
  expect(putRecordId(uuid, 1)).not.toBe(putRecordId(uuid, 2));
});
