import { above, queueMetric, type Alarm } from './alarm.ts';
import { ref } from '../template.ts';

/**
 * After two attempts and before the third: from the third on SQS counts a message no longer, so a higher age is never told.
 * Source: Amazon SQS developer guide, `sqs-available-cloudwatch-metrics`.
 */
export const maxBacklogAgeSeconds = 10_800;

/** What waits to be replayed, or could not be. */
export const replayAlarms: readonly Alarm[] = [
  {
    id: 'ErrorObjectsAlarm',
    name: 'error-objects',
    condition: 'Firehose wrote a new error object.',
    means: 'Records did not reach Datadog. From 18 hours of age on they can no longer keep their own dates.',
    runbook:
      '`kubehose replay s3://BUCKET/errors/` shows what is there and why; with `--yes` it brings it back. Mend the cause first.',
    inStack: ({ hasReplay }) => hasReplay,
    watches: () =>
      above(
        {
          namespace: 'AWS/Events',
          metric: 'TriggeredRules',
          dimensions: { RuleName: ref('ErrorObjectRule') },
          statistic: 'Sum',
        },
        0,
      ),
  },
  {
    id: 'MassReplayAlarm',
    name: 'mass-replay',
    condition: 'An execution of the mass replay failed.',
    means: 'More objects failed than are tolerated; what was not delivered is still in the bucket.',
    runbook:
      'Open the execution, see the first failure, mend it, then redrive the execution: only what failed runs again.',
    inStack: ({ hasReplay }) => hasReplay,
    watches: () =>
      above(
        {
          namespace: 'AWS/States',
          metric: 'ExecutionsFailed',
          dimensions: { StateMachineArn: ref('MassReplay') },
          statistic: 'Sum',
        },
        0,
      ),
  },
  {
    id: 'BacklogAgeAlarm',
    name: 'replay-backlog-age',
    condition: 'The oldest error object has waited 3 hours for its replay.',
    means:
      'Two attempts failed, or there is too much to try. At 18 hours Datadog no longer takes the logs with their own dates; replay then moves the date to `original_timestamp`.',
    runbook:
      'Read the log group of replay. A refused key or an outage of Datadog: mend it or wait. Too much at once: raise `MaximumConcurrency`, or run the mass replay.',
    inStack: ({ continuousReplay }) => continuousReplay,
    watches: () => above(queueMetric('ReplayQueue', 'ApproximateAgeOfOldestMessage'), maxBacklogAgeSeconds),
  },
  {
    id: 'DeadLetterAlarm',
    name: 'replay-dead-letters',
    condition: 'The dead-letter queue is not empty.',
    means:
      'An object could not be replayed in 12 attempts. It is still in the bucket; nothing tries it any more.',
    runbook:
      'Replay it by hand to see why: `kubehose replay s3://BUCKET/KEY`. Then redrive the queue to its source.',
    inStack: ({ continuousReplay }) => continuousReplay,
    watches: () => above(queueMetric('ReplayDeadLetterQueue', 'ApproximateNumberOfMessagesVisible'), 0),
  },
];
