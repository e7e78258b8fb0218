import { annotation, type KubernetesMetadata } from '../fluent-bit/metadata.ts';
import { containerImage, type Image } from './image.ts';
import { ownerTags, type OwnerTag, type OwnerTagKey } from './owner/owners.ts';
import { recommendedLabel, recommendedLabels } from './recommended-labels.ts';
import { unifiedServiceTag, type UnifiedServiceTag } from './unified-service-tags.ts';

/** The Agent's tag cardinalities; `standard` is `low`, of the unified service tags. */
export type Cardinality = 'low' | 'orchestrator' | 'high' | 'standard';

/** A pod's metadata with what several tags are derived from. */
export interface Pod {
  readonly metadata: KubernetesMetadata;
  readonly image: Image | undefined;
  readonly owners: readonly OwnerTag[];
}

interface AgentTagBase {
  readonly tag: string;
  readonly cardinality: Cardinality;
  /** Where the Agent takes it from. */
  readonly from: string;
  /** How it comes to be here, or why it cannot. */
  readonly how: string;
}

/** A tag of the Agent on Kubernetes, and what becomes of it when there is no Agent but Fluent Bit's metadata. */
export type AgentTag = AgentTagBase &
  (
    | { readonly outcome: 'rebuilt'; readonly values: (pod: Pod) => readonly (string | undefined)[] }
    | { readonly outcome: 'configured' | 'not available' }
  );

export function podOf(metadata: KubernetesMetadata): Pod {
  const image = containerImage(metadata.containerImage, metadata.containerHash);
  return { metadata, image, owners: ownerTags(metadata) };
}

export function rebuilt(
  tag: string,
  cardinality: Cardinality,
  from: string,
  how: string,
  value: (pod: Pod) => string | undefined,
): AgentTag {
  return { tag, cardinality, from, outcome: 'rebuilt', how, values: (pod) => [value(pod)] };
}

export function fromOwner(tag: OwnerTagKey, cardinality: Cardinality, from: string, how: string): AgentTag {
  const values = ({ owners }: Pod): readonly string[] =>
    owners.flatMap(({ key, value }) => (key === tag ? value : []));
  return { tag, cardinality, from, outcome: 'rebuilt', how, values };
}

export function fromAnnotation(tag: string, cardinality: Cardinality, key: string): AgentTag {
  return rebuilt(tag, cardinality, `annotation \`${key}\``, 'the same', ({ metadata }) =>
    annotation(metadata, key),
  );
}

export function unified(tag: UnifiedServiceTag): AgentTag {
  const key = `tags.datadoghq.com/${tag}`;
  return {
    tag,
    cardinality: 'standard',
    from: `labels \`${key}\` and \`tags.datadoghq.com/<container>.${tag}\`; environment variables`,
    outcome: 'rebuilt',
    how: 'the labels; a container’s environment variables are not in the metadata',
    values: ({ metadata }) => unifiedServiceTag(metadata, tag),
  };
}

export function recommended(tag: keyof typeof recommendedLabels): AgentTag {
  const from = `label \`${recommendedLabels[tag]}\``;
  return rebuilt(tag, 'low', from, 'the same', ({ metadata }) => recommendedLabel(metadata, tag));
}

export function configured(tag: string, from: string, how: string): AgentTag {
  return { tag, cardinality: 'low', from, outcome: 'configured', how };
}

export function unavailable(tag: string, cardinality: Cardinality, from: string, how: string): AgentTag {
  return { tag, cardinality, from, outcome: 'not available', how };
}
