import type { ResponseBudget } from '../fit.ts';
import type { RecordLinks } from './record-links.ts';

/**
 * Makes the response fit, and lets records whose lines are in one log share its fate: when one of them gives way or fails, the log
 * does not go out, so the originals of all of them go back or fail. `originalOf` gives the data of a record as it came.
 */
export function fitTogether(
  budget: ResponseBudget,
  links: RecordLinks | undefined,
  originalOf: (index: number) => string,
): void {
  const groups = links?.groups() ?? [];
  // A record that gives way takes more room than one that is dropped, so that others may have to follow.
  do budget.fit();
  while (groups.filter((group) => share(budget, group, originalOf)).length > 0);
}

/** Whether a record of the group had to give way with the others. */
function share(
  budget: ResponseBudget,
  group: readonly number[],
  originalOf: (index: number) => string,
): boolean {
  const hasFailed = (index: number): boolean => {
    const { kind } = budget.fates[index]!;
    return kind === 'displaced' || kind === 'failed';
  };
  if (!group.some(hasFailed)) return false;
  const others = group.filter((index) => !hasFailed(index));
  for (const index of others) {
    const fate = budget.fates[index]!;
    const enrichedLength = fate.kind === 'enriched' ? fate.data.length : 0;
    budget.change(index, { kind: 'displaced', original: originalOf(index), enrichedLength });
  }
  return others.length > 0;
}
