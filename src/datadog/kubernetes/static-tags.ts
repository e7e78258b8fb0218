/** Where a log comes from, as far as its line tells. */
export type LogOrigin = 'kubernetes' | 'ecs' | 'unknown';

const untrueTags: Readonly<Record<LogOrigin, readonly string[]>> = {
  kubernetes: [],
  ecs: ['kube_distribution:', 'kube_cluster_name:'],
  unknown: ['kube_distribution:'],
};

/**
 * The static tags that are true of a log. That something is Kubernetes must be said by the line; the cluster's name was configured for
 * the stream, and only a log from ECS is surely not from there.
 */
export function staticTagsFor(tags: readonly string[], origin: LogOrigin): readonly string[] {
  const untrue = untrueTags[origin];
  return tags.filter((tag) => !untrue.some((start) => tag.startsWith(start)));
}
