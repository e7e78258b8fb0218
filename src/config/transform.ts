import { noTagRules, parseTagRules, type TagRules } from '../datadog/labels-as-tags.ts';
import { parseTagNames, TagFilter } from '../datadog/tag-filter.ts';
import { cleanTag, tag } from '../datadog/tags.ts';
import { parseAttributeRenames, type AttributeRename } from '../datadog/attributes/rename.ts';
import type { ServiceFrom } from '../datadog/attributes/service.ts';
import { parseStatusFrom, type StatusSource } from '../datadog/status/status-plan.ts';
import { ConfigError } from './config-error.ts';
import { parseKubernetesAttributes, type KubernetesAttributes } from './kubernetes-attributes.ts';
import { notAllowed, SettingsReader, type Parsed } from './settings.ts';
import { transformVariables } from './variables.ts';

/** A record's attribute and the tag key that its value gets. */
export interface TagMappingRow {
  /** Dotted path from the top of the line, such as `kubernetes.namespace_name`. */
  readonly path: string;
  readonly tagKey: string;
}

export interface TransformConfig {
  readonly tagsAs: 'ddtags' | 'attributes' | 'both';
  readonly tagMapping: readonly TagMappingRow[];
  /** Which tags are added at all. */
  readonly tagFilter: TagFilter;
  readonly kubernetesAttributes: KubernetesAttributes;
  readonly keepLog: boolean;
  readonly agentDefaults: boolean;
  readonly labelsAsTags: TagRules;
  readonly annotationsAsTags: TagRules;
  readonly namespaceLabelsAsTags: TagRules;
  readonly namespaceAnnotationsAsTags: TagRules;
  readonly statusFrom: readonly StatusSource[];
  readonly attributeRenames: readonly AttributeRename[];
  readonly serviceFrom: ServiceFrom;
  /** Cleaned `key:value` tags of `DD_TAGS`, then `kube_cluster_name`. */
  readonly staticTags: readonly string[];
  readonly env: string | undefined;
  readonly service: string | undefined;
  readonly source: string | undefined;
}

/** The four mappings of Datadog's EKS Fargate guide. */
export const guideMapping: readonly TagMappingRow[] = [
  { path: 'kubernetes.container_name', tagKey: 'kube_container_name' },
  { path: 'kubernetes.namespace_name', tagKey: 'kube_namespace' },
  { path: 'kubernetes.pod_name', tagKey: 'pod_name' },
  { path: 'kubernetes.docker_id', tagKey: 'container_id' },
];

/** Tag keys that only the mapping writes: `TAG_MAPPING` may rename or remove them. */
export const guideTagKeys: ReadonlySet<string> = new Set(guideMapping.map(({ tagKey }) => tagKey));

/** The environment of a Lambda function. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the transform's configuration; throws one `ConfigError` that lists everything wrong with it. */
export function parseTransformConfig(environment: Environment): TransformConfig {
  const reader = new SettingsReader(environment);
  const config = readTransformConfig(reader);
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

/** The same as a part of more. */
export function readTransformConfig(reader: SettingsReader): TransformConfig {
  const v = transformVariables;
  return {
    tagsAs: reader.oneOf(v.TAGS_AS, ['ddtags', 'attributes', 'both']),
    tagMapping: reader.parsed(v.TAG_MAPPING, parseTagMapping),
    tagFilter: new TagFilter(
      reader.parsed(v.TAGS_INCLUDE, parseTagNames),
      reader.parsed(v.TAGS_EXCLUDE, parseTagNames),
      guideTagKeys,
    ),
    kubernetesAttributes: reader.parsed(v.KUBERNETES_ATTRIBUTES, parseKubernetesAttributes),
    keepLog: reader.flag(v.KEEP_LOG),
    agentDefaults: reader.flag(v.DD_AGENT_DEFAULTS),
    labelsAsTags: reader.parsed(v.DD_KUBERNETES_POD_LABELS_AS_TAGS, parseRules),
    annotationsAsTags: reader.parsed(v.DD_KUBERNETES_POD_ANNOTATIONS_AS_TAGS, parseRules),
    namespaceLabelsAsTags: reader.parsed(v.DD_KUBERNETES_NAMESPACE_LABELS_AS_TAGS, parseRules),
    namespaceAnnotationsAsTags: reader.parsed(v.DD_KUBERNETES_NAMESPACE_ANNOTATIONS_AS_TAGS, parseRules),
    statusFrom: reader.parsed(v.STATUS_FROM, parseStatusFrom),
    attributeRenames: reader.parsed(v.RENAME_ATTRIBUTES, parseAttributeRenames),
    serviceFrom: reader.oneOf(v.SERVICE_FROM, ['line', 'pod']),
    staticTags: [
      ...reader.parsed(v.DD_TAGS, parseStaticTags),
      ...reader.parsed(v.DD_CLUSTER_NAME, (text) => tagOf('kube_cluster_name', text)),
    ],
    env: reader.parsed(v.DD_ENV, (text) => tagOf('env', text)).at(0),
    service: reader.text(v.DD_SERVICE) || undefined,
    source: reader.text(v.DD_SOURCE) || undefined,
  };
}

function parseTagMapping(value: string): Parsed<TagMappingRow[]> {
  const rows = new Map(guideMapping.map(({ path, tagKey }) => [path, tagKey]));
  for (const item of value.split(',').map((part) => part.trim())) {
    if (item === '') continue;
    const colon = item.lastIndexOf(':');
    const path = item.slice(0, colon).trim();
    const tagKey = item.slice(colon + 1).trim();
    const usable = tagKey === '' || cleanTag(`${tagKey}:x`) === `${tagKey}:x`;
    // A tag made of all tags would be one more tag every time the line passes.
    if (colon <= 0 || path === '' || path.includes(':') || path === 'ddtags' || !usable) return notAllowed;
    rows.set(path, tagKey);
  }
  return {
    value: [...rows].filter(([, tagKey]) => tagKey !== '').map(([path, tagKey]) => ({ path, tagKey })),
  };
}

function parseRules(value: string): Parsed<TagRules> {
  return value === '' ? { value: noTagRules } : parseTagRules(value);
}

function parseStaticTags(value: string): Parsed<string[]> {
  const items = value.split(value.includes(',') ? ',' : /\s+/u).map((item) => item.trim());
  const tags = items
    .filter((item) => item !== '')
    .map((item) => (item.includes(':') ? cleanTag(item) : undefined));
  return tags.every((item) => item?.includes(':')) ? { value: tags as string[] } : notAllowed;
}

function tagOf(key: string, value: string): Parsed<string[]> {
  if (value === '') return { value: [] };
  const cleaned = tag(key, value);
  return cleaned === undefined ? notAllowed : { value: [cleaned] };
}
