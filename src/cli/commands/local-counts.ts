import { failedTotal, underWay, type LocalCounts } from '../../local/counts.ts';
import { formatCount } from '../output/numbers.ts';

/** The counts in one line, as they change. */
export function countsLine(counts: LocalCounts): string {
  const parts: readonly [string, number][] = [
    ['in', counts.in],
    ['invocations', counts.invocations],
    ['tagged', counts.tagged],
    ['untouched', counts.untouched],
    ['delivered', counts.delivered],
    ['dropped', counts.dropped],
    ['failed', failedTotal(counts)],
    ['re-ingested', counts.reIngested],
    ['on their way', underWay(counts)],
  ];
  return parts.map(([name, count]) => `${name} ${formatCount(count)}`).join(' · ');
}

/** `in N = delivered N + dropped N + failed N (reasons) + re-ingested N`: every record has its fate. */
export function streamBalance(counts: LocalCounts): string {
  const reasons = Object.entries(counts.failed).map(([code, count]) => `${code} ${formatCount(count)}`);
  const bracket = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return (
    `in ${formatCount(counts.in)} = delivered ${formatCount(counts.delivered)} + ` +
    `dropped ${formatCount(counts.dropped)} + failed ${formatCount(failedTotal(counts))}${bracket} + ` +
    `re-ingested ${formatCount(counts.reIngested)}`
  );
}

/** What was added between two snapshots. */
export function countsSince(now: LocalCounts, before: LocalCounts): LocalCounts {
  const failed = Object.entries(now.failed)
    .map(([code, count]): [string, number] => [code, count - (before.failed[code] ?? 0)])
    .filter(([, count]) => count > 0);
  return {
    in: now.in - before.in,
    invocations: now.invocations - before.invocations,
    delivered: now.delivered - before.delivered,
    tagged: now.tagged - before.tagged,
    parked: now.parked - before.parked,
    untouched: now.untouched - before.untouched,
    dropped: now.dropped - before.dropped,
    reIngested: now.reIngested - before.reIngested,
    errorObjects: now.errorObjects - before.errorObjects,
    failed: Object.fromEntries(failed),
  };
}
