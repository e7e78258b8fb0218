import { expect, test } from '@jest/globals';
import { at, objectsIn, resourcesOf } from '../../support/packaged.ts';
import type { Stack } from './stack.ts';

/** What people look at. */
export function testAlarms(stack: Stack): void {
  const { ownStream, hasReplay, isIntake, continuous, choice } = stack;

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
    expect(names.has('ErrorObjectsAlarm')).toBe(hasReplay && !continuous);
    expect(names.has('ReplayParkedAlarm')).toBe(hasReplay);
    expect(names.has('IntakeParkedAlarm')).toBe(isIntake);
    expect(names.has('UntaggedAlarm')).toBe(!isIntake);
    expect(names.has('NoLogsAlarm')).toBe(choice['noLogsAlarmHours'] === '6');
  });

  test('the text of every alarm begins with a command, fits, and names what is there', () => {
    const { Resources } = stack.template();
    for (const [id, { Properties }] of resourcesOf(stack.template(), 'AWS::CloudWatch::Alarm')) {
      const text = String(at(Properties, 'AlarmDescription', 'Fn::Sub'));
      expect([id, text]).toEqual([id, expect.stringMatching(/^(?:aws|kubehose) /)]);
      expect(text.length).toBeLessThan(950);
      expect(text).not.toMatch(/\bSTREAM\b|\bREGION\b/);
      for (const [, name = ''] of text.matchAll(/\$\{([A-Za-z0-9]+)[}.]/g))
        expect(Object.keys(Resources)).toContain(name);
    }
  });

  test('what is counted in a log of Firehose is counted where the log group is ours', () => {
    const filters = resourcesOf(stack.template(), 'AWS::Logs::MetricFilter');
    expect(filters.map(([id]) => id)).toEqual(ownStream ? ['BatchesLostFilter'] : []);
    const metric = at(filters[0]?.[1].Properties, 'MetricTransformations', 0, 'MetricName');
    expect(at(stack.template().Resources['BatchLostAlarm'], 'Properties', 'MetricName')).toEqual(metric);
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
  'AWS/Events FailedInvocations',
  ...[
    'RecordsFailed',
    'RecordsReingested',
    'LinesUntouched',
    'LinesEnriched',
    'IntakeRequestsOfStrangers',
    'IntakeParked',
    'ReplayRecordsParked',
    'ReplayRecordsSkipped',
    'BatchesLost-kubehose-prod',
  ].map((name) => `kubehose ${name}`),
];

function metricsOf(properties: unknown): string[] {
  const names = [...objectsIn(properties)].flatMap((object) => {
    const name = at(object, 'MetricName');
    return typeof name === 'string' ? [`${String(at(object, 'Namespace'))} ${name}`] : [];
  });
  expect(names.length).toBeGreaterThan(0);
  return names;
}
