import type { ReplayJob } from '../../../replay/job.ts';
import type { ReplayPlan } from '../../../replay/plan.ts';
import { formatBytes, formatCount, formatDuration, formatItems } from '../../output/numbers.ts';
import { alignColumns } from '../../output/table.ts';
import type { Target } from './options.ts';
import { printable } from './report.ts';
import { unmatchedCodes } from './codes.ts';

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
  const foreign = plan.objectsLeft.not_an_error_object ?? 0;
  return [
    `plan for ${where}; nothing is changed`,
    ...(foreign === 0
      ? []
      : [`${formatItems(plan.objects, 'object')}, ${formatCount(foreign)} of them no error objects`]),
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
    ...list('no error objects: left as they are', plan.notErrorObjects, foreign),
    '',
    ...happenings(plan, job, target),
    '',
  ].join('\n');
}

function happenings(plan: ReplayPlan, job: ReplayJob, target: Target): string[] {
  const lines = [
    ...sent(plan, job, target),
    ...Object.entries(plan.parked).map(
      ([reason, count]) =>
        `${formatItems(count, 'record')} that cannot be read (${reason}) ${go(count)} to parked/`,
    ),
  ];
  const staying = [
    ...Object.entries(plan.skipped).map(
      ([reason, count]) => `${formatItems(count, 'record')} ${stay(count)} (${reason})`,
    ),
    ...Object.entries(plan.objectsLeft).map(
      ([reason, count]) => `${formatItems(count, 'object')} ${stay(count)} (${reason})`,
    ),
    ...(plan.notErrorObjects.length > 0 ? ['if they are a backup of all data, add --raw'] : []),
    ...unmatchedCodes(job, plan.errorCodes),
  ];
  if (lines.length === 0) return ['nothing to replay', ...staying.map((line) => `  ${line}`)];
  return [
    'what will happen with --yes',
    ...[...lines, ...staying, after[job.after]].map((line) => `  ${line}`),
  ];
}

const after = {
  move: 'objects that are done move to replayed/',
  delete: 'objects that are done are deleted',
  keep: 'objects stay; what was sent is noted, so that it is not sent again',
} as const;

function sent(plan: ReplayPlan, job: ReplayJob, target: Target): string[] {
  const old = `${formatItems(plan.logsTooOld, 'log')} older than 18 h`;
  const isOne = plan.logsTooOld === 1;
  const oldSentences = {
    restamp: `${old} ${isOne ? 'gets' : 'get'} the time of the replay; the original time is kept as original_timestamp`,
    skip: `${old} ${stay(plan.logsTooOld)} where ${isOne ? 'it is' : 'they are'}`,
    send: `${old} ${isOne ? 'is' : 'are'} sent unchanged; Datadog will drop ${isOne ? 'it' : 'them'}`,
  };
  const to =
    target.kind === 'datadog'
      ? 'Datadog, tagged replayed:true'
      : `the stream ${target.stream}, with a count of replays`;
  const logs = plan.logs - (job.old === 'skip' ? plan.logsTooOld : 0);
  const isCut = plan.logsTooLarge > 0 && target.kind === 'datadog';
  return [
    ...(logs > 0 ? [`${formatItems(logs, 'log')} ${go(logs)} to ${to}`] : []),
    ...(plan.logsTooOld > 0 ? [oldSentences[job.old]] : []),
    ...(isCut ? [`${formatItems(plan.logsTooLarge, 'log')} above 1 MB will be cut, with a marker`] : []),
  ];
}

function go(count: number): string {
  return count === 1 ? 'goes' : 'go';
}

function stay(count: number): string {
  return count === 1 ? 'stays' : 'stay';
}

function named(title: string, counts: Readonly<Record<string, number>>): string[] {
  const rows = Object.entries(counts).sort(([, one], [, other]) => other - one);
  if (rows.length === 0) return [];
  const shown = rows.slice(0, maxRows).map(([name, count]) => [`  ${printable(name)}`, formatCount(count)]);
  const rest = rows.length > maxRows ? [`  and ${rows.length - maxRows} more`] : [];
  return ['', title, ...alignColumns(shown), ...rest];
}

function list(title: string, names: readonly string[], count: number): string[] {
  if (names.length === 0) return [];
  const rest = count > names.length ? [`  and ${formatCount(count - names.length)} more`] : [];
  return ['', title, ...names.map((name) => `  ${printable(name)}`), ...rest];
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
