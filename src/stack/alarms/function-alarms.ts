import { above, below, firehoseMetric, lambdaMetric, type Alarm } from './alarm.ts';

/** What can go wrong in the functions that the stream calls. Source: AWS Lambda guide, `urls-monitoring`, `monitoring-metrics`. */
export const functionAlarms: readonly Alarm[] = [
  {
    id: 'ProcessingSuccessAlarm',
    name: 'processing-success',
    condition: 'Invocations of the transform fail in 2 of 3 periods.',
    means: 'After three retries Firehose writes the whole batch, untransformed, to `processing-failed/`.',
    runbook:
      'Read the log group of the transform. A bad setting: deploy again. `Lambda.InvokeAccessDenied`: `kubehose attach --stream STREAM --dry-run` names the missing statement. Then replay.',
    inStack: ({ route }) => route === 'direct',
    watches: ({ streamName }) =>
      below(firehoseMetric(streamName, 'ExecuteProcessing.Success', 'Average'), 1, [2, 3]),
  },
  {
    id: 'RecordsFailedAlarm',
    name: 'records-failed',
    condition: 'The transform answered ProcessingFailed for a record.',
    means:
      'The record did not fit and could not be put back; Firehose does not retry it, it is in `processing-failed/`.',
    runbook:
      'The log line of the invocation counts them by reason. Usually a burst: replay. If it stays, lower the buffer of the processor.',
    inStack: ({ route }) => route === 'direct',
    watches: ({ streamName }) =>
      above(
        {
          namespace: 'kubehose',
          metric: 'RecordsFailed',
          dimensions: { DeliveryStreamName: streamName },
          statistic: 'Sum',
        },
        0,
      ),
  },
  {
    id: 'TransformThrottledAlarm',
    name: 'transform-throttled',
    condition: 'Lambda refuses invocations of the transform in 2 of 3 periods.',
    means: 'The account is out of concurrency; after three retries whole batches fail.',
    runbook: 'Ask for more concurrency, or reserve some for the transform.',
    inStack: ({ route }) => route === 'direct',
    watches: () => above(lambdaMetric('TransformLambdaFunction', 'Throttles'), 0, [2, 3]),
  },
  {
    id: 'IntakeRefusedAlarm',
    name: 'intake-refused',
    condition: 'The intake, or AWS in front of it, answered a request with a 4xx status.',
    means: '413 from AWS loses the batch for good. 401: stream and intake disagree about the access key.',
    runbook:
      'The log stream `DestinationDelivery` has the status. 413: lower `deliveryBufferMB`. 401: let any `update-destination` make the stream read its secret again.',
    inStack: ({ route }) => route === 'intake',
    watches: () => above(lambdaMetric('IntakeLambdaFunction', 'Url4xxCount'), 0),
  },
  {
    id: 'IntakeFailedAlarm',
    name: 'intake-failed',
    condition: 'The intake answers 5xx in 3 of 5 periods.',
    means:
      'Datadog does not accept, or its key is refused; Firehose retries for 5 minutes, then the records are in the bucket.',
    runbook:
      'Read the log group of the intake: it names what Datadog answered. Mend the secret or wait, then replay.',
    inStack: ({ route }) => route === 'intake',
    watches: () => above(lambdaMetric('IntakeLambdaFunction', 'Url5xxCount'), 0, [3, 5]),
  },
];
