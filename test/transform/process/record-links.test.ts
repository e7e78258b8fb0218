import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RecordLinks } from '../../../src/transform/process/record-links.ts';
import { runs } from '../../support/property.ts';

function groupsOf(pairs: readonly (readonly [number, number])[]): number[][] {
  const links = new RecordLinks();
  for (const [one, other] of pairs) links.link(one, other);
  return links
    .groups()
    .map((group) => group.toSorted((one, two) => one - two))
    .toSorted(([one = 0], [two = 0]) => one - two);
}

test.each<[readonly (readonly [number, number])[], number[][]]>([
  [[], []],
  [[[1, 1]], []],
  [[[0, 1]], [[0, 1]]],
  [
    [
      [0, 1],
      [1, 0],
      [0, 1],
    ],
    [[0, 1]],
  ],
  [
    [
      [0, 1],
      [2, 3],
    ],
    [
      [0, 1],
      [2, 3],
    ],
  ],
  [
    [
      [0, 1],
      [2, 3],
      [3, 1],
    ],
    [[0, 1, 2, 3]],
  ],
  [
    [
      [3, 2],
      [2, 1],
      [1, 0],
      [9, 8],
    ],
    [
      [0, 1, 2, 3],
      [8, 9],
    ],
  ],
])('%j: %j', (pairs, groups) => {
  expect(groupsOf(pairs)).toEqual(groups);
});

test('records are in one group where a way of links leads from one to the other', () => {
  const number = fc.nat(12);
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 15 }), (pairs) => {
      const links = pairs.filter(([one, other]) => one !== other);
      const reached = (from: number): number[] => {
        const seen = new Set([from]);
        for (const at of seen)
          for (const [one, other] of links) {
            if (one === at) seen.add(other);
            if (other === at) seen.add(one);
          }
        return [...seen].toSorted((one, two) => one - two);
      };
      const groups = groupsOf(pairs);
      expect(groups.flat().toSorted((one, two) => one - two)).toEqual(
        [...new Set(links.flat())].toSorted((one, two) => one - two),
      );
      for (const group of groups) expect(group).toEqual(reached(group[0]!));
    }),
    runs(),
  );
});
