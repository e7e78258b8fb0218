import type { Alarm, AlarmContext, AlarmPlace, Metric, Watch } from './alarm.ts';
import { functionAlarms } from './function-alarms.ts';
import { replayAlarms } from './replay-alarms.ts';
import { streamAlarms } from './stream-alarms.ts';
import { sub, type TemplateValue } from '../template.ts';

/** Alarms on what loses data, or soon will. */
export const alarms: readonly Alarm[] = [...streamAlarms, ...functionAlarms, ...replayAlarms];

/** The alarms of a stack, as CloudFormation resources by their logical ids. */
export function alarmResources(context: AlarmContext): { readonly [id: string]: TemplateValue } {
  return Object.fromEntries(
    alarms.filter(({ inStack }) => inStack(context)).map((alarm) => [alarm.id, resource(alarm, context)]),
  );
}

function resource(alarm: Alarm, context: AlarmContext): TemplateValue {
  const watch = alarm.watches(context);
  const actions = context.alarmTopicArn === '' ? [] : [context.alarmTopicArn];
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `${context.name}-${alarm.name}`,
      AlarmDescription: sub(description(alarm, context)),
      ...metricProperties(watch),
      ComparisonOperator: watch.is === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
      Threshold: watch.threshold,
      EvaluationPeriods: watch.periods,
      DatapointsToAlarm: watch.datapointsToAlarm,
      TreatMissingData: watch.missingData ?? 'notBreaching',
      AlarmActions: actions,
      OKActions: actions,
    },
  };
}

/** What to do comes first: it is what somebody reads at night. At most 1,024 characters. */
function description(alarm: Alarm, { name, streamName, bucketText, errorPrefix }: AlarmContext): string {
  const place: AlarmPlace = {
    stack: name,
    stream: streamName,
    region: '${AWS::Region}',
    errors: `s3://${bucketText}/${errorPrefix}`,
    parked: `s3://${bucketText}/parked/`,
  };
  return `${alarm.runbook(place)} ${alarm.condition} ${alarm.means}`.replaceAll('`', '');
}

function metricProperties({ metrics, formula, periodSeconds }: Watch): {
  readonly [key: string]: TemplateValue;
} {
  const list = Object.entries(metrics);
  const [, single] = list[0] ?? [];
  if (formula === undefined && single !== undefined) {
    return {
      Namespace: single.namespace,
      MetricName: single.metric,
      Dimensions: dimensions(single),
      Statistic: single.statistic,
      Period: periodSeconds,
    };
  }
  return {
    Metrics: [
      { Id: 'alarm', Expression: formula ?? '', ReturnData: true },
      ...list.map(([id, metric]) => ({
        Id: id,
        ReturnData: false,
        MetricStat: {
          Metric: {
            Namespace: metric.namespace,
            MetricName: metric.metric,
            Dimensions: dimensions(metric),
          },
          Period: periodSeconds,
          Stat: metric.statistic,
        },
      })),
    ],
  };
}

function dimensions(metric: Metric): readonly TemplateValue[] {
  return Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
}

const examplePlace: AlarmPlace = {
  stack: 'kubehose-prod',
  stream: 'kubehose-prod',
  region: 'eu-west-1',
  errors: 's3://BUCKET/errors/',
  parked: 's3://BUCKET/parked/',
};

/** The table of alarms in docs/operations.md. */
export function alarmsTable(): string {
  const rows = alarms.map(
    ({ name, condition, means, runbook }) =>
      `| \`${name}\` | ${condition} | ${means} | ${runbook(examplePlace).replaceAll('|', '\\|')} |\n`,
  );
  return `| alarm | fires when | what it means | what to do |\n|---|---|---|---|\n${rows.join('')}`;
}
