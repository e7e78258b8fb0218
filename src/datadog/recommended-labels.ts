import { label, type KubernetesMetadata } from '../fluent-bit/metadata.ts';

/** Kubernetes' recommended labels that the Agent takes for tags, by tag. Source: datadog-agent `pkg/util/kubernetes`. */
export const recommendedLabels = {
  kube_app_name: 'app.kubernetes.io/name',
  kube_app_instance: 'app.kubernetes.io/instance',
  kube_app_version: 'app.kubernetes.io/version',
  kube_app_component: 'app.kubernetes.io/component',
  kube_app_part_of: 'app.kubernetes.io/part-of',
  kube_app_managed_by: 'app.kubernetes.io/managed-by',
} as const;

export function recommendedLabel(
  metadata: KubernetesMetadata,
  tagKey: keyof typeof recommendedLabels,
): string | undefined {
  return label(metadata, recommendedLabels[tagKey]);
}
