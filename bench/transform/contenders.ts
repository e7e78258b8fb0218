import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TransformationEvent, TransformationResponse } from '../../src/firehose/transformation.ts';
import { tenRules } from './rules.ts';

/** All that a Lambda pays for: from the JSON text of the event to the bytes of the response. */
export type Invocation = (event: string) => Promise<Buffer>;

type Handler = (event: TransformationEvent) => TransformationResponse | Promise<TransformationResponse>;

export const contenderNames = ['identity', 'idiomatic', 'floor', 'kubehose', 'rules'] as const;
export type ContenderName = (typeof contenderNames)[number];

/** Settings that make kubehose do everything it can. */
export const kubehoseEnvironment: Readonly<Record<string, string>> = {
  TAGS_AS: 'both',
  DD_TAGS: 'team:platform,cost_center:1234',
  DD_ENV: 'prod',
  DD_CLUSTER_NAME: 'main',
  DD_AGENT_DEFAULTS: 'true',
  DD_KUBERNETES_POD_LABELS_AS_TAGS: '{"app":"app","pod-template-hash":"+template_hash"}',
  DD_KUBERNETES_POD_ANNOTATIONS_AS_TAGS: '{"prometheus.io/port":"metrics_port"}',
};

export async function contender(name: ContenderName): Promise<Invocation> {
  const handler = await handlerOf(name);
  return async (event) => {
    const response = await handler(JSON.parse(event) as TransformationEvent);
    return Buffer.from(JSON.stringify(response));
  };
}

async function handlerOf(name: ContenderName): Promise<Handler> {
  switch (name) {
    case 'identity':
      return identity;
    case 'idiomatic':
      return idiomatic;
    case 'floor':
      return floor(await kubehose(kubehoseEnvironment));
    case 'kubehose':
      return kubehose(kubehoseEnvironment);
    case 'rules':
      return kubehose({
        ...kubehoseEnvironment,
        DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(tenRules),
      });
  }
}

/** Base64 out and in again, nothing between. */
function identity(event: TransformationEvent): TransformationResponse {
  return {
    records: event.records.map(({ recordId, data }) => {
      return { recordId, result: 'Ok', data: Buffer.from(data, 'base64').toString('base64') };
    }),
  };
}

/** The least that an answer like kubehose's costs: the records are decoded, and the bytes of the answer, known already, are encoded. */
function floor(handler: Handler): Handler {
  const known = new Map<string, readonly Answer[]>();
  return async (event) => {
    let answers = known.get(event.invocationId);
    if (answers === undefined) {
      const { records } = await handler(event);
      answers = records.map((record) => ({ record, bytes: 'data' in record && fromBase64(record.data) }));
      known.set(event.invocationId, answers);
    }
    for (const { data } of event.records) fromBase64(data);
    return { records: answers.map(encoded) };
  };
}

interface Answer {
  readonly record: TransformationResponse['records'][number];
  readonly bytes: Buffer | false;
}

function encoded({ record, bytes }: Answer): Answer['record'] {
  return bytes === false
    ? record
    : { recordId: record.recordId, result: 'Ok', data: bytes.toString('base64') };
}

function fromBase64(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

/** What one writes first: parse, set the four attributes of the guide, print. It changes numbers, drops duplicate keys, adds no tags. */
function idiomatic(event: TransformationEvent): TransformationResponse {
  return {
    records: event.records.map(({ recordId, data }) => {
      const lines = Buffer.from(data, 'base64').toString('utf8').split('\n');
      const enriched = lines.map((line) => (line === '' ? '' : JSON.stringify(withAttributes(line))));
      return { recordId, result: 'Ok', data: Buffer.from(enriched.join('\n')).toString('base64') };
    }),
  };
}

function withAttributes(line: string): unknown {
  const log = JSON.parse(line);
  if (log.kubernetes) {
    log.kube_container_name = log.kubernetes.container_name;
    log.kube_namespace = log.kubernetes.namespace_name;
    log.pod_name = log.kubernetes.pod_name;
    log.container_id = log.kubernetes.docker_id;
  }
  return log;
}

/** The function as it is deployed: the built bundle, its middleware and its log line included. */
async function kubehose(environment: Readonly<Record<string, string>>): Promise<Handler> {
  Object.assign(process.env, environment);
  const { handler } = await import(pathToFileURL(join(import.meta.dirname, '../../dist/transform.mjs')).href);
  const context = {
    awsRequestId: '00000000-0000-4000-8000-000000000000',
    functionName: 'kubehose-bench',
    getRemainingTimeInMillis: () => 60_000,
  };
  return (event) => handler(event, context);
}
