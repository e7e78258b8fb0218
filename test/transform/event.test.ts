import { expect, test } from '@jest/globals';
import { readEvent, readRecord } from '../../src/transform/event.ts';

test.each([undefined, null, 7, 'text', {}, { records: null }, { records: { 0: {} } }])(
  '%j has no records: the sentence says what the function is for',
  (event) => {
    expect(() => readEvent(event)).toThrow(
      /^the event has no "records" array: this function is .* of an Amazon Data Firehose stream/,
    );
  },
);

const arrival = 1_674_838_500_000;

test.each<[unknown, number | undefined]>([
  [arrival, arrival],
  [arrival + 0.9, arrival],
  ['2023-01-27T16:55:00.000Z', arrival],
  [8.64e15, 8.64e15],
  [-8.64e15, -8.64e15],
  [8.64e15 + 2, undefined],
  [NaN, undefined],
  ['soon', undefined],
  [null, undefined],
  [undefined, undefined],
  [true, undefined],
])('a record that arrived at %p arrived at %p', (approximateArrivalTimestamp, expected) => {
  const record = readRecord({ recordId: '0', data: 'e30=', approximateArrivalTimestamp });
  expect(record).toEqual({ recordId: '0', data: 'e30=', arrivalTimeMs: expected });
});
