import { attribute, ref, type TemplateValue } from '../template.ts';

/** What of the stack decides which alarms there are, and what they look at. */
export interface AlarmContext {
  /** Prefix of the alarms' names. */
  readonly name: string;
  readonly streamName: string;
  readonly route: 'direct' | 'intake';
  readonly hasReplay: boolean;
  readonly continuousReplay: boolean;
  readonly alarmTopicArn: string;
}

/** One alarm: a row of docs/operations.md and a resource of the stack. */
export interface Alarm {
  /** Logical id of the resource. */
  readonly id: string;
  /** Name in CloudWatch behind the stack's own. */
  readonly name: string;
  /** When it condition, for people. */
  readonly condition: string;
  readonly means: string;
  readonly runbook: string;
  readonly inStack: (context: AlarmContext) => boolean;
  readonly watches: (context: AlarmContext) => Watch;
}

export interface Metric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, TemplateValue>>;
  readonly statistic: 'Average' | 'Maximum' | 'Sum';
}

export interface Watch {
  /** By name in `formula`; a single one needs none. */
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly formula?: string;
  readonly is: 'above' | 'below';
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly periods: number;
  readonly datapointsToAlarm: number;
}

/** In how many of how many periods of five minutes in a row; without it in one. */
type Periods = readonly [datapointsToAlarm: number, periods: number];

export function above(metric: Metric, threshold: number, periods?: Periods): Watch {
  return watch('above', metric, threshold, periods);
}

export function below(metric: Metric, threshold: number, periods?: Periods): Watch {
  return watch('below', metric, threshold, periods);
}

function watch(
  is: Watch['is'],
  metric: Metric,
  threshold: number,
  [datapointsToAlarm, periods]: Periods = [1, 1],
): Watch {
  return { metrics: { m: metric }, is, threshold, periodSeconds: 300, periods, datapointsToAlarm };
}

export function firehoseMetric(streamName: string, metric: string, statistic: Metric['statistic']): Metric {
  return { namespace: 'AWS/Firehose', metric, dimensions: { DeliveryStreamName: streamName }, statistic };
}

export function lambdaMetric(logicalId: string, metric: string): Metric {
  return { namespace: 'AWS/Lambda', metric, dimensions: { FunctionName: ref(logicalId) }, statistic: 'Sum' };
}

export function queueMetric(logicalId: string, metric: string): Metric {
  return {
    namespace: 'AWS/SQS',
    metric,
    dimensions: { QueueName: attribute(logicalId, 'QueueName') },
    statistic: 'Maximum',
  };
}
