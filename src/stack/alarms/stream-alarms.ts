import { above, below, firehoseMetric, type Alarm } from './alarm.ts';

/** The most that AWS advises for this metric, in seconds; buffers and retries of our own stream end well before. */
export const maxFreshnessSeconds = 900;

/**
 * Metrics of Firehose that exist for an HTTP endpoint whose failed records alone go to S3: `DeliveryToS3.Records` and `BackupToS3`
 * do not. Source: Amazon Data Firehose developer guide, `monitoring-with-cloudwatch-metrics`.
 */
export const streamAlarms: readonly Alarm[] = [
  {
    id: 'FreshnessAlarm',
    name: 'delivery-freshness',
    condition: 'The oldest record that is not delivered has waited longer than buffer and retries take.',
    means: 'Deliveries hang: Datadog, the key, or the backup bucket. Firehose drops records after 24 hours.',
    runbook:
      'Look at the log stream `DestinationDelivery` of `/aws/kinesisfirehose/STREAM`. 401 or 403: mend the secret. 5xx or time-outs: wait, replay later. Nothing there: look at `BackupDelivery`; after mending S3 or IAM, any `update-destination` wakes a stalled stream.',
    inStack: () => true,
    watches: ({ streamName }) =>
      above(
        firehoseMetric(streamName, 'DeliveryToHttpEndpoint.DataFreshness', 'Maximum'),
        maxFreshnessSeconds,
        [2, 2],
      ),
  },
  {
    id: 'DeliverySuccessAlarm',
    name: 'delivery-success',
    condition: 'Requests to the endpoint fail in 3 of 5 periods.',
    means: 'Firehose retries for 5 minutes, then writes the records to the bucket: they need a replay.',
    runbook:
      'As for delivery-freshness. When deliveries succeed again: `kubehose replay s3://BUCKET/errors/ --yes`.',
    inStack: () => true,
    watches: ({ streamName }) =>
      below(firehoseMetric(streamName, 'DeliveryToHttpEndpoint.Success', 'Average'), 1, [3, 5]),
  },
  {
    id: 'BackupSuccessAlarm',
    name: 'backup-success',
    condition: 'Writing to the backup bucket fails.',
    means: 'If the endpoint fails too, the whole stream stops, and records are lost after 24 hours.',
    runbook:
      "`kubehose doctor --stream STREAM` names the missing right. Mend the bucket, its key or the stream's role, then let any `update-destination` wake the stream.",
    inStack: () => true,
    watches: ({ streamName }) => below(firehoseMetric(streamName, 'DeliveryToS3.Success', 'Average'), 1),
  },
  {
    id: 'ThrottledAlarm',
    name: 'throttled',
    condition: 'Firehose refuses records above its quota in 2 of 3 periods.',
    means:
      'Fluent Bit retries, but its buffer on Fargate holds 45 MB; then it pauses, and rotated files are lost.',
    runbook:
      'The quota rises by itself under lasting load. Ask for a higher one, switch on `--simple-aggregation` if requests or records are the limit, and slow down a replay into the stream.',
    inStack: () => true,
    watches: ({ streamName }) => above(firehoseMetric(streamName, 'ThrottledRecords', 'Sum'), 0, [2, 3]),
  },
  {
    id: 'QuotaAlarm',
    name: 'quota',
    condition: 'Bytes, records or requests are above 80 % of their quota for 15 minutes.',
    means: 'Throttling is near.',
    runbook: 'Ask for a higher quota now; it is raised for all three together.',
    inStack: () => true,
    watches: ({ streamName }) => ({
      metrics: {
        bytes: firehoseMetric(streamName, 'IncomingBytes', 'Sum'),
        maxbytes: firehoseMetric(streamName, 'BytesPerSecondLimit', 'Maximum'),
        records: firehoseMetric(streamName, 'IncomingRecords', 'Sum'),
        maxrecords: firehoseMetric(streamName, 'RecordsPerSecondLimit', 'Maximum'),
        puts: firehoseMetric(streamName, 'IncomingPutRequests', 'Sum'),
        maxputs: firehoseMetric(streamName, 'PutRequestsPerSecondLimit', 'Maximum'),
      },
      formula: 'MAX([bytes/300/maxbytes, records/300/maxrecords, puts/300/maxputs])',
      is: 'above',
      threshold: 0.8,
      periodSeconds: 300,
      periods: 3,
      datapointsToAlarm: 3,
    }),
  },
];
