import { parseObject } from '../../json/fields.ts';

/** Adds up what the function's own log line counts of lines. */
export interface LineTotals {
  /** Takes a line of the function's log; anything else than its counts is left alone. */
  read(line: string): void;
  readonly totals: Readonly<Record<string, number>>;
}

/** Metrics of lines, by the name that the log line gives them. */
const lineMetric = /^Lines[A-Z][A-Za-z]{1,40}$/;

export function createLineTotals(): LineTotals {
  const totals: Record<string, number> = {};
  return {
    totals,
    read(line) {
      if (!line.startsWith('{')) return;
      for (const [name, value] of Object.entries(parseObject(line) ?? {}))
        if (lineMetric.test(name) && typeof value === 'number') totals[name] = (totals[name] ?? 0) + value;
    },
  };
}
