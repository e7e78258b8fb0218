import type { ReplayReport } from '../replay/report.ts';
import { metricDocument, sum } from './metric-document.ts';

/**
 * The one log line of an invocation of replay, as a CloudWatch embedded metric format document. It holds numbers, reasons and the
 * bucket's name, never a key of an object, a payload or an API key.
 */
export function replayLogLine(report: ReplayReport, bucket: string, nowMs: number): string {
  const { records, lines, objects, sent } = report;
  const metrics = {
    ReplayRecordsFound: records.found,
    ReplayRecordsDelivered: records.delivered,
    ReplayRecordsDropped: records.dropped,
    ReplayRecordsParked: sum(records.parked),
    ReplayRecordsSkipped: sum(records.skipped),
    ReplayRecordsDue: records.due,
    ReplayLinesJoined: sum(lines.joined),
    ReplayLogsExcluded: sum(lines.excluded),
    ReplayLogsSampled: sum(lines.sampled),
    ReplayLogsMasked: sum(lines.masked),
    ReplayObjectsSettled: objects.settled,
    ReplayObjectsLeft: sum(objects.left),
    ReplayBytesSent: sent.bytes,
  };
  const details = {
    parked: records.parked,
    skipped: records.skipped,
    left: objects.left,
    linesFound: lines.found,
    logsDelivered: lines.delivered,
    linesParked: lines.parked,
    linesSkipped: lines.skipped,
    linesDue: lines.due,
    joined: lines.joined,
    excluded: lines.excluded,
    sampled: lines.sampled,
    masked: lines.masked,
    byErrorCode: report.byErrorCode,
    redated: sent.restamped,
    cut: sent.cut,
    repaired: sent.repaired,
    dueReasons: report.dueReasons.filter(({ tries }) => tries > 0),
    stopped: report.stopped?.cause,
  };
  return metricDocument(
    {
      event: 'replay',
      dimension: ['Bucket', bucket],
      metrics,
      units: { ReplayBytesSent: 'Bytes' },
      details,
    },
    nowMs,
  );
}
