import {
  above,
  kubehoseMetric,
  queueMetric,
  tailFunction,
  type Alarm,
  type AlarmContext,
  type Metric,
} from './alarm.ts';
import { ref } from '../template.ts';

/**
 * After two attempts and before the third: from the third on SQS no longer counts a message, so a higher age never shows.
 * Source: Amazon SQS developer guide, `sqs-available-cloudwatch-metrics`.
 */
export const maxBacklogAgeSeconds = 10_800;

/** What waits to be replayed, or could not be. */
export const replayAlarms: readonly Alarm[] = [
  {
    id: 'ErrorObjectsAlarm',
    name: 'error-objects',
    condition:
      'Firehose wrote a new error object. Not with `continuousReplay=true`, which brings it back automatically.',
    means: 'Records did not reach Datadog. From 18 hours of age on they can no longer keep their own dates.',
    runbook: ({ errors }) =>
      `\`kubehose replay ${errors}\` shows what is there and why. Fix the cause first, then the same with \`--yes\`.`,
    inStack: ({ hasReplay, continuousReplay }) => hasReplay && !continuousReplay,
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
    id: 'EventHandOverAlarm',
    name: 'event-hand-over',
    condition: 'EventBridge could not hand over the event of an error object.',
    means:
      'Nobody heard of that object, and continuous replay does not see it. The event is in the queue UndeliveredEvents.',
    runbook: ({ errors }) =>
      `\`kubehose replay ${errors}\` finds the object all the same; with \`--yes\` it brings it back. Then fix the policy of the topic or the queue.`,
    inStack: ({ hasReplay }) => hasReplay,
    watches: handOver,
  },
  {
    id: 'ReplayParkedAlarm',
    name: 'replay-parked',
    condition: 'Replay parked a record.',
    means:
      'Datadog refuses it, or it cannot be read. It is in the bucket and reaches nobody until somebody looks.',
    runbook: ({ parked }) =>
      `\`kubehose replay ${parked}\` lists the reasons. Fix the cause (DD_SITE, the application's log), then the same with \`--yes\`.`,
    inStack: ({ hasReplay }) => hasReplay,
    watches: ({ bucketName }) => above(kubehoseMetric({ Bucket: bucketName }, 'ReplayRecordsParked'), 0),
  },
  {
    id: 'ReplaySkippedAlarm',
    name: 'replay-skipped',
    condition: 'Replay left records where they are.',
    means:
      'Lines that are too long, or logs that `REPLAY_OLD=skip` leaves. Their objects stay, and nothing tries them again.',
    runbook: (place) =>
      `\`${tailFunction(place, 'replay', '{ $.ReplayRecordsSkipped > 0 }')}\` counts them by reason; \`kubehose replay ${place.errors}\` names the objects.`,
    inStack: ({ hasReplay }) => hasReplay,
    watches: ({ bucketName }) => above(kubehoseMetric({ Bucket: bucketName }, 'ReplayRecordsSkipped'), 0),
  },
  {
    id: 'MassReplayAlarm',
    name: 'mass-replay',
    condition: 'An execution of the mass replay failed.',
    means: 'More objects failed than are tolerated; what was not delivered is still in the bucket.',
    runbook: (place) =>
      `\`${tailFunction(place, 'replay', '{ $.ReplayRecordsDue > 0 }')}\` says why records are due. Fix it, then \`aws stepfunctions redrive-execution --execution-arn …\`: only what failed runs again.`,
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
    runbook: (place) =>
      `\`${tailFunction(place, 'replay', '{ $.ReplayRecordsDue > 0 }')}\`. A refused key or an outage of Datadog: fix it or wait. Too much at once: deploy with \`--param replayConcurrency=10\`, or run the mass replay.`,
    inStack: ({ continuousReplay }) => continuousReplay,
    watches: () => above(queueMetric('ReplayQueue', 'ApproximateAgeOfOldestMessage'), maxBacklogAgeSeconds),
  },
  {
    id: 'DeadLetterAlarm',
    name: 'replay-dead-letters',
    condition: 'The dead-letter queue is not empty.',
    means:
      'An object could not be replayed in 12 attempts. It is still in the bucket; nothing tries it any more.',
    runbook: ({ errors }) =>
      `\`kubehose replay ${errors}\` says why. Bring it back with \`--yes\`, then redrive the queue to its source.`,
    inStack: ({ continuousReplay }) => continuousReplay,
    watches: () => above(queueMetric('ReplayDeadLetterQueue', 'ApproximateNumberOfMessagesVisible'), 0),
  },
];

function handOver({ continuousReplay }: AlarmContext) {
  return {
    metrics: {
      topic: failedInvocations('ErrorObjectRule'),
      ...(continuousReplay ? { queue: failedInvocations('ReplayRule') } : {}),
    },
    formula: continuousReplay ? 'FILL(topic, 0) + FILL(queue, 0)' : 'FILL(topic, 0)',
    is: 'above',
    threshold: 0,
    periodSeconds: 300,
    periods: 1,
    datapointsToAlarm: 1,
  } as const;
}

function failedInvocations(rule: string): Metric {
  return {
    namespace: 'AWS/Events',
    metric: 'FailedInvocations',
    dimensions: { RuleName: ref(rule) },
    statistic: 'Sum',
  };
}
