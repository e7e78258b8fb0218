import { describe, expect, test } from '@jest/globals';
import { dateOrders, type DateOrder } from '../../src/datadog/reading/date-attributes.ts';
import { readLog, type DatadogLog } from '../../src/datadog/reading/read-log.ts';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import { type Environment, type Log } from '../support/transformed.ts';

const arrivalTimeMs = Date.parse('2026-11-28T10:01:15Z');
const criTime = '2026-11-28T10:00:00.123456789Z';
const criMs = 1_795_860_000_123;
const kubernetes = {
  pod_name: 'web-5d8f7c9b6-zz9zz',
  namespace_name: 'shop',
  labels: { app: 'web', 'pod-template-hash': '5d8f7c9b6' },
  host: 'fargate-ip-10-0-1-2.eu-west-1.compute.internal',
  container_name: 'web',
  docker_id: '944266439e0d39536ac9f8b5f7171c6cdb018e3b6e49b88347e216d769cac22f',
  container_image: 'ghcr.io/example/web:1.0',
};

/** What comes out of a line, and what Datadog reads of it, whichever order of date attributes it has. */
function stored(line: Log | string, environment: Environment = {}): { log: Log; read: DatadogLog } {
  const data = Buffer.from(typeof line === 'string' ? line : JSON.stringify(line));
  const streamArn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs';
  const records = createRecordTransform(parseTransformConfig(environment));
  const log = JSON.parse(
    Buffer.from(records.transform({ data, arrivalTimeMs, streamArn }).data).toString(),
  ) as Log;
  const reads = (Object.keys(dateOrders) as DateOrder[]).map((order) => readLog(log, arrivalTimeMs, order)!);
  const [read] = reads;
  for (const other of reads)
    expect({ kind: other.date.kind, ms: timeOf(other) }).toEqual({
      kind: read!.date.kind,
      ms: timeOf(read!),
    });
  return { log, read: read! };
}

function timeOf({ date }: DatadogLog): number | undefined {
  return 'ms' in date ? date.ms : undefined;
}

function stdout(message: unknown): Log {
  return {
    log: `${criTime} stdout F ${typeof message === 'string' ? message : JSON.stringify(message)}`,
    kubernetes,
  };
}

function stderr(message: unknown): Log {
  return { ...stdout(message), log: String(stdout(message)['log']).replace('stdout', 'stderr') };
}

const merged = (fields: Log): Log => ({ stream: 'stdout', logtag: 'F', ...fields, kubernetes });
const cloudEvent = { specversion: '1.0', type: 'com.example.order.created', id: 'A234-1234-1234' };
const tooOld = '2018-04-05T17:31:00Z';
const kubernetesEvent = { reason: 'Scheduled', count: 1, message: 'Successfully assigned', eventTime: null };
const nested = {
  level: 'error',
  msg: 'db down',
  timestamp: '2026-11-28T09:59:59.900Z',
  service: 'cart',
};

describe('the date of a log from the field is the log’s time, and one that Datadog takes', () => {
  test.each<[string, Log | string, number]>([
    ['epoch seconds (openfga)', stdout({ level: 'info', timestamp: 1_795_860_000.123 }), criMs],
    ['epoch seconds as text', stdout({ timestamp: '1795860000' }), 1_795_860_000_000],
    ['null (a Kubernetes event)', stdout(kubernetesEvent), criMs],
    ['null, merged', merged({ ...kubernetesEvent, time: criTime, log: 'x' }), criMs],
    ['time of a CloudEvent in place of Fluent Bit’s', merged({ ...cloudEvent, time: tooOld }), arrivalTimeMs],
    ['cri_time beside it', merged({ ...cloudEvent, time: tooOld, cri_time: criTime }), criMs],
    ['time_key with %z', { log: 'hello', kubernetes, time: '2026-11-28T10:00:00+0000' }, 1_795_860_000_000],
    ['time_key without a zone', { log: 'hello', kubernetes, time: '2026-11-28T10:00:00' }, 1_795_860_000_000],
    [
      'the date in text under a merge key',
      merged({ log: JSON.stringify(nested), log_processed: nested }),
      Date.parse(nested.timestamp),
    ],
    ['ts of zap', stderr({ level: 'info', ts: 1_795_860_000.1296027, msg: 'Starting informers...' }), criMs],
    ['time of pino', stdout({ level: 50, time: 1_795_860_000_123, msg: 'boom' }), criMs],
    [
      'the date in an object under a merge key, without the text',
      merged({ log_processed: nested }),
      Date.parse(nested.timestamp),
    ],
    ['one of business in such an object', merged({ log_processed: { date: '2020-01-31' } }), arrivalTimeMs],
    ['a date of business', stdout({ message: 'invoice created', date: '2020-01-31', invoice: 42 }), criMs],
    ['local time without a zone, ahead', stdout({ timestamp: '2026-11-28T11:00:00' }), criMs],
    ['…behind', stdout({ timestamp: '2026-11-28 04:30:00,120' }), criMs],
    ['…in a form that Datadog reads', stdout({ timestamp: 'Nov 28 11:00:00' }), criMs],
    [
      '…beside Fluent Bit’s time',
      merged({ time: criTime, timestamp: '2026-11-28 04:30:00', log: 'x' }),
      criMs,
    ],
    ['…ahead of the arrival', merged({ timestamp: '2026-11-28 11:00:00', msg: 'x' }), arrivalTimeMs],
    ['without a zone, and not local', stdout({ date: '2026-11-28T09:55:07' }), 1_795_859_707_000],
    ['with a zone, an hour ahead', stdout({ date: '2026-11-28T11:00:00Z' }), 1_795_863_600_000],
    ['a day without a time of day', stdout({ date: '2026-11-28' }), criMs],
    ['a date to come', stdout({ timestamp: '2031-01-01T00:00:00Z' }), criMs],
    ['an object', stdout({ timestamp: { seconds: 1 } }), criMs],
    ['text with a CRI prefix', `${criTime} stderr F panic: boom`, criMs],
  ])('%s', (_, line, ms) => {
    expect(stored(line).read.date).toMatchObject({ kind: 'date', ms });
  });

  test('48 hours late, it keeps its time and has no date that is refused', () => {
    const { log, read } = stored({ log: '2026-11-26T10:00:00.123456789Z stdout F hello', kubernetes });
    expect(read.date.kind).toBe('arrival');
    expect(log).toMatchObject({ message: 'hello', original_timestamp: criMs - 48 * 60 * 60 * 1000 });
    expect(log).not.toHaveProperty('timestamp');
  });

  test('what was no date of the log is data of the application, and stays', () => {
    const { read } = stored(stdout({ date: '2020-01-31', invoice: 42 }));
    expect(read.attributes).toMatchObject({ date: '2020-01-31', invoice: 42 });
  });

  test('cri_time, which `kubehose manifests --crio` asks for, is not delivered', () => {
    const { log } = stored(merged({ ...cloudEvent, time: tooOld, cri_time: criTime }));
    expect(log).toMatchObject({ time: tooOld, timestamp: criMs });
    expect(log).not.toHaveProperty('cri_time');
  });
});

describe('the status of a log from the field', () => {
  test.each<[string, Log | string, string, Environment?]>([
    ['level under a merge key', merged({ log: JSON.stringify(nested), log_processed: nested }), 'error'],
    ['level under a merge key, without the text', merged({ log_processed: nested }), 'error'],
    ['level in a decoded message', merged({ stream: 'stderr', message: { level: 'info' } }), 'info'],
    [
      '…beside the text it was decoded from',
      { ...stderr({ level: 30 }), message: { level: 30 }, stream: 'stderr' },
      'info',
    ],
    ['level in an object beside others', merged({ stream: 'stderr', a: 1, b: { level: 'info' } }), 'error'],
    ['null is none', stderr({ status: null, msg: 'panic' }), 'error'],
    ['level of pino', stdout({ level: 50, msg: 'boom' }), 'error'],
    ['level 60 of pino', stdout({ level: 60, msg: 'boom' }), 'emergency'],
    ['level of zap on stderr', stderr({ level: 'info', msg: 'Starting informers...' }), 'info'],
    ['klog’s JSON on stderr', stderr({ ts: 1_795_860_000_123.4, caller: 'a.go:1', msg: 'x', v: 0 }), 'info'],
    ['…an error', stderr({ ts: 1_795_860_000_123.4, caller: 'a.go:1', msg: 'x', err: 'boom' }), 'error'],
    ['…merged by Fluent Bit', merged({ stream: 'stderr', ts: 1_795_860_000.4, msg: 'x', v: 5 }), 'debug'],
    ['MongoDB', stdout({ t: { $date: criTime }, s: 'E', c: 'X', ctx: 'conn1', msg: 'boom' }), 'error'],
    ['…of another severity', stderr({ s: 'D2', c: 'X', ctx: 'conn1', msg: 'read' }), 'debug'],
    ['…merged by Fluent Bit', merged({ stream: 'stderr', s: 'W', ctx: 'main', msg: 'slow' }), 'warning'],
    ['somebody’s s', stderr({ msg: 'x', s: 'I' }), 'error'],
    ['somebody’s v', stderr({ msg: 'x', v: 1 }), 'error'],
    ['klog on stderr', stderr('I1128 10:00:00.207152       1 leaderelection.go:248] acquiring'), 'info'],
    ['Go’s log on stderr names none', stderr('2026/11/28 10:00:00 Registering 2 clients'), 'error'],
    [
      '…and the stream need not count',
      stderr('2026/11/28 10:00:00 Registering 2 clients'),
      'info',
      { STATUS_FROM: 'content' },
    ],
    [
      'an HTTP status hides the level, unless it is renamed',
      stderr({ level: 'error', status: 404 }),
      'error',
      { RENAME_ATTRIBUTES: 'status:http.status_code' },
    ],
    ['text with a CRI prefix', `${criTime} stderr F boom`, 'error'],
    [
      '`source` of FireLens',
      { log: 'x', source: 'stderr', ecs_task_arn: 'arn:aws:ecs:eu-west-1:111122223333:task/shop/9355' },
      'error',
    ],
  ])('%s', (...[, line, status, environment]) => {
    expect(stored(line, environment).read.status).toBe(status);
  });
});

describe('service and tags of a log from the field', () => {
  test('what stands in `log` under a merge key is the message, its service the service', () => {
    const { read } = stored(merged({ log: JSON.stringify(nested), log_processed: nested }));
    expect(read).toMatchObject({ service: 'cart' });
    expect(read.attributes).toMatchObject({ msg: 'db down', log_processed: nested });
  });

  test('SERVICE_FROM=pod: the label of the pod, and what the line said beside it', () => {
    const labels = { 'tags.datadoghq.com/service': 'checkout' };
    const line = { ...stdout({ service: 'cart' }), kubernetes: { ...kubernetes, labels } };
    expect(stored(line).read.service).toBe('cart');
    const { read } = stored(line, { SERVICE_FROM: 'pod' });
    expect(read.service).toBe('checkout');
    expect(read.attributes).toMatchObject({ original_service: 'cart' });
  });

  test('a pod of a workflow has no Deployment', () => {
    const argo = {
      ...kubernetes,
      pod_name: 'volumes-pvc-52wqd-3954717052',
      labels: { 'workflows.argoproj.io/workflow': 'volumes-pvc-52wqd' },
    };
    const tags = stored({ ...stdout('hi'), kubernetes: argo }).read.tags.join();
    expect(tags).not.toMatch(/kube_deployment|kube_replica_set|kube_ownerref_kind/u);
    expect(tags).toContain('pod_name:volumes-pvc-52wqd-3954717052');
  });

  test('tags that are an object', () => {
    const ddtags = { 'mnd-applicationid': 'app-1', 'mnd-owner': 'team@example.com' };
    expect(stored(stdout({ message: 'x', ddtags })).read.tags).toEqual(
      expect.arrayContaining([
        'mnd-applicationid:app-1',
        expect.stringMatching(/^mnd-owner:team.example\.com$/u),
      ]),
    );
  });

  test('labels of the namespace', () => {
    const namespace = { name: 'shop', labels: { team: 'checkout' }, annotations: { owner: 'web' } };
    const { read } = stored(
      { ...stdout('hi'), kubernetes_namespace: namespace },
      {
        DD_KUBERNETES_NAMESPACE_LABELS_AS_TAGS: '{"team":"kube_team"}',
        DD_KUBERNETES_NAMESPACE_ANNOTATIONS_AS_TAGS: '{"owner":"kube_owner"}',
      },
    );
    expect(read.tags).toEqual(expect.arrayContaining(['kube_team:checkout', 'kube_owner:web']));
  });

  test('a log from ECS has the tags of its task, and none of Kubernetes', () => {
    const line = {
      container_id: '4bc3dc769980270dda04757ebc869de0-1234567890',
      container_name: 'httpbin',
      ecs_cluster: 'shop',
      ecs_task_arn: 'arn:aws:ecs:eu-west-1:111122223333:task/shop/9355824e63ee43d49dfbd3b33edeed7e',
      ecs_task_definition: 'httpbin-fargate:10',
      log: '10.0.2.45 - - "GET / HTTP/1.1" 200 12026',
      source: 'stdout',
    };
    const { read } = stored(line, { DD_CLUSTER_NAME: 'main' });
    expect(read.message).toBe(line.log);
    expect(read.tags).toEqual(
      expect.arrayContaining([
        'ecs_cluster_name:shop',
        `task_arn:${line.ecs_task_arn}`,
        'task_family:httpbin-fargate',
        'task_version:10',
        'container_name:httpbin',
      ]),
    );
    expect(read.tags.join()).not.toContain('kube_');
  });
});
