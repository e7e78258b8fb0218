import { defaultLimits } from '../../../replay/job.ts';
import { whereOf, type ReplayRequest } from './options.ts';

/** The command that continues where this one ended, with the options that differ from their defaults. Times are absolute, since "2h ago" is another time by then. */
export function resumeCommand({ source, target, job, region, json }: ReplayRequest): string {
  const { filter } = job;
  const options: readonly (readonly [string, string | undefined])[] = [
    ['since', isoOf(filter.sinceMs)],
    ['until', isoOf(filter.untilMs)],
    ...(filter.errorCodes ?? []).map((code) => ['error-code', code] as const),
    ...(filter.tags ?? []).map((tag) => ['tag', tag] as const),
    ['old', unless(target.kind === 'firehose' ? 'skip' : 'restamp', job.old)],
    ['after', unless('move', job.after)],
    ['to', target.kind === 'datadog' ? undefined : target.option],
    ['rate', job.bytesPerSecond === undefined ? undefined : `${Math.ceil(job.bytesPerSecond)}B/s`],
    ['concurrency', unless(defaultLimits.concurrency, job.concurrency)],
    ['max-attempts', unless(defaultLimits.maxAttempts, job.maxAttempts)],
    ['region', region],
  ];
  const given = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, quoted(value)]));
  const flags = [...(job.raw ? ['--raw'] : []), ...(json ? ['--json'] : []), '--yes'];
  return ['kubehose replay', quoted(whereOf(source)), ...given, ...flags].join(' ');
}

function unless<T extends string | number>(usual: T, value: T): string | undefined {
  return value === usual ? undefined : String(value);
}

function isoOf(timeMs: number | undefined): string | undefined {
  return timeMs === undefined ? undefined : new Date(timeMs).toISOString();
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
