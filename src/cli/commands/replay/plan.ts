import type { ReplayJob } from '../../../replay/job.ts';
import type { ReplayPlan } from '../../../replay/plan.ts';
import { formatBytes, formatCount, formatDuration } from '../../output/numbers.ts';
import { alignColumns } from '../../output/table.ts';
import type { Target } from './options.ts';
import { printable } from './report.ts';

const maxRows = 12;

/** The plan as text: what is there, and what would happen to it. */
export function planText(plan: ReplayPlan, job: ReplayJob, target: Target, where: string): string {
  const { firstArrivalMs, lastArrivalMs } = plan;
  const span =
    firstArrivalMs === undefined || lastArrivalMs === undefined
      ? []
      : [
          [
            '  arrived',
            `${iso(firstArrivalMs)} to ${iso(lastArrivalMs)} (${spanOf(lastArrivalMs - firstArrivalMs)})`,
          ],
        ];
  return [
    `plan for ${where}; nothing is changed`,
    ...alignColumns([
      ['  objects', `${formatCount(plan.objects)}, ${formatBytes(plan.objectBytes)}`],
      ['  records', formatCount(plan.records)],
      ['  logs to send', `${formatCount(plan.logs)}, ${formatBytes(plan.logBytes)}`],
      ...span,
      ['  older than 18 h', formatCount(plan.logsTooOld)],
      ...rowsOf('  brought back before', plan.recordsSettledBefore),
    ]),
    ...named('error codes', plan.errorCodes),
    ...named('namespaces', plan.namespaces),
    '',
    'what will happen with --yes',
    ...happenings(plan, job, target).map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function happenings(plan: ReplayPlan, job: ReplayJob, target: Target): string[] {
  const old = formatCount(plan.logsTooOld);
  const oldSentences = {
    restamp: `${old} logs older than 18 h get the time of the replay; theirs is kept as original_timestamp`,
    skip: `${old} logs older than 18 h stay where they are`,
    send: `${old} logs older than 18 h are sent as they are; Datadog will drop them`,
  };
  const afterSentences = {
    move: 'objects that are done move to replayed/',
    delete: 'objects that are done are deleted',
    keep: 'objects stay; what was sent is noted, so that it is not sent again',
  };
  const to =
    target.kind === 'datadog'
      ? 'Datadog, tagged replayed:true'
      : `the stream ${target.stream}, with a count of replays`;
  return [
    `${formatCount(plan.logs - (job.old === 'skip' ? plan.logsTooOld : 0))} logs go to ${to}`,
    ...(plan.logsTooOld > 0 ? [oldSentences[job.old]] : []),
    ...(plan.logsTooLarge > 0 && target.kind === 'datadog'
      ? [`${formatCount(plan.logsTooLarge)} logs above 1 MB are cut, with a marker`]
      : []),
    ...Object.entries(plan.parked).map(
      ([reason, count]) => `${formatCount(count)} records that cannot be read (${reason}) go to parked/`,
    ),
    ...Object.entries(plan.skipped).map(
      ([reason, count]) => `${formatCount(count)} records stay (${reason})`,
    ),
    ...Object.entries(plan.objectsLeft).map(
      ([reason, count]) => `${formatCount(count)} objects stay (${reason})`,
    ),
    ...((plan.skipped.not_a_failed_record ?? 0) > 0 && !job.raw
      ? ['lines that are no failed records: if this is a backup of all data, add --raw']
      : []),
    afterSentences[job.after],
  ];
}

function named(title: string, counts: Readonly<Record<string, number>>): string[] {
  const rows = Object.entries(counts).sort(([, one], [, other]) => other - one);
  if (rows.length === 0) return [];
  const shown = rows.slice(0, maxRows).map(([name, count]) => [`  ${printable(name)}`, formatCount(count)]);
  const rest = rows.length > maxRows ? [`  and ${rows.length - maxRows} more`] : [];
  return ['', title, ...alignColumns(shown), ...rest];
}

function rowsOf(name: string, count: number): string[][] {
  return count === 0 ? [] : [[name, formatCount(count)]];
}

function spanOf(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours < 1) return formatDuration(ms);
  return hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`;
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}
