import { ByteWriter } from '../../codec/byte-writer.ts';
import type { TransformConfig } from '../../config/transform.ts';
import { parseObject } from '../../json/fields.ts';
import { dateInput } from '../line/dates.ts';
import type { LineEnricher } from '../line/enrich.ts';
import { readMessageObject } from '../line/json-message.ts';
import type { ObjectLine } from '../line/line-view.ts';
import { planMessage } from '../line/message.ts';
import { statusInput } from '../line/status.ts';
import { servicesOf } from '../line/tagging.ts';
import type { Enrichment } from '../pod/enrichment.ts';
import type { PodCache } from '../pod/pod-cache.ts';
import { streamOf } from '../line/stream.ts';
import { explainDate } from './explain-date.ts';
import { explainService } from './explain-service.ts';
import { explainStatus } from './explain-status.ts';
import { explainTags } from './explain-tags.ts';
import type { Explanation, Sourced } from './explanation.ts';
import type { PodFields } from './pod-fields.ts';

export interface ExplainParts {
  readonly config: TransformConfig;
  readonly pods: PodCache;
  readonly enricher: LineEnricher;
  readonly podFields: PodFields;
}

type ExplainedLog = Pick<Explanation, 'date' | 'status' | 'service' | 'tags' | 'leftOut' | 'missing'>;

/** Where the date, status, service and tags of a log come from, told by what decides on them when it is written. */
export function explainLog(
  received: ObjectLine,
  arrivalTimeMs: number | undefined,
  { config, pods, enricher, podFields }: ExplainParts,
  leftOutByRules: readonly Sourced[] = [],
): ExplainedLog {
  const writer = new ByteWriter();
  enricher.write(received, arrivalTimeMs, writer);
  const after = parseObject(writer.toBuffer().toString('utf8')) ?? {};
  const line = enricher.renamed(received);
  const plan = planMessage(line, config.keepLog);
  const message = plan.content && readMessageObject(line.bytes, plan.content);
  const enrichment = pods.enrichmentFor(line);
  const date = explainDate(dateInput(line, message, arrivalTimeMs));
  const level = statusInput(line, plan, message, streamOf(line), config.statusFrom);
  return {
    date,
    status: explainStatus(level, config.statusFrom),
    service: explainService(servicesOf(line, message), enrichment, config, podFields),
    tags: explainTags(after['ddtags'], line, message, enrichment, config, podFields),
    leftOut: [...leftOutOf(enrichment, config), ...leftOutByRules],
    missing: missingOf(line, enrichment, date !== undefined),
  };
}

function leftOutOf({ leftOut }: Enrichment, { env, tagFilter }: TransformConfig): readonly Sourced[] {
  const all = [...leftOut];
  if (env !== undefined && !leftOut.some(({ value }) => value.startsWith('env:'))) tagFilter.of([env], all);
  return all;
}

function missingOf(line: ObjectLine, { metadata, container }: Enrichment, isDated: boolean): string[] {
  const missing: string[] = [];
  if (!isDated) missing.push('no date: no time in the line and none of its arrival');
  // A container without metadata of a pod runs on ECS.
  if (metadata === undefined && container !== undefined) return missing;
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
