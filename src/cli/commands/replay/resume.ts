import { whereOf, type ReplayRequest } from './options.ts';

/** The command that goes on where this one ended. Times are absolute, since "2h ago" is another time by then. */
export function resumeCommand({ source, target, job, region, json }: ReplayRequest): string {
  const { filter } = job;
  const options: readonly (readonly [string, string | undefined])[] = [
    ['since', isoOf(filter.sinceMs)],
    ['until', isoOf(filter.untilMs)],
    ...(filter.errorCodes ?? []).map((code) => ['error-code', code] as const),
    ...(filter.tags ?? []).map((tag) => ['tag', tag] as const),
    ['old', job.old],
    ['after', job.after],
    ['to', target.kind === 'datadog' ? undefined : target.option],
    ['rate', job.bytesPerSecond === undefined ? undefined : `${Math.ceil(job.bytesPerSecond)}B/s`],
    ['concurrency', String(job.concurrency)],
    ['max-attempts', String(job.maxAttempts)],
    ['region', region],
  ];
  const given = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, quoted(value)]));
  const flags = [...(job.raw ? ['--raw'] : []), ...(json ? ['--json'] : []), '--yes'];
  return ['kubehose replay', quoted(whereOf(source)), ...given, ...flags].join(' ');
}

function isoOf(timeMs: number | undefined): string | undefined {
  return timeMs === undefined ? undefined : new Date(timeMs).toISOString();
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
