import { countName, linesIn, logsOut, type NamedCounts, type TransformReport } from '../transform/outcome.ts';
import { metricDocument, sum } from './metric-document.ts';

/**
 * The one log line of an invocation, as a CloudWatch embedded metric format document: counts by reason to read, metrics to alarm
 * on. It holds numbers and the stream's name, never a payload.
 */
export function transformLogLine(report: TransformReport, streamName: string, nowMs: number): string {
  const { records, lines } = report;
  const metrics = {
    RecordsIn: records.in,
    RecordsDelivered: records.delivered,
    RecordsUntouched: records.untouched,
    RecordsFailed: sum(records.failed),
    RecordsReingested: records.reingested,
    LinesEnriched: lines.enriched,
    LinesUntouched: sum(lines.untouched),
    LinesIn: linesIn(lines),
    LogsOut: logsOut(lines),
    LinesJoined: total(lines.joined),
    LinesExcluded: total(lines.excluded),
    LinesSampled: total(lines.sampled),
    LogsMasked: total(lines.masked),
    BadRules: total(lines.badRules),
    ResponseBytes: report.responseBytes,
  };
  const details = {
    failed: records.failed,
    packed: records.packed,
    untouched: lines.untouched,
    ddtagsReplaced: lines.ddtagsReplaced,
    joined: byName(lines.joined),
    excluded: byName(lines.excluded),
    sampled: byName(lines.sampled),
    masked: byName(lines.masked),
    badRules: byName(lines.badRules),
  };
  return metricDocument(
    {
      event: 'transform',
      dimension: ['DeliveryStreamName', streamName],
      metrics,
      units: { ResponseBytes: 'Bytes' },
      details,
    },
    nowMs,
  );
}

/** Names that a log line lists: pods write rules, and there are many pods. */
const maxNames = 50;
const maxNameLength = 80;

function byName(counts: NamedCounts): Readonly<Record<string, number>> {
  const names = [...counts].toSorted(([, one], [, other]) => other - one);
  const listed: NamedCounts = new Map();
  for (const [index, [name, value]] of names.entries())
    countName(listed, index < maxNames ? name.slice(0, maxNameLength) : '(others)', value);
  return Object.fromEntries(listed);
}

function total(counts: NamedCounts): number {
  return [...counts.values()].reduce((all, value) => all + value, 0);
}
