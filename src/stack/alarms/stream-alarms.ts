import {
  above,
  below,
  doctorCommand,
  firehoseMetric,
  kubehoseMetric,
  tailStream,
  wakeCommand,
  type Alarm,
  type AlarmContext,
} from './alarm.ts';

/** For a stream of somebody else, whose buffer and retries may be longer: what AWS advises, in seconds. */
const maxFreshnessSeconds = 900;

/** Of our own stream: buffer (60), retries (300) and some slack. */
export const maxOwnFreshnessSeconds = 420;

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
    runbook: (place) =>
      `\`${doctorCommand(place)}\`, then \`${tailStream(place, 'DestinationDelivery')}\`. 401 or 403: fix the secret. 5xx or time-outs: Datadog is down, replay later. Nothing there: look at \`BackupDelivery\` in the same way, fix S3 or IAM, then \`${wakeCommand(place)}\`.`,
    inStack: () => true,
    watches: ({ streamName, ownStream }) =>
      above(
        firehoseMetric(streamName, 'DeliveryToHttpEndpoint.DataFreshness', 'Maximum'),
        ownStream ? maxOwnFreshnessSeconds : maxFreshnessSeconds,
        [2, 2],
      ),
  },
  {
    id: 'DeliverySuccessAlarm',
    name: 'delivery-success',
    condition: 'Requests to the endpoint fail in 3 of 5 periods.',
    means: 'Firehose retries for 5 minutes, then writes the records to the bucket: they need a replay.',
    runbook: (place) =>
      `\`${tailStream(place, 'DestinationDelivery')}\` names the answer. 401 or 403: fix the secret, then \`${wakeCommand(place)}\`. 5xx or time-outs: wait. When deliveries succeed again: \`kubehose replay ${place.errors} --yes\`.`,
    inStack: () => true,
    watches: ({ streamName }) =>
      below(firehoseMetric(streamName, 'DeliveryToHttpEndpoint.Success', 'Average'), 1, [3, 5]),
  },
  {
    id: 'BatchLostAlarm',
    name: 'batch-lost',
    condition: 'The endpoint answered 413 to a batch.',
    means: 'Firehose drops such a batch for good: no retry, nothing in the bucket.',
    runbook: (place) =>
      `\`${doctorCommand(place)}\` checks the buffer. Deploy again with a smaller one, \`--param deliveryBufferMB=1\`.`,
    inStack: ({ ownStream }) => ownStream,
    watches: ({ streamName }) => above(kubehoseMetric({}, `BatchesLost-${streamName}`), 0),
  },
  {
    id: 'BackupSuccessAlarm',
    name: 'backup-success',
    condition: 'Writing to the backup bucket fails.',
    means: 'If the endpoint fails too, the whole stream stops, and records are lost after 24 hours.',
    runbook: (place) =>
      `\`${doctorCommand(place)}\` names the missing permission. Fix the bucket, its key or the stream's role, then \`${wakeCommand(place)}\`.`,
    inStack: () => true,
    watches: ({ streamName }) => below(firehoseMetric(streamName, 'DeliveryToS3.Success', 'Average'), 1),
  },
  {
    id: 'ThrottledAlarm',
    name: 'throttled',
    condition: 'Firehose refuses records above its quota in 2 of 3 periods.',
    means:
      'Fluent Bit retries, but its buffer on Fargate holds 45 MB; then it pauses, and rotated files are lost.',
    runbook: (place) =>
      `\`aws service-quotas list-service-quotas --service-code firehose --region ${place.region}\`: ask for a higher quota (it takes hours to days). If requests or records are the limit, \`kubehose manifests --simple-aggregation\` lowers both. Slow down a replay into the stream (\`--rate\`).`,
    inStack: () => true,
    watches: ({ streamName }) => above(firehoseMetric(streamName, 'ThrottledRecords', 'Sum'), 0, [2, 3]),
  },
  {
    id: 'QuotaAlarm',
    name: 'quota',
    condition: 'Bytes, records or requests are above 80 % of their quota for 15 minutes.',
    means: 'Throttling is near.',
    runbook: (place) =>
      `\`aws service-quotas list-service-quotas --service-code firehose --region ${place.region}\`: ask for a higher quota now; AWS raises all three together.`,
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
  {
    id: 'NoLogsAlarm',
    name: 'no-logs',
    condition: 'No record reached the stream for as many hours as `noLogsAlarmHours` says.',
    means:
      'The log router stopped: its ConfigMap, the pod execution role, or no pod runs on Fargate any more.',
    runbook: (place) =>
      `\`${doctorCommand(place)} --pod-execution-role ROLE --manifests FILE\`, with the ConfigMap from \`kubectl get configmap aws-logging -n aws-observability -o yaml\`. Pods keep the settings they started with: restart one and look at its events.`,
    inStack: ({ noLogsAlarmHours }) => noLogsAlarmHours > 0,
    watches: noLogs,
  },
];

function noLogs({ streamName, noLogsAlarmHours }: AlarmContext) {
  return {
    ...below(firehoseMetric(streamName, 'IncomingRecords', 'Sum'), 1),
    periodSeconds: 3_600,
    periods: noLogsAlarmHours,
    datapointsToAlarm: noLogsAlarmHours,
    missingData: 'breaching',
  } as const;
}
