import { expect, test } from '@jest/globals';
import { explainDate } from '../../../src/transform/explain/explain-date.ts';

const timeMs = Date.parse('2026-11-28T11:00:00Z');
const local = { kind: 'date', timeMs, converted: true, hasTimeOfDay: true, lacksZone: true } as const;

test.each([
  ['the CRI time', timeMs - 3_600_000],
  ['the time at which the line was written or arrived', undefined],
])('a date that is local time, as %s says', (witness, criTimeMs) => {
  const dates = [{ attribute: 'timestamp', place: 'outer', value: local }] as const;
  const { lost } = explainDate({ dates, criTimeMs, arrivalMs: timeMs - 3_500_000 })!;
  expect(lost[0]).toMatchObject({
    because: `local time: it names no zone, and as UTC ${witness} speaks against it`,
  });
});
