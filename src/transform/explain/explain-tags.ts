import type { TransformConfig } from '../../config/transform.ts';
import { readDdtags } from '../../datadog/attributes/ddtags.ts';
import { ecsTags } from '../../datadog/ecs-tags.ts';
import { podTags } from '../../datadog/pod-tags.ts';
import type { KubernetesMetadata } from '../../fluent-bit/metadata.ts';
import { parseValue } from '../../json/strings.ts';
import type { Attributes } from '../line/attributes.ts';
import { messageDdtags } from '../line/json-message.ts';
import type { ObjectLine } from '../line/line-view.ts';
import type { Enrichment } from '../pod/enrichment.ts';
import type { Sourced } from './explanation.ts';

/** Where each tag of a written `ddtags` comes from; of equal ones the first counts, as where they are put together. */
export function explainTags(
  ddtags: unknown,
  line: ObjectLine,
  message: Attributes | undefined,
  enrichment: Enrichment,
  config: TransformConfig,
): Sourced[] {
  if (typeof ddtags !== 'string' || ddtags === '') return [];
  const sources: readonly TagSource[] = [
    (tag) => (isOfProcessing(tag) ? 'processing' : undefined),
    ownTags(line, message),
    mapping(enrichment, config),
    agent(enrichment, config),
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

function mapping({ mappedTags }: Enrichment, { tagMapping }: TransformConfig): TagSource {
  const paths = new Map(tagMapping.map(({ path, tagKey }) => [tagKey, path]));
  return (tag) => (mappedTags.includes(tag) ? paths.get(keyOf(tag)) : undefined);
}

function agent({ metadata, agentTags }: Enrichment, config: TransformConfig): TagSource {
  const ofPod = metadata === undefined ? undefined : fieldsBehind(metadata, config);
  return (tag) => {
    if (!agentTags.includes(tag)) return undefined;
    if (ofPod === undefined) return ecsTags.find((row) => row.tag === keyOf(tag))?.how.replaceAll('`', '');
    return ofPod(tag) ?? 'kubernetes_namespace';
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

/**
 * Tells the fields of the metadata without which, or with another value of which, the pod would not have a tag. Values do not tell:
 * label, container and image often have the same name.
 */
function fieldsBehind(metadata: KubernetesMetadata, config: TransformConfig): TagSource {
  const tagsOf = (changed: KubernetesMetadata) =>
    new Set(podTags(changed, { ...config, agentDefaults: false }).tags);
  const made = tagsOf(metadata);
  const fields = fieldsOf(metadata).map(({ name, variants }) => ({ name, tags: variants.map(tagsOf) }));
  return (tag) => {
    if (!made.has(tag)) return undefined;
    const behind = fields.filter(({ tags }) => tags.some((others) => !others.has(tag)));
    // Two that say the same: without one of them the other still does.
    if (behind.length === 0) return 'several fields of the kubernetes map';
    return behind.map(({ name }) => `kubernetes.${name}`).join(', ');
  };
}

interface Field {
  readonly name: string;
  /** The metadata without the field, and with another value in it. */
  readonly variants: readonly KubernetesMetadata[];
}

function fieldsOf(metadata: KubernetesMetadata): Field[] {
  const { labels: _labels, annotations: _annotations, ownerReferences, ...texts } = metadata;
  const fields: Field[] = [];
  for (const [member, value] of Object.entries(texts))
    fields.push({
      // Fluent Bit's names are ours with underscores.
      name: member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      variants: [
        { ...metadata, [member]: undefined },
        { ...metadata, [member]: value && other(value) },
      ],
    });
  for (const member of ['labels', 'annotations'] as const)
    for (const [key, value] of metadata[member])
      fields.push({
        name: `${member}.${key}`,
        variants: [
          { ...metadata, [member]: withoutKey(metadata[member], key) },
          { ...metadata, [member]: new Map(metadata[member]).set(key, other(value)) },
        ],
      });
  const others = ownerReferences.map(({ kind, name, controller }) => ({
    kind,
    name: other(name),
    controller,
  }));
  const variants = [
    { ...metadata, ownerReferences: [] },
    { ...metadata, ownerReferences: others },
  ];
  return [...fields, { name: 'ownerReferences', variants }];
}

/** Another value at both ends: an image's name is at its beginning, its tag at its end. */
function other(value: string): string {
  return `x${value}x`;
}

function withoutKey(map: ReadonlyMap<string, string>, key: string): ReadonlyMap<string, string> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

function keyOf(tag: string): string {
  return tag.slice(0, tag.indexOf(':'));
}
