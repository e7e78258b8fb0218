import type { RecordCounts, ReplayReport } from '../../../replay/report.ts';
import { formatBytes, formatCount } from '../../output/numbers.ts';
import { alignColumns } from '../../output/table.ts';

/** The report of a replay as text: by error code, then sums that add up. */
export function reportText(report: ReplayReport): string {
  const { objects, records, sent, settledBefore } = report;
  const codes = Object.entries(report.byErrorCode).sort(([, one], [, other]) => other.found - one.found);
  const rows = [...codes, ...(codes.length > 1 ? [['in all', records] as const] : [])];
  const lines = [
    ...alignColumns([
      ['error code', 'found', 'delivered', 'parked', 'skipped', 'due'],
      ...rows.map(([code, counts]) => [printable(code)].concat(columns(counts).map(formatCount))),
    ]),
    '',
    replayBalance(records),
    `objects ${formatCount(objects.found)} = settled ${formatCount(objects.settled)} + left ${withReasons(objects.left)}`,
    `sent ${formatCount(sent.items)} logs, ${formatBytes(sent.bytes)}; redated ${formatCount(sent.restamped)}, cut ${formatCount(sent.cut)}`,
    ...(settledBefore > 0
      ? [`${formatCount(settledBefore)} records were brought back by an earlier run`]
      : []),
  ];
  return `${(records.found === 0 ? lines.slice(2) : lines).join('\n')}\n`;
}

/** `found N = delivered N + parked N (reasons) + skipped N (reasons) + still due N`. */
export function replayBalance({ found, delivered, parked, skipped, due }: RecordCounts): string {
  return (
    `found ${formatCount(found)} = delivered ${formatCount(delivered)} + parked ${withReasons(parked)} + ` +
    `skipped ${withReasons(skipped)} + still due ${formatCount(due)}`
  );
}

/** 0 all settled, 2 some parked or skipped, 3 still due, 130 interrupted. */
export function exitCodeOf({ records, objects, stopped }: ReplayReport): number {
  if (stopped?.cause === 'interrupted') return 130;
  // One that is gone is somebody else's work; the records of one with skipped ones are counted by themselves.
  const { before_since: beforeSince = 0, gone: _gone, skipped: _skipped, ...due } = objects.left;
  if (stopped !== undefined || records.due > 0 || total(due) > 0) return 3;
  return total(records.parked) + total(records.skipped) + beforeSince > 0 ? 2 : 0;
}

/** Names of objects, codes and namespaces come from outside; a terminal must not obey them. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd');
}

function columns({ found, delivered, parked, skipped, due }: RecordCounts): number[] {
  return [found, delivered, total(parked), total(skipped), due];
}

function withReasons(counts: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(counts).map(([reason, count]) => `${reason} ${formatCount(count)}`);
  return `${formatCount(total(counts))}${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`;
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
