/** Lines and objects that other tools stumble over; each was found in the field. */
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { arrivalMs, failedRecord } from '../model/backup.ts';
import { maxLineBytes } from '../../../src/replay/read/lines.ts';
import { attempt, keysUnder, newWorld, nowMs } from '../model/job.ts';
import { memoryStore } from '../model/memory-store.ts';
import { parkedLines } from '../model/parked.ts';

const log = (id: string) => Buffer.from(`{"id":"${id}","log":"x"}\n`);
const lines = (...ids: string[]) => ids.map((id) => failedRecord(log(id))).join('\n');
const many = (count: number) => Array.from({ length: count }, (_, index) => String(index));

test('both spellings of the ARN, numbers as strings, fields that are not known', async () => {
  const rawData = log('A').toString('base64');
  const shapes = [
    {
      rawData,
      errorCode: 'Lambda.X',
      lambdaArn: 'arn:a',
      attemptsMade: '4',
      arrivalTimestamp: String(arrivalMs),
    },
    {
      lambdaARN: 'arn:a',
      arrivalTimestamp: arrivalMs,
      errorCode: 'Lambda.X',
      rawData,
      EventId: 'e',
      newField: { deep: [1] },
    },
    { attemptEndingTimestamp: 13626284715507, arrivalTimestamp: 13626284715507, attemptsMade: 0, rawData },
    { rawData },
  ];
  const world = newWorld({ 'errors/1': shapes.map((shape) => JSON.stringify(shape)).join('\n') });
  const report = await attempt(world);
  expect(world.datadog.accepted).toEqual(['A', 'A', 'A', 'A']);
  expect(Object.entries(report.byErrorCode).map(([code, { found }]) => [code, found])).toEqual([
    ['Lambda.X', 2],
    ['unknown', 2],
  ]);
});

test.each([
  ['blank lines', `\n\n${lines('A')}\n\n\n${lines('B')}\n\n`, ['A', 'B'], []],
  ['no final newline', lines('A', 'B'), ['A', 'B'], []],
  ['carriage returns', `${lines('A')}\r\n${lines('B')}\r\n`, ['A', 'B'], []],
  ['rawData of no length', `{"rawData":""}\n${lines('A')}`, ['A'], ['no_data']],
  ['rawData that is white space', `${failedRecord(Buffer.from('\n \n'))}\n${lines('A')}`, ['A'], ['no_data']],
  ['invalid base64', `{"rawData":"e3#"}\n${lines('A')}`, ['A'], ['invalid_base64']],
  ['rawData that is no text', `{"rawData":5}\n${lines('A')}`, ['A'], ['invalid_base64']],
  ['a line of another kind', `{"id":"x"}\n${lines('A')}`, ['A'], ['not_a_failed_record']],
  [
    'a value that is no object',
    `[1]\n${lines('A')}\n7`,
    ['A'],
    ['not_a_failed_record', 'not_a_failed_record'],
  ],
  ['a last line that is cut off', `${lines('A')}\n${lines('B').slice(0, 20)}`, ['A'], ['damaged_line']],
  [
    'a last line that is cut off behind its data',
    `${lines('A')}\n${lines('B').slice(0, -5)}`,
    ['A', 'B'],
    [],
  ],
  [
    'quotes that are not escaped, as the guide prints them',
    `{"attemptsMade":5,"errorMessage":"Received {"errorMessage": "Unauthorized"}","rawData":"${log('A').toString('base64')}","dataId":"1.0"}`,
    ['A'],
    [],
  ],
  ['two records on one line', `${lines('A')}${lines('B')}\n${lines('C')}`, ['A', 'B', 'C'], []],
  ['three of them, with a space', `${lines('A')} ${lines('B')} ${lines('C')}`, ['A', 'B', 'C'], []],
  [
    'one that is cut off, with another behind it',
    `${lines('A').slice(0, 20)}${lines('B')}`,
    ['B'],
    ['damaged_line'],
  ],
  [
    'one that is cut off inside its data, with another behind it',
    `${cutInData('A')}${lines('B')}`,
    ['B'],
    ['damaged_line'],
  ],
  ['one with another behind it that is cut off', `${lines('A')}${cutInData('B')}`, ['A'], ['damaged_line']],
  ['an object inside the record', `${lines('A').slice(0, -1)},"detail":{"a":{"rawData":"e30="}}}`, ['A'], []],
])('%s', async (_, text, accepted, parked) => {
  const world = newWorld({ 'errors/1': text });
  await attempt(world);
  expect(world.datadog.accepted).toEqual(accepted);
  expect(parkedLines(world.bucket).map(({ fields }) => fields['parkedReason'])).toEqual(parked);
  expect(keysUnder(world.bucket, 'errors/')).toEqual([]);
});

test('packed data that ends early gives what there is, and the whole object is kept', async () => {
  const packed = gzipSync(lines(...many(500)));
  const world = newWorld({ 'errors/1.gz': packed.subarray(0, packed.length - 40) });
  const report = await attempt(world, { job: { after: 'delete' } });
  expect(world.datadog.accepted.length).toBeGreaterThan(400);
  expect(report.records.parked.damaged_object).toBe(1);
  expect(world.bucket.get('parked/damaged-objects/errors/1.gz')?.bytes).toHaveLength(packed.length - 40);
  expect(keysUnder(world.bucket, 'errors/')).toEqual([]);
  // It lies where nothing expires, and a replay of what is parked does not send its good part again.
  const [accepted, places] = [world.datadog.accepted.length, keysUnder(world.bucket, 'parked/')];
  for (let run = 0; run < 3; run += 1) await attempt(world, { prefix: 'parked/' });
  expect(world.datadog.accepted).toHaveLength(accepted);
  expect(keysUnder(world.bucket, 'parked/')).toHaveLength(places.length);
  expect(world.bucket.has('parked/damaged-objects/errors/1.gz')).toBe(true);
});

test('a line longer than any failed record is not read to its end, and the whole object is kept', async () => {
  const text = `${lines('A')}\n${'x'.repeat(maxLineBytes + 1)}\n${lines('B')}`;
  const world = newWorld({ 'errors/1': text });
  const store = memoryStore(world.bucket, { now: () => nowMs, chunkBytes: 1_000_000 });
  const report = await attempt(world, { store });
  expect(world.datadog.accepted).toEqual(['A', 'B']);
  expect(report.records).toMatchObject({ found: 3, delivered: 2, parked: { line_too_long: 1 } });
  expect(world.bucket.get('parked/damaged-objects/errors/1')?.bytes).toHaveLength(text.length);
  expect(keysUnder(world.bucket, 'replayed/')).toEqual([]);
});

function cutInData(id: string): string {
  const line = lines(id);
  return line.slice(0, line.indexOf('"rawData":"') + 20);
}
