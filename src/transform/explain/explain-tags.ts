import type { TransformConfig } from '../../config/transform.ts';
import { readDdtags } from '../../datadog/attributes/ddtags.ts';
import { ecsTags } from '../../datadog/ecs-tags.ts';
import { parseValue } from '../../json/strings.ts';
import type { Attributes } from '../line/attributes.ts';
import { messageDdtags } from '../line/json-message.ts';
import type { ObjectLine } from '../line/line-view.ts';
import type { Enrichment } from '../pod/enrichment.ts';
import type { Sourced } from './explanation.ts';
import type { PodFields } from './pod-fields.ts';

/** Where each tag of a written `ddtags` comes from; of equal ones the first counts, as where they are put together. */
export function explainTags(
  ddtags: unknown,
  line: ObjectLine,
  message: Attributes | undefined,
  enrichment: Enrichment,
  { tagMapping }: TransformConfig,
  podFields: PodFields,
): Sourced[] {
  if (typeof ddtags !== 'string' || ddtags === '') return [];
  const sources: readonly TagSource[] = [
    (tag) => (isOfProcessing(tag) ? 'processing' : undefined),
    ownTags(line, message),
    mapping(enrichment, tagMapping),
    agent(enrichment, podFields),
    settings(enrichment),
  ];
  return ddtags.split(',').map((value): Sourced => {
    for (const source of sources) {
      const from = source(value);
      if (from !== undefined) return { value, from };
    }
    return { value, from: 'DD_ENV' };
  });
}

/** Says what a tag comes from, if it is one of its own. */
type TagSource = (tag: string) => string | undefined;

/** Whether a tag says what was done to a log, and nothing of where it comes from. */
export function isOfProcessing(tag: string): boolean {
  return /^(?:multiline|truncated|kubehose_rule_error):/.test(tag);
}

function ownTags({ bytes, attributes: { ddtags } }: ObjectLine, message: Attributes | undefined): TagSource {
  const outer = ddtags && readDdtags(parseValue(bytes, ddtags.valueStart, ddtags.valueEnd));
  const inner = message && messageDdtags(bytes, message);
  return (tag) => {
    if (outer?.tags.includes(tag) === true) return 'ddtags of the log';
    return inner?.tags.includes(tag) === true ? 'ddtags of the JSON message' : undefined;
  };
}

function mapping({ mappedTags }: Enrichment, tagMapping: TransformConfig['tagMapping']): TagSource {
  const paths = new Map(tagMapping.map(({ path, tagKey }) => [tagKey, path]));
  return (tag) => (mappedTags.includes(tag) ? paths.get(keyOf(tag)) : undefined);
}

function agent({ metadata, agentTags }: Enrichment, podFields: PodFields): TagSource {
  return (tag) => {
    if (!agentTags.includes(tag)) return undefined;
    if (metadata === undefined) return ecsTags.find((row) => row.tag === keyOf(tag))?.how.replaceAll('`', '');
    return podFields.behind(metadata, ({ tags }) => tags.has(tag)) ?? 'kubernetes_namespace';
  };
}

function settings({ staticTags }: Enrichment): TagSource {
  const from: Readonly<Record<string, string>> = {
    kube_cluster_name: 'DD_CLUSTER_NAME',
    kube_distribution: 'something in the line says Kubernetes',
    region: 'ARN of the stream',
    aws_account: 'ARN of the stream',
  };
  return (tag) => (staticTags.includes(tag) ? (from[keyOf(tag)] ?? 'DD_TAGS') : undefined);
}

function keyOf(tag: string): string {
  return tag.slice(0, tag.indexOf(':'));
}
