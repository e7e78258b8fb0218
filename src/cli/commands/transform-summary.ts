import type { LineCounts, NamedCounts } from '../../transform/outcome.ts';
import { formatBytes, formatCount } from '../output/numbers.ts';
import { alignColumns } from '../output/table.ts';

export interface TransformTotals {
  readonly records: number;
  /** Records of an event that were not answered `Ok`. */
  readonly failed: number;
  readonly lines: LineCounts;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** What `kubehose transform` says in the end, label and number aligned. */
export function transformSummary({ records, failed, lines, bytesIn, bytesOut }: TransformTotals): string {
  const untouched = Object.entries(lines.untouched).map(([reason, count]): [string, string] => [
    `untouched: ${reason.replaceAll('_', ' ')}`,
    formatCount(count),
  ]);
  const rows: [string, string][] = [
    ['records', formatCount(records)],
    ['lines tagged', formatCount(lines.enriched)],
    ...untouched,
    ...named('joined', lines.joined),
    ...named('excluded', lines.excluded),
    ...named('sampled out', lines.sampled),
    ...named('masked', lines.masked),
    ...named('bad rule', lines.badRules),
    ...(lines.ddtagsReplaced > 0
      ? [['ddtags replaced', formatCount(lines.ddtagsReplaced)] as [string, string]]
      : []),
    ...(failed > 0 ? [['records failed', formatCount(failed)] as [string, string]] : []),
    ['bytes in', formatBytes(bytesIn)],
    ['bytes out', formatBytes(bytesOut)],
  ];
  return alignColumns(rows)
    .map((line) => `${line}\n`)
    .join('');
}

function named(label: string, counts: NamedCounts): [string, string][] {
  return [...counts].map(([name, count]) => [`${label}: ${name}`, formatCount(count)]);
}
