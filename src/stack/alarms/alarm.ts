import { attribute, ref, type TemplateValue } from '../template.ts';

/** What of the stack decides which alarms there are, and what they watch. */
export interface AlarmContext {
  /** Prefix of the alarms' names: service and stage. */
  readonly name: string;
  readonly streamName: string;
  readonly ownStream: boolean;
  readonly route: 'direct' | 'intake';
  readonly hasReplay: boolean;
  readonly continuousReplay: boolean;
  readonly alarmTopicArn: string;
  /** 0: no alarm for a stream without records. */
  readonly noLogsAlarmHours: number;
  /** Name of the backup bucket, a template value and the same inside the text of an `Fn::Sub`. */
  readonly bucketName: TemplateValue;
  readonly bucketText: string;
  /** What the keys of error objects begin with. */
  readonly errorPrefix: string;
}

/** Names that the text of an alarm needs; in the stack with `${…}` of CloudFormation. */
export interface AlarmPlace {
  readonly stack: string;
  readonly stream: string;
  readonly region: string;
  /** `s3://BUCKET/errors/` */
  readonly errors: string;
  readonly parked: string;
}

/** One alarm: a row of docs/operations.md and a resource of the stack. */
export interface Alarm {
  /** Logical id of the resource. */
  readonly id: string;
  /** Name in CloudWatch behind the stack's own. */
  readonly name: string;
  /** When it fires, for people. */
  readonly condition: string;
  readonly means: string;
  /** What to do: it begins with the command to type. */
  readonly runbook: (place: AlarmPlace) => string;
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
  /** Most metrics are not sent when there is nothing to count, and then nothing is wrong. */
  readonly missingData?: 'breaching';
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

/** A count of kubehose's own log lines. */
export function kubehoseMetric(dimensions: Readonly<Record<string, TemplateValue>>, metric: string): Metric {
  return { namespace: 'kubehose', metric, dimensions, statistic: 'Sum' };
}

export function queueMetric(logicalId: string, metric: string): Metric {
  return {
    namespace: 'AWS/SQS',
    metric,
    dimensions: { QueueName: attribute(logicalId, 'QueueName') },
    statistic: 'Maximum',
  };
}

/** Follows the last hour of one log stream of Firehose. */
export function tailStream({ stream, region }: AlarmPlace, logStream: string): string {
  return `aws logs tail /aws/kinesisfirehose/${stream} --log-stream-names ${logStream} --since 1h --region ${region}`;
}

/** Follows the last hour of a function of the stack. */
export function tailFunction({ stack, region }: AlarmPlace, name: string, filter = ''): string {
  return `aws logs tail /aws/lambda/${stack}-${name} --since 1h --region ${region}${filter === '' ? '' : ` --filter-pattern '${filter}'`}`;
}

export function doctorCommand({ stream, region }: AlarmPlace): string {
  return `kubehose doctor --stream ${stream} --region ${region}`;
}

/** Makes a stream that stalled, or that holds an old secret, begin anew. */
export function wakeCommand({ stream, region }: AlarmPlace): string {
  return `kubehose wake --stream ${stream} --region ${region} --yes`;
}
