import { label, type KubernetesMetadata } from '../fluent-bit/metadata.ts';

export type UnifiedServiceTag = 'env' | 'service' | 'version';

/**
 * Values of one unified service tag: the pod's label and the container's, both, since the Agent adds both.
 * Source: datadog-agent `comp/core/tagger/collectors`; the environment variables of a container are not known here.
 */
export function unifiedServiceTag(metadata: KubernetesMetadata, key: UnifiedServiceTag): readonly string[] {
  return [podLabel(metadata, key), containerLabel(metadata, key)].filter((value) => value !== undefined);
}

/** The `service` that a pod asks for by label; the container's own label goes before the pod's. */
export function labelledService(metadata: KubernetesMetadata): string | undefined {
  return containerLabel(metadata, 'service') ?? podLabel(metadata, 'service');
}

function podLabel(metadata: KubernetesMetadata, key: UnifiedServiceTag): string | undefined {
  return present(label(metadata, `tags.datadoghq.com/${key}`));
}

function containerLabel(metadata: KubernetesMetadata, key: UnifiedServiceTag): string | undefined {
  if (metadata.containerName === undefined) return undefined;
  return present(label(metadata, `tags.datadoghq.com/${metadata.containerName}.${key}`));
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}
