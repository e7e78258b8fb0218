import type { Alarm, AlarmContext, Metric, Watch } from './alarm.ts';
import { functionAlarms } from './function-alarms.ts';
import { replayAlarms } from './replay-alarms.ts';
import { streamAlarms } from './stream-alarms.ts';
import type { TemplateValue } from '../template.ts';

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
      AlarmDescription: `${alarm.condition} ${alarm.means} ${alarm.runbook}`.slice(
        0,
        maxDescriptionCharacters,
      ),
      ...metricProperties(watch),
      ComparisonOperator: watch.is === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
      Threshold: watch.threshold,
      EvaluationPeriods: watch.periods,
      DatapointsToAlarm: watch.datapointsToAlarm,
      // No traffic is no alarm: none of these metrics is sent when there is nothing to count.
      TreatMissingData: 'notBreaching',
      AlarmActions: actions,
      OKActions: actions,
    },
  };
}

const maxDescriptionCharacters = 1_024;

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

/** The table of alarms in docs/operations.md. */
export function alarmsTable(): string {
  const rows = alarms.map(
    ({ name, condition, means, runbook }) => `| \`${name}\` | ${condition} | ${means} | ${runbook} |\n`,
  );
  return `| alarm | rings when | what it means | what to do |\n|---|---|---|---|\n${rows.join('')}`;
}
