import { describe, expect, test } from '@jest/globals';
import { ResponseBudget, type Fate } from '../../../src/transform/fit.ts';
import { RecordLinks } from '../../../src/transform/process/record-links.ts';
import { fitTogether } from '../../../src/transform/process/share-fates.ts';

const enriched: Fate = {
  kind: 'enriched',
  data: 'A'.repeat(100),
  original: 'own original',
  wayOut: 'put_back',
};
const dropped: Fate = { kind: 'dropped' };
const failed: Fate = { kind: 'failed', reason: 'no_data' };

/** A budget with these answers, and room for so many bytes more. */
function budgetOf(fates: readonly Fate[], room: number): ResponseBudget {
  const measured = new ResponseBudget();
  const add = (budget: ResponseBudget) => {
    for (const [index, fate] of fates.entries()) budget.add(String(index), fate);
    return budget;
  };
  return add(new ResponseBudget(add(measured).bytes + room));
}

function shared(fates: readonly Fate[], groups: readonly (readonly [number, number])[], room = 0) {
  const budget = budgetOf(fates, room);
  const links = new RecordLinks();
  for (const [one, other] of groups) links.link(one, other);
  fitTogether(budget, links, (index) => `original ${index}`);
  return budget.fates;
}

const goesBack = (index: number, enrichedLength = 0) => ({
  kind: 'displaced',
  original: `original ${index}`,
  enrichedLength,
});

describe('records whose lines are in one log', () => {
  test('go out together, where all of them can', () => {
    expect(shared([enriched, dropped, failed], [[0, 1]])).toEqual([enriched, dropped, failed]);
  });

  test.each<[string, Fate]>([
    ['failed', failed],
    ['gave way', { kind: 'displaced', original: 'x', enrichedLength: 9 }],
  ])('go back together, each as it came, where one of them %s', (_, lost) => {
    expect(
      shared(
        [lost, dropped, enriched, dropped],
        [
          [0, 1],
          [0, 2],
        ],
        1_000,
      ),
    ).toEqual([lost, goesBack(1), goesBack(2, 100), dropped]);
  });

  test('make others follow, where what gives way takes more room than what was dropped', () => {
    const fates = [enriched, dropped, failed, dropped];
    expect(
      shared(fates, [
        [0, 1],
        [2, 3],
      ]),
    ).toEqual([
      { kind: 'displaced', original: 'own original', enrichedLength: 100 },
      goesBack(1),
      failed,
      goesBack(3),
    ]);
    expect(
      shared(
        fates,
        [
          [0, 1],
          [2, 3],
        ],
        1_000,
      ),
    ).toEqual([enriched, dropped, failed, goesBack(3)]);
  });

  test('without links the response is made to fit all the same', () => {
    const budget = budgetOf([enriched, enriched], -1);
    fitTogether(budget, undefined, String);
    expect(budget.fates.map(({ kind }) => kind)).toEqual(['enriched', 'displaced']);
  });
});
