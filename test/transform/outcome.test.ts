import { describe, expect, test } from '@jest/globals';
import {
  addLines,
  countName,
  linesIn,
  listedCounts,
  logsOut,
  noLines,
  totalOf,
  type LineCounts,
} from '../../src/transform/outcome.ts';

const some = (): LineCounts => ({
  enriched: 1,
  untouched: { empty: 2, not_json: 4 },
  joined: new Map([['throwable', 8]]),
  excluded: new Map([['health', 16]]),
  sampled: new Map([
    ['debug', 32],
    ['trace', 64],
  ]),
  masked: new Map([['cards', 128]]),
  badRules: new Map([['typo', 256]]),
  ddtagsReplaced: 512,
});

describe('counts of lines', () => {
  test('lines that came are logs that went out, and what was joined or dropped', () => {
    expect(logsOut(some())).toBe(7);
    expect(linesIn(some())).toBe(127);
    expect(totalOf(some().sampled)).toBe(96);
    expect([logsOut(noLines()), linesIn(noLines()), totalOf(new Map())]).toEqual([0, 0, 0]);
  });

  test('what is added twice is there twice', () => {
    const total = noLines();
    addLines(total, some());
    expect(total).toEqual(some());
    addLines(total, some());
    expect(total).toMatchObject({ enriched: 2, untouched: { empty: 4, not_json: 8 }, ddtagsReplaced: 1_024 });
    expect([total.joined, total.excluded, total.sampled, total.masked, total.badRules].map(totalOf)).toEqual([
      16, 32, 192, 256, 512,
    ]);
  });

  test('what is taken away leaves no name behind, and of a part the rest', () => {
    const total = some();
    addLines(total, { ...noLines(), untouched: { empty: 1 }, sampled: new Map([['trace', 63]]) }, -1);
    expect(total).toEqual({
      ...some(),
      untouched: { empty: 1, not_json: 4 },
      sampled: new Map([
        ['debug', 32],
        ['trace', 1],
      ]),
    });
    addLines(total, structuredClone(total), -1);
    expect(total).toStrictEqual(noLines());
  });
});

describe('the counts of a report', () => {
  test('are in order, the highest first; those behind the fiftieth are one', () => {
    const shuffled = Array.from({ length: 60 }, (_, index) => (index * 7) % 60);
    const counts = new Map(shuffled.map((number) => [`rule ${number}`, number + 1]));
    const listed = Object.entries(listedCounts(counts));
    expect(listed).toHaveLength(51);
    expect(listed[0]).toEqual(['rule 59', 60]);
    expect(listed[49]).toEqual(['rule 10', 11]);
    expect(listed[50]).toEqual(['(others)', 55]);
  });

  test('of names that begin with the same 80 characters are one', () => {
    const counts = new Map<string, number>();
    countName(counts, 'x'.repeat(80));
    countName(counts, `${'x'.repeat(80)}y`, 2);
    countName(counts, 'x'.repeat(79));
    expect(listedCounts(counts)).toEqual({ ['x'.repeat(80)]: 3, ['x'.repeat(79)]: 1 });
  });
});
