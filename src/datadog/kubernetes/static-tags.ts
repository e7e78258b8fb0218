/** Tags of the configuration that are only true of logs from Kubernetes. */
const kubernetesTagKeys = ['kube_distribution', 'kube_cluster_name'];

/**
 * The static tags of a log: without those that say Kubernetes where nothing in the line does. Metadata of a pod or a namespace say
 * so, and a CRI prefix, which only its container runtimes write.
 */
export function staticTagsFor(tags: readonly string[], isKubernetes: boolean): readonly string[] {
  return isKubernetes
    ? tags
    : tags.filter((tag) => !kubernetesTagKeys.some((key) => tag.startsWith(`${key}:`)));
}
