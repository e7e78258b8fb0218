import { Buffer } from 'node:buffer';
import { containerImage } from '../../datadog/image.ts';
import { staticTagsFor, type LogOrigin } from '../../datadog/kubernetes/static-tags.ts';
import { podTags } from '../../datadog/pod-tags.ts';
import type { LeftOut } from '../../datadog/tag-filter.ts';
import { mergeTags, tag } from '../../datadog/tags.ts';
import type { KubernetesMetadata } from '../../fluent-bit/metadata.ts';
import { guideTagKeys, type TransformConfig } from '../../config/transform.ts';
import { kubernetesValue } from './mapping.ts';
import type { Edit } from '../../json/edit.ts';
import { memberText } from '../../json/strings.ts';

/** A top-level attribute that a line gets unless it has one of that name. */
export interface MappedAttribute {
  readonly key: string;
  readonly value: string;
}

/** What a pod, or its absence, adds to one line. */
export interface PodAddition {
  /** The text of JSON members joined by commas, to be appended. */
  readonly members: Uint8Array;
  /** Changes elsewhere in the line. */
  readonly edits: readonly Edit[];
  /** Whether a `ddtags` that holds no tags gave way to ours. */
  readonly replacesDdtags: boolean;
}

/** All that the metadata of one pod (or their absence) adds to a line. */
export interface Enrichment {
  /** `undefined` for a line without. */
  readonly metadata: KubernetesMetadata | undefined;
  /** What selects and joins the lines of a container: the metadata, or what stands for them in a record from ECS. */
  readonly container: KubernetesMetadata | undefined;
  /** Tags of the mapping: they survive when there are too many. */
  readonly mappedTags: readonly string[];
  /** The further tags of the Agent. */
  readonly agentTags: readonly string[];
  /** Those of the settings and the stream that are true of this line. */
  readonly staticTags: readonly string[];
  readonly attributes: readonly MappedAttribute[];
  /** Tags that `TAGS_EXCLUDE` and `TAGS_INCLUDE` leave out. */
  readonly leftOut: readonly LeftOut[];
  /** What the pod asks for. */
  readonly podService: string | undefined;
  /** The same, else that of the settings. */
  readonly service: string | undefined;
  readonly source: string | undefined;
  readonly hasNamespace: boolean;
  /** What takes the place of the `kubernetes` map, where not all of it stays. */
  readonly keptMap: Uint8Array | undefined;
  /** Whether the map may be what an earlier pass has left, without all that filters for containers look at. */
  readonly isLeftover: boolean;
  /** What a line gets that has none of these members itself: nearly every line, so it is worked out once. */
  readonly addition: PodAddition;
}

/** What is known of every line of a stream, whatever its pod. */
export interface StaticKnowledge {
  readonly config: TransformConfig;
  /** `DD_TAGS`, `kube_cluster_name`, `kube_distribution`, `region`, `aws_account`. */
  readonly tags: readonly string[];
}

/** What is known of a line besides the metadata of its pod. */
export interface Surroundings {
  /** What the line says where no metadata do. */
  readonly origin: LogOrigin;
  /** Tags of the namespace, or of a task on ECS. */
  readonly furtherTags: readonly string[];
}

const nothingElse: Surroundings = { origin: 'unknown', furtherTags: [] };

/** Works out what a pod's metadata add; `undefined` metadata for a line without. */
export function enrichmentOf(
  metadata: KubernetesMetadata | undefined,
  map: unknown,
  known: StaticKnowledge,
  { origin, furtherTags }: Surroundings = nothingElse,
): Enrichment {
  const { config } = known;
  const attributes: MappedAttribute[] = [];
  const mappedTags: string[] = [];
  const leftOut: LeftOut[] = [];
  for (const { path, tagKey } of config.tagMapping) {
    const value = metadata === undefined ? undefined : kubernetesValue(path, metadata, map);
    if (value === undefined || config.tagFilter.of([`${tagKey}:${value}`], leftOut).length === 0) continue;
    attributes.push({ key: tagKey, value });
    const mapped = tag(tagKey, value);
    if (mapped !== undefined) mappedTags.push(mapped);
  }
  const pod = metadata && podTags(metadata, { ...config, agentDefaults: false });
  const { containerImage: reference, containerHash: id } = metadata ?? {};
  const image = config.agentDefaults ? containerImage(reference, id)?.shortName : undefined;
  const agentTags = pod?.tags.filter((item) => !guideTagKeys.has(item.slice(0, item.indexOf(':')))) ?? [];
  const base = {
    metadata,
    container: metadata,
    mappedTags,
    agentTags: config.tagFilter.of([...agentTags, ...furtherTags], leftOut),
    staticTags: config.tagFilter.of(
      staticTagsFor(known.tags, metadata === undefined ? origin : 'kubernetes'),
      leftOut,
    ),
    attributes,
    leftOut,
    hasNamespace: metadata?.namespaceName !== undefined,
    keptMap: undefined,
    isLeftover: false,
    podService: pod?.service,
    service: pod?.service ?? config.service ?? image,
    source: pod?.source ?? config.source ?? image,
  };
  return { ...base, addition: { members: allMembers(base, known), edits: [], replacesDdtags: false } };
}

/** The tags of a line: its own, the mapped ones, the Agent's, the static ones, and `env` where nobody named one. */
export function tagsOf(
  own: readonly string[],
  { mappedTags, agentTags, staticTags }: Pick<Enrichment, 'mappedTags' | 'agentTags' | 'staticTags'>,
  { config }: StaticKnowledge,
): string[] {
  const lists = [own, mappedTags, agentTags, staticTags];
  const hasEnv = lists.some((list) => list.some((item) => item.startsWith('env:')));
  if (config.env !== undefined && !hasEnv) lists.push(config.tagFilter.of([config.env]));
  return mergeTags(lists, [...mappedTags, ...staticTags]);
}

function allMembers(enrichment: Omit<Enrichment, 'addition'>, known: StaticKnowledge): Uint8Array {
  const { tagsAs } = known.config;
  const members: string[] = [];
  if (tagsAs !== 'ddtags') {
    members.push(...enrichment.attributes.map(({ key, value }) => memberText(key, value)));
  }
  if (enrichment.service !== undefined) members.push(memberText('service', enrichment.service));
  if (enrichment.source !== undefined) members.push(memberText('ddsource', enrichment.source));
  const tags = tagsAs === 'attributes' ? [] : tagsOf([], enrichment, known);
  if (tags.length > 0) members.push(memberText('ddtags', tags.join(',')));
  return Buffer.from(members.join(','));
}
