import { expect, test } from '@jest/globals';
import { at, objectsIn, resourcesOf } from '../../support/packaged.ts';
import type { Stack } from './stack.ts';

/** What people look at. */
export function testAlarms(stack: Stack): void {
  const { hasReplay, isIntake, continuous, choice } = stack;

  test('every alarm looks at a metric that this kind of stream sends', () => {
    const alarms = resourcesOf(stack.template(), 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThanOrEqual(7);
    for (const [, { Properties }] of alarms) {
      for (const metric of metricsOf(Properties)) expect(knownMetrics).toContain(metric);
      const actions = choice['alarmTopicArn'] === '-' ? [] : [choice['alarmTopicArn']];
      expect(Properties['AlarmActions']).toEqual(actions);
    }
    const names = new Set(alarms.map(([id]) => id));
    expect(names.has('ProcessingSuccessAlarm')).toBe(!isIntake);
    expect(names.has('IntakeRefusedAlarm')).toBe(isIntake);
    expect(names.has('DeadLetterAlarm')).toBe(continuous);
    expect(names.has('ErrorObjectsAlarm')).toBe(hasReplay);
  });

  test('the dashboard is JSON, and names only resources that are there', () => {
    const { Dashboard } = stack.template().Resources;
    const body = String(at(Dashboard, 'Properties', 'DashboardBody', 'Fn::Sub'));
    expect(() => JSON.parse(body)).not.toThrow();
    for (const [, name = ''] of body.matchAll(/\$\{([A-Za-z0-9]+)[}.]/g))
      expect(Object.keys(stack.template().Resources)).toContain(name);
  });
}

/** Source: Amazon Data Firehose developer guide, `monitoring-with-cloudwatch-metrics`; guides of the other services. */
const knownMetrics = [
  ...[
    'DeliveryToHttpEndpoint.DataFreshness',
    'DeliveryToHttpEndpoint.Success',
    'DeliveryToS3.Success',
    'ExecuteProcessing.Success',
    'ThrottledRecords',
    'IncomingBytes',
    'IncomingRecords',
    'IncomingPutRequests',
    'BytesPerSecondLimit',
    'RecordsPerSecondLimit',
    'PutRequestsPerSecondLimit',
  ].map((name) => `AWS/Firehose ${name}`),
  'AWS/Lambda Throttles',
  'AWS/Lambda Url4xxCount',
  'AWS/Lambda Url5xxCount',
  'AWS/Events TriggeredRules',
  'AWS/States ExecutionsFailed',
  'AWS/SQS ApproximateAgeOfOldestMessage',
  'AWS/SQS ApproximateNumberOfMessagesVisible',
  'kubehose RecordsFailed',
];

function metricsOf(properties: unknown): string[] {
  const names = [...objectsIn(properties)].flatMap((object) => {
    const name = at(object, 'MetricName');
    return typeof name === 'string' ? [`${String(at(object, 'Namespace'))} ${name}`] : [];
  });
  expect(names.length).toBeGreaterThan(0);
  return names;
}
