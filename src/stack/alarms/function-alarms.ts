import {
  above,
  below,
  doctorCommand,
  firehoseMetric,
  kubehoseMetric,
  lambdaMetric,
  tailFunction,
  tailStream,
  wakeCommand,
  type Alarm,
  type AlarmContext,
  type Metric,
} from './alarm.ts';

/** What can go wrong in the functions that the stream calls. Source: AWS Lambda guide, `urls-monitoring`, `monitoring-metrics`. */
export const functionAlarms: readonly Alarm[] = [
  {
    id: 'ProcessingSuccessAlarm',
    name: 'processing-success',
    condition: 'Invocations of the transform fail in 2 of 3 periods.',
    means: 'After three retries Firehose writes the whole batch, untransformed, to `processing-failed/`.',
    runbook: (place) =>
      `\`${tailFunction(place, 'transform')}\`. A line "problems in the environment": deploy with the right parameters. No line at all: \`${doctorCommand(place)}\` names the missing permission. Then \`kubehose replay ${place.errors} --yes\`.`,
    inStack: ({ route }) => route === 'direct',
    watches: ({ streamName }) =>
      below(firehoseMetric(streamName, 'ExecuteProcessing.Success', 'Average'), 1, [2, 3]),
  },
  {
    id: 'RecordsFailedAlarm',
    name: 'records-failed',
    condition: 'The transform answered ProcessingFailed for a record.',
    means: 'The record did not fit and could not be put back on the stream; it is in `processing-failed/`.',
    runbook: (place) =>
      `\`${tailFunction(place, 'transform', '{ $.RecordsFailed > 0 }')}\` counts them by reason. \`put_back_failed\`: see \`throttled\`. Then \`kubehose replay ${place.errors} --yes\`. If it happens often, deploy with \`--param processorBufferMB=0.5\`.`,
    inStack: ({ route }) => route === 'direct',
    watches: ({ streamName }) => above(ofStream(streamName, 'RecordsFailed'), 0),
  },
  {
    id: 'RecordsPutBackAlarm',
    name: 'records-put-back',
    condition: 'Records are put back on the stream in 3 of 3 periods.',
    means:
      'Responses do not fit into the 6 MB of Lambda. Nothing is lost, but each such record is billed and delayed twice.',
    runbook: (place) =>
      `\`${tailFunction(place, 'transform', '{ $.RecordsReingested > 0 }')}\`. With \`packed\` in it: packed records need \`route=intake\`; take \`compression\` out of the ConfigMap. Else deploy with \`--param processorBufferMB=0.5\`.`,
    inStack: ({ route }) => route === 'direct',
    watches: ({ streamName }) => above(ofStream(streamName, 'RecordsReingested'), 0, [3, 3]),
  },
  {
    id: 'UntaggedAlarm',
    name: 'untagged',
    condition: 'More than half of the lines pass untouched in 3 of 3 periods.',
    means:
      'Logs arrive, but without tags: the kubernetes filter of the ConfigMap is gone, or `log_key` leaves only the text.',
    runbook: (place) =>
      `\`${tailFunction(place, 'transform', '{ $.LinesUntouched > 0 }')}\` counts them by reason. \`kubehose doctor --manifests FILE\` checks the ConfigMap from \`kubectl get configmap aws-logging -n aws-observability -o yaml\`.`,
    inStack: ({ route }) => route === 'direct',
    watches: untagged,
  },
  {
    id: 'TransformThrottledAlarm',
    name: 'transform-throttled',
    condition: 'Lambda refuses invocations of the transform in 2 of 3 periods.',
    means: 'The account is out of concurrency; after three retries whole batches fail.',
    runbook: (place) =>
      `\`aws lambda get-account-settings --region ${place.region}\` shows the limit; ask for more (\`service-quotas\`, code \`lambda\`), or deploy with \`--param transformConcurrency=20\`, which reserves them.`,
    inStack: ({ route }) => route === 'direct',
    watches: () => above(lambdaMetric('TransformLambdaFunction', 'Throttles'), 0, [2, 3]),
  },
  {
    id: 'IntakeRefusedAlarm',
    name: 'intake-refused',
    condition:
      'The intake, or AWS in front of it, refused a request that showed the access key, or answered 413 or 429.',
    means: '413 from AWS loses the batch for good. Requests of strangers (401, 404, 405) are not counted.',
    runbook: (place) =>
      `\`${tailStream(place, 'DestinationDelivery')}\` has the status. 413: deploy with \`--param deliveryBufferMB=1\`. 429: \`--param intakeConcurrency=…\` is too low, or the account is out of concurrency.`,
    inStack: ({ route }) => route === 'intake',
    watches: refused,
  },
  {
    id: 'IntakeKeyAlarm',
    name: 'intake-key',
    condition: 'The stream delivers nothing while the intake answers 401, in 3 of 3 periods.',
    means: 'Stream and intake disagree about the access key. Firehose keeps the records in the bucket.',
    runbook: (place) =>
      `\`${wakeCommand(place)}\` makes the stream read its secret again (Firehose does so every 10 minutes).`,
    inStack: ({ route }) => route === 'intake',
    watches: keyRefused,
  },
  {
    id: 'IntakeFailedAlarm',
    name: 'intake-failed',
    condition: 'The intake answers 5xx in 3 of 5 periods.',
    means:
      'Datadog does not accept, or its key is refused; Firehose retries for 5 minutes, then the records are in the bucket.',
    runbook: (place) =>
      `\`${tailFunction(place, 'intake', '{ $.status >= 500 }')}\` names what Datadog answered. Fix the secret or wait, then \`kubehose replay ${place.errors} --yes\`.`,
    inStack: ({ route }) => route === 'intake',
    watches: () => above(lambdaMetric('IntakeLambdaFunction', 'Url5xxCount'), 0, [3, 5]),
  },
  {
    id: 'IntakeParkedAlarm',
    name: 'intake-parked',
    condition: 'The intake parked a log.',
    means:
      'Datadog refuses it, or it cannot be read. It is in the bucket and reaches nobody until somebody looks.',
    runbook: (place) =>
      `\`kubehose replay ${place.parked}\` lists the reasons. Fix the cause (DD_SITE, the application's log), then the same with \`--yes\`.`,
    inStack: ({ route }) => route === 'intake',
    watches: ({ streamName }) => above(ofStream(streamName, 'IntakeParked'), 0),
  },
];

function ofStream(streamName: string, metric: string): Metric {
  return kubehoseMetric({ DeliveryStreamName: streamName }, metric);
}

function untagged({ streamName }: AlarmContext) {
  return {
    metrics: {
      untouched: ofStream(streamName, 'LinesUntouched'),
      tagged: ofStream(streamName, 'LinesEnriched'),
    },
    formula: '100 * untouched / (untouched + tagged)',
    is: 'above',
    threshold: 50,
    periodSeconds: 300,
    periods: 3,
    datapointsToAlarm: 3,
  } as const;
}

/** Requests without the access key are counted by the intake under no stream: whoever knows the URL can send them. */
const strangers = kubehoseMetric({ DeliveryStreamName: 'unknown' }, 'IntakeRequestsOfStrangers');

function refused() {
  return {
    metrics: { all: lambdaMetric('IntakeLambdaFunction', 'Url4xxCount'), strangers },
    formula: 'all - FILL(strangers, 0)',
    is: 'above',
    threshold: 0,
    periodSeconds: 300,
    periods: 1,
    datapointsToAlarm: 1,
  } as const;
}

function keyRefused({ streamName }: AlarmContext) {
  return {
    metrics: {
      strangers,
      success: firehoseMetric(streamName, 'DeliveryToHttpEndpoint.Success', 'Average'),
    },
    formula: 'IF(success < 1, FILL(strangers, 0), 0)',
    is: 'above',
    threshold: 0,
    periodSeconds: 300,
    periods: 3,
    datapointsToAlarm: 3,
  } as const;
}
