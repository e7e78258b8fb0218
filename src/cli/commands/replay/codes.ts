import { globMatches } from '../../../datadog/glob.ts';
import type { ReplayJob } from '../../../replay/job.ts';
import { printable } from './report.ts';

const maxShown = 12;

/** A sentence for each `--error-code` that nothing matches, with the codes that there are. */
export function unmatchedCodes({ filter }: ReplayJob, found: Readonly<Record<string, unknown>>): string[] {
  const codes = Object.keys(found);
  const shown = codes.slice(0, maxShown).map(printable).join(', ');
  const there = codes.length === 0 ? 'there are none' : `there are: ${shown}`;
  return (filter.errorCodes ?? [])
    .filter((glob) => !codes.some((code) => globMatches(glob, code)))
    .map((glob) => `no code matches ${printable(glob)}; ${there}`);
}
