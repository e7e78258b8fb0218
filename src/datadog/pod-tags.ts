import type { KubernetesMetadata } from '../fluent-bit/metadata.ts';
import { podOf, type AgentTag, type Pod } from './agent-tag.ts';
import { agentTags } from './agent-tags.ts';
import { autodiscoveryTags, logsConfig } from './autodiscovery.ts';
import { tagsByRules, type TagRules } from './labels-as-tags.ts';
import { tag } from './tags.ts';
import { labelledService } from './unified-service-tags.ts';

export interface PodTagOptions {
  readonly labelsAsTags: TagRules;
  readonly annotationsAsTags: TagRules;
  /** Whether the image's short name is the fallback for `service` and `source`, as with the Agent. */
  readonly agentDefaults: boolean;
}

export interface PodTags {
  /** Clean and without duplicates; not limited in number. */
  readonly tags: readonly string[];
  /** Value for the `service` attribute, where the pod asks for one. */
  readonly service: string | undefined;
  /** Value for the `ddsource` attribute, where the pod asks for one. */
  readonly source: string | undefined;
}

/**
 * Every tag of the Agent that can be rebuilt, in the order of the Agent's table, then those that labels, annotations and
 * Autodiscovery ask for; with service and source. Source: datadog-agent `comp/core/tagger/collectors` and
 * `pkg/logs/launchers/container/tailerfactory/defaults.go`.
 */
export function podTags(metadata: KubernetesMetadata, options: PodTagOptions): PodTags {
  const pod = podOf(metadata);
  const logs = logsConfig(metadata);
  const tags = [
    ...agentTags.flatMap((row) => tagsOfRow(row, pod)),
    ...autodiscoveryTags(metadata),
    ...(logs?.tags ?? []),
    ...tagsByRules(options.labelsAsTags, metadata.labels),
    ...tagsByRules(options.annotationsAsTags, metadata.annotations),
  ];
  const fallback = options.agentDefaults ? pod.image?.shortName || undefined : undefined;
  return {
    tags: [...new Set(tags)],
    service: logs?.service ?? labelledService(metadata) ?? fallback,
    source: logs?.source ?? fallback,
  };
}

function tagsOfRow(row: AgentTag, pod: Pod): readonly string[] {
  return row.outcome === 'rebuilt' ? row.values(pod).flatMap((value) => tag(row.tag, value) ?? []) : [];
}
