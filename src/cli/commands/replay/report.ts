import type { DueReason, RecordCounts, ReplayLines, ReplayReport } from '../../../replay/report.ts';
import { formatBytes, formatCount, formatItems } from '../../output/numbers.ts';
import { alignColumns } from '../../output/table.ts';

/** The report of a replay as text: by error code, then sums that add up. */
export function reportText(report: ReplayReport): string {
  const { objects, records, lines: counts, sent, settledBefore } = report;
  const codes = Object.entries(report.byErrorCode).sort(([, one], [, other]) => other.found - one.found);
  const rows = [...codes, ...(codes.length > 1 ? [['in all', records] as const] : [])];
  const lines = [
    ...alignColumns([
      ['error code', 'found', 'delivered', 'dropped', 'parked', 'skipped', 'due'],
      ...rows.map(([code, of]) => [printable(code)].concat(columns(of).map(formatCount))),
    ]),
    '',
    replayBalance(records),
    ...linesBalance(counts),
    `objects ${formatCount(objects.found)} = settled ${formatCount(objects.settled)} + left ${withReasons(objects.left)}`,
    `sent ${formatItems(sent.items, 'log')}, ${formatBytes(sent.bytes)}; redated ${formatCount(sent.restamped)}, cut ${formatCount(sent.cut)}, repaired ${formatCount(sent.repaired)}`,
    ...(settledBefore > 0 ? [`brought back by an earlier run: ${formatItems(settledBefore, 'record')}`] : []),
  ];
  return `${(records.found === 0 ? lines.slice(2) : lines).join('\n')}\n`;
}

/** The same for lines, where rules and joining have done something: `lines N = logs N + joined N (reasons) + …; masked N (rules)`. */
function linesBalance({ found, delivered, parked, skipped, due, ...named }: ReplayLines): string[] {
  const { joined, excluded, sampled, masked } = named;
  if ([joined, excluded, sampled, masked].every((counts) => total(counts) === 0)) return [];
  return [
    `lines ${formatCount(found)} = logs ${formatCount(delivered)} + joined ${withReasons(joined)} + ` +
      `excluded ${withReasons(excluded)} + sampled out ${withReasons(sampled)} + parked ${formatCount(parked)} + ` +
      `skipped ${formatCount(skipped)} + still due ${formatCount(due)}; masked ${withReasons(masked)}`,
  ];
}

/** `found N = delivered N + parked N (reasons) + skipped N (reasons) + still due N`. */
export function replayBalance({ found, delivered, dropped, parked, skipped, due }: RecordCounts): string {
  const byRules = dropped === 0 ? '' : `dropped ${formatCount(dropped)} + `;
  return (
    `found ${formatCount(found)} = delivered ${formatCount(delivered)} + ${byRules}parked ${withReasons(parked)} + ` +
    `skipped ${withReasons(skipped)} + still due ${formatCount(due)}`
  );
}

/** `due 450: Datadog answered 503, 12 tries, last 14:36:02Z`. */
export function dueLine({ reason, records, tries, lastMs }: DueReason): string {
  const last = lastMs === undefined ? '' : `, last ${new Date(lastMs).toISOString().slice(11, 19)}Z`;
  const made = tries === 0 ? '' : `, ${formatItems(tries, 'try', 'tries')}${last}`;
  return `due ${formatCount(records)}: ${printable(reason)}${made}`;
}

/** The report of a job that stopped, with the objects of the listing that it did not come to. */
export function withUnreached(report: ReplayReport, listed: number): ReplayReport {
  const { objects, stopped } = report;
  const unreached = listed - objects.found;
  if (stopped === undefined || unreached <= 0) return report;
  const left = { ...objects.left, not_reached: (objects.left.not_reached ?? 0) + unreached };
  return { ...report, objects: { ...objects, found: listed, left } };
}

/** 0 all settled, 2 some parked, skipped or somebody else's, 3 still due, 130 interrupted. */
export function exitCodeOf({ records, objects, stopped }: ReplayReport): number {
  if (stopped?.cause === 'interrupted') return 130;
  // One that is gone is somebody else's work; the records of one with skipped ones are counted by themselves.
  const { before_since: old = 0, not_an_error_object: foreign = 0, ...rest } = objects.left;
  const { gone: _gone, skipped: _skipped, ...due } = rest;
  if (stopped !== undefined || records.due > 0 || total(due) > 0) return 3;
  return total(records.parked) + total(records.skipped) + old + foreign > 0 ? 2 : 0;
}

/** Names of objects, codes and namespaces come from outside; a terminal must not obey them. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd');
}

function columns({ found, delivered, dropped, parked, skipped, due }: RecordCounts): number[] {
  return [found, delivered, dropped, total(parked), total(skipped), due];
}

function withReasons(counts: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(counts).map(
    ([reason, count]) => `${printable(reason)} ${formatCount(count)}`,
  );
  return `${formatCount(total(counts))}${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`;
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
