import { ByteWriter } from '../../codec/byte-writer.ts';
import type { TransformConfig } from '../../config/transform.ts';
import { logTime, type LogTime } from '../../datadog/reading/log-time.ts';
import { parseObject } from '../../json/fields.ts';
import type { KubernetesMetadata } from '../../fluent-bit/metadata.ts';
import type { Attributes } from '../line/attributes.ts';
import { dateInput } from '../line/dates.ts';
import type { LineEnricher } from '../line/enrich.ts';
import { readMessageObject } from '../line/json-message.ts';
import type { ObjectLine } from '../line/line-view.ts';
import { planMessage } from '../line/message.ts';
import { statusOfLine } from '../line/status.ts';
import type { Enrichment } from '../pod/enrichment.ts';
import type { PodCache } from '../pod/pod-cache.ts';
import { streamOf } from '../line/stream.ts';
import type { Explanation, Sourced } from './explanation.ts';

export interface ExplainParts {
  readonly config: TransformConfig;
  readonly pods: PodCache;
  readonly enricher: LineEnricher;
}

type ExplainedLog = Pick<Explanation, 'date' | 'status' | 'service' | 'tags' | 'leftOut' | 'missing'>;

/** Where the date, status, service and tags of a log come from: it is enriched, and what came out is compared with what went in. */
export function explainLog(
  line: ObjectLine,
  arrivalTimeMs: number | undefined,
  parts: ExplainParts,
): ExplainedLog {
  const { config, pods, enricher } = parts;
  const writer = new ByteWriter();
  enricher.write(line, arrivalTimeMs, writer);
  const after = parseObject(writer.toBuffer().toString('utf8')) ?? {};
  const plan = planMessage(line, config.keepLog);
  const message = plan.content && readMessageObject(line.bytes, plan.content);
  const enrichment = pods.enrichmentFor(line);
  const { metadata } = enrichment;
  const input = dateInput(line, message, arrivalTimeMs);
  const time = logTime(input);
  const added = (source: 'content' | 'stream') => statusOfLine(line, plan, message, streamOf(line), [source]);
  return {
    date:
      time &&
      explainDate(
        time,
        input.dates.map(({ attribute }) => attribute),
      ),
    status: explainStatus(after['status'], added),
    service: explainService(after['service'], enrichment, config, line.attributes, message),
    tags: explainTags(after['ddtags'], line, enrichment, config),
    leftOut: leftOutOf(enrichment, config),
    missing: missingOf(line, metadata, time),
  };
}

const timeSources = {
  cri: 'the CRI time',
  original: 'original_timestamp of an earlier pass: too old for Datadog',
  logger: 'the time that the logger wrote',
  arrival: 'the arrival of the record',
} as const;

function explainDate({ ms, source }: LogTime, attributes: readonly string[]): Explanation['date'] {
  const from = typeof source === 'string' ? timeSources[source] : `${source.attribute} of the log`;
  const winner = typeof source === 'string' ? undefined : source.attribute;
  const value = Number.isNaN(ms) ? 'the time of reception' : new Date(ms).toISOString();
  return { value, from, lost: attributes.filter((attribute) => attribute !== winner) };
}

function explainStatus(
  status: unknown,
  added: (source: 'content' | 'stream') => string | undefined,
): Sourced | undefined {
  if (typeof status !== 'string' && typeof status !== 'number') return undefined;
  const value = String(status);
  if (added('content') === value) return { value, from: 'the level in the log' };
  return { value, from: added('stream') === value ? 'the stream' : 'status of the log' };
}

function explainService(
  service: unknown,
  { podService, service: known }: Enrichment,
  config: TransformConfig,
  outer: Attributes,
  inner: Attributes | undefined,
): Sourced | undefined {
  const value = typeof service === 'string' ? service : undefined;
  const isOwn = outer.services !== undefined || inner?.services !== undefined;
  if (value === undefined) return isOwn ? { value: '(in the log)', from: 'service of the log' } : undefined;
  if (value === podService) return { value, from: 'label or annotation of the pod' };
  if (value === config.service && !isOwn) return { value, from: 'DD_SERVICE' };
  return { value, from: value === known && !isOwn ? 'the image' : 'service of the log' };
}

function explainTags(
  ddtags: unknown,
  line: ObjectLine,
  enrichment: Enrichment,
  config: TransformConfig,
): Sourced[] {
  if (typeof ddtags !== 'string' || ddtags === '') return [];
  const { metadata, mappedTags, agentTags, staticTags } = enrichment;
  const paths = new Map(config.tagMapping.map(({ path, tagKey }) => [tagKey, path]));
  return ddtags.split(',').map((value): Sourced => {
    const key = value.slice(0, value.indexOf(':'));
    if (mappedTags.includes(value)) return { value, from: paths.get(key) ?? 'TAG_MAPPING' };
    if (staticTags.includes(value)) return { value, from: 'the settings or the stream' };
    if (agentTags.includes(value)) return { value, from: fieldOf(value.slice(key.length + 1), metadata) };
    if (/^(?:multiline|truncated|kubehose_rule_error):/.test(value)) return { value, from: 'processing' };
    return { value, from: line.attributes.ddtags === undefined ? 'the log or DD_ENV' : 'ddtags of the log' };
  });
}

function leftOutOf({ leftOut }: Enrichment, { env, tagFilter }: TransformConfig): readonly Sourced[] {
  const all = [...leftOut];
  if (env !== undefined && !leftOut.some(({ value }) => value.startsWith('env:'))) tagFilter.of([env], all);
  return all;
}

/** The field of the metadata that holds a value, or what it must have been made from. */
function fieldOf(value: string, metadata: KubernetesMetadata | undefined): string {
  if (metadata === undefined) return 'the metadata';
  const { labels, annotations, ownerReferences: _owners, ...fields } = metadata;
  for (const [name, map] of [
    ['labels', labels],
    ['annotations', annotations],
  ] as const)
    for (const [key, text] of map) if (text === value) return `kubernetes.${name}.${key}`;
  const field = Object.entries(fields).find(([, text]) => text === value)?.[0];
  return field === undefined ? 'made from pod name, owner, image or labels' : `kubernetes.${field}`;
}

function missingOf(
  line: ObjectLine,
  metadata: KubernetesMetadata | undefined,
  time: LogTime | undefined,
): string[] {
  const missing: string[] = [];
  if (time === undefined) missing.push('no date: no time in the line and none of its arrival');
  if (metadata === undefined) {
    const map =
      line.attributes.kubernetes === undefined ? 'no kubernetes map' : 'a kubernetes map without pod data';
    return [
      ...missing,
      `no tags of a pod: ${map}; is the kubernetes filter of Fluent Bit on, and can it reach the API?`,
    ];
  }
  if (metadata.labels.size === 0) missing.push('no tags from labels: the map has none (Labels On)');
  if (metadata.annotations.size === 0)
    missing.push('no tags or rules from annotations: the map has none (Annotations On)');
  if (metadata.containerName === undefined)
    missing.push('no container name, so no annotation of a container counts');
  return missing;
}
