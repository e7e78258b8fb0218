import { maxPastMs } from '../datadog/limits.ts';
import { maxResponseBytes } from '../firehose/transformation.ts';
import type { Deployment } from './read-parameters.ts';
import { maxBacklogAgeSeconds } from './alarms/replay-alarms.ts';
import { maxOwnFreshnessSeconds } from './alarms/stream-alarms.ts';

/** A metric as a dashboard takes it: namespace, name, dimension name and value …, options. */
type Row = readonly (string | Readonly<Record<string, string | number | boolean>>)[];

interface Widget {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly stat: string;
  /** Lines across, such as a limit. */
  readonly limits?: readonly { readonly label: string; readonly value: number }[];
}

const widgetsInRow = 3;
const widgetWidth = 8;
const widgetHeight = 6;

/**
 * The dashboard as the text of an `Fn::Sub`: what went in, was tagged, passed on, failed; delivery; what waits for a replay.
 * `bucketText` is the bucket's name in an `Fn::Sub`, where there is a replay. Source: CloudWatch API reference, "Dashboard Body Structure and Syntax".
 */
export function dashboardBody(deployment: Deployment, bucketText: string | undefined): string {
  const { route, streamName, continuousReplay } = deployment;
  const widgets = [
    ...streamWidgets(streamName),
    ...(route === 'direct' ? transformWidgets(streamName) : intakeWidgets(streamName)),
    ...(bucketText === undefined ? [] : replayWidgets(bucketText)),
    ...(bucketText !== undefined && continuousReplay ? [backlogWidget()] : []),
  ];
  return JSON.stringify({ widgets: widgets.map(placed) });
}

function placed({ title, rows, stat, limits }: Widget, index: number) {
  return {
    type: 'metric',
    x: (index % widgetsInRow) * widgetWidth,
    y: Math.floor(index / widgetsInRow) * widgetHeight,
    width: widgetWidth,
    height: widgetHeight,
    properties: {
      title,
      region: '${AWS::Region}',
      stat,
      period: 300,
      view: 'timeSeries',
      stacked: false,
      metrics: rows,
      yAxis: { left: { min: 0 } },
      ...(limits === undefined ? {} : { annotations: { horizontal: limits } }),
    },
  };
}

function streamWidgets(streamName: string): Widget[] {
  const row = (metric: string, label: string): Row => [
    'AWS/Firehose',
    metric,
    'DeliveryStreamName',
    streamName,
    { label },
  ];
  return [
    {
      title: 'Records in, transformed, delivered',
      stat: 'Sum',
      rows: [
        row('IncomingRecords', 'in'),
        row('SucceedProcessing.Records', 'transformed'),
        row('DeliveryToHttpEndpoint.Records', 'delivered'),
      ],
    },
    {
      title: 'Success of deliveries, transformations, backups (below 1: some failed)',
      stat: 'Average',
      rows: [
        row('DeliveryToHttpEndpoint.Success', 'delivery'),
        row('ExecuteProcessing.Success', 'transformation'),
        row('DeliveryToS3.Success', 'backup'),
      ],
    },
    {
      title: 'Age of the oldest undelivered record, seconds',
      stat: 'Maximum',
      rows: [row('DeliveryToHttpEndpoint.DataFreshness', 'age')],
      limits: [{ label: 'alarm', value: maxOwnFreshnessSeconds }],
    },
    {
      title: 'Refused above the quota',
      stat: 'Sum',
      rows: [row('ThrottledRecords', 'records')],
    },
  ];
}

function transformWidgets(streamName: string): Widget[] {
  const row = ownMetric('DeliveryStreamName', streamName);
  return [
    {
      title: 'Transform: records by what became of them',
      stat: 'Sum',
      rows: [
        row('RecordsDelivered', 'passed on'),
        row('RecordsUntouched', 'of these untouched'),
        row('RecordsReingested', 'put back on the stream'),
        row('RecordsFailed', 'failed'),
      ],
    },
    {
      title: 'Transform: lines tagged',
      stat: 'Sum',
      rows: [row('LinesEnriched', 'tagged'), row('LinesUntouched', 'untouched')],
    },
    {
      title: 'Transform: lines joined, excluded, sampled out; logs masked',
      stat: 'Sum',
      rows: [
        row('LinesJoined', 'joined into another log'),
        row('LinesExcluded', 'excluded'),
        row('LinesSampled', 'sampled out'),
        row('LogsMasked', 'masked'),
      ],
    },
    {
      title: 'Transform: largest response, bytes',
      stat: 'Maximum',
      rows: [row('ResponseBytes', 'bytes')],
      limits: [{ label: "Lambda's limit", value: maxResponseBytes }],
    },
    functionWidget('Transform', 'TransformLambdaFunction'),
  ];
}

/** What the functions count themselves. */
function ownMetric(dimension: string, value: string): (metric: string, label: string) => Row {
  return (metric, label) => ['kubehose', metric, dimension, value, { label }];
}

function intakeWidgets(streamName: string): Widget[] {
  const count = ownMetric('DeliveryStreamName', streamName);
  return [
    {
      title: 'Intake: answers',
      stat: 'Sum',
      rows: [
        intakeUrl('UrlRequestCount', 'requests'),
        intakeUrl('Url4xxCount', 'refused (4xx)'),
        intakeUrl('Url5xxCount', 'failed (5xx)'),
      ],
    },
    {
      title: 'Intake: logs by what became of them',
      stat: 'Sum',
      rows: [
        count('IntakeRecords', 'records in'),
        count('IntakeLogs', 'logs in them'),
        count('IntakeLogsDelivered', 'accepted by Datadog'),
        count('IntakeParked', 'parked'),
      ],
    },
    functionWidget('Intake', 'IntakeLambdaFunction'),
  ];
}

function intakeUrl(metric: string, label: string): Row {
  return ['AWS/Lambda', metric, 'FunctionName', '${IntakeLambdaFunction}', { label }];
}

function functionWidget(name: string, logicalId: string): Widget {
  const row = (metric: string, options: Readonly<Record<string, string>>): Row => [
    'AWS/Lambda',
    metric,
    'FunctionName',
    `\${${logicalId}}`,
    options,
  ];
  return {
    title: `${name}: errors, throttles; longest run, milliseconds (right)`,
    stat: 'Sum',
    rows: [
      row('Errors', { label: 'errors' }),
      row('Throttles', { label: 'throttles' }),
      row('Duration', { label: 'longest', stat: 'Maximum', yAxis: 'right' }),
    ],
  };
}

function replayWidgets(bucketText: string): Widget[] {
  const row = ownMetric('Bucket', bucketText);
  return [
    {
      title: 'New error objects in the bucket',
      stat: 'Sum',
      rows: [['AWS/Events', 'TriggeredRules', 'RuleName', '${ErrorObjectRule}', { label: 'objects' }]],
    },
    {
      title: 'Replay: records by what became of them',
      stat: 'Sum',
      rows: [
        row('ReplayRecordsFound', 'found'),
        row('ReplayRecordsDelivered', 'delivered'),
        row('ReplayRecordsDropped', 'dropped by rules'),
        row('ReplayRecordsParked', 'parked'),
        row('ReplayRecordsDue', 'still due'),
      ],
    },
    functionWidget('Replay', 'ReplayLambdaFunction'),
    {
      title: 'Mass replay: executions',
      stat: 'Sum',
      rows: ['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed'].map((metric) => [
        'AWS/States',
        metric,
        'StateMachineArn',
        '${MassReplay}',
        { label: metric.slice('Executions'.length).toLowerCase() },
      ]),
    },
  ];
}

function backlogWidget(): Widget {
  const age = ['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', '${ReplayQueue.QueueName}'];
  return {
    title: 'Age of the oldest object that waits for its replay, against the 18 hours of Datadog',
    stat: 'Maximum',
    rows: [[...age, { label: 'seconds' }]],
    limits: [
      { label: 'alarm', value: maxBacklogAgeSeconds },
      { label: '18 hours', value: maxPastMs / 1_000 },
    ],
  };
}
