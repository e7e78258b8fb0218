import { linesIn, listedCounts, logsOut, totalOf, type TransformReport } from '../transform/outcome.ts';
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
    LinesJoined: totalOf(lines.joined),
    LinesExcluded: totalOf(lines.excluded),
    LinesSampled: totalOf(lines.sampled),
    LogsMasked: totalOf(lines.masked),
    BadRules: totalOf(lines.badRules),
    ResponseBytes: report.responseBytes,
  };
  const details = {
    failed: records.failed,
    packed: records.packed,
    untouched: lines.untouched,
    ddtagsReplaced: lines.ddtagsReplaced,
    joined: listedCounts(lines.joined),
    excluded: listedCounts(lines.excluded),
    sampled: listedCounts(lines.sampled),
    masked: listedCounts(lines.masked),
    badRules: listedCounts(lines.badRules),
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
