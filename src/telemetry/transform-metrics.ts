import type { TransformReport } from '../transform/outcome.ts';

/**
 * The one log line of an invocation, as a CloudWatch embedded metric format document: counts by reason to read, metrics to alarm
 * on. It holds numbers and the stream's name, never a payload. Source: CloudWatch user guide, embedded metric format.
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
    ResponseBytes: report.responseBytes,
  };
  return JSON.stringify({
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [
        {
          Namespace: 'kubehose',
          Dimensions: [['DeliveryStreamName']],
          Metrics: Object.keys(metrics).map((Name) => ({
            Name,
            Unit: Name === 'ResponseBytes' ? 'Bytes' : 'Count',
          })),
        },
      ],
    },
    event: 'transform',
    DeliveryStreamName: streamName,
    ...metrics,
    failed: records.failed,
    untouched: lines.untouched,
    ddtagsReplaced: lines.ddtagsReplaced,
  });
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, value) => total + value, 0);
}
