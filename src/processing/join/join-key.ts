import type { KubernetesMetadata } from '../../fluent-bit/metadata.ts';

/**
 * Key for `LineJoiner.sourceOf`: one container of one pod, and one of its streams. `undefined` where the container is not known, so
 * that its lines are never joined. All parts count, because the map may come from the application: the same container id in two pods
 * are two containers. Worth keeping with what is cached of a pod.
 */
export function joinKeyOf(
  { namespaceName, podName, podId, containerName, dockerId }: KubernetesMetadata,
  stream: 'stdout' | 'stderr' | undefined,
): string | undefined {
  const isPodKnown = podId !== undefined || podName !== undefined;
  if (dockerId === undefined && !(isPodKnown && containerName !== undefined)) return undefined;
  return JSON.stringify([namespaceName, podName, podId, containerName, dockerId, stream]);
}
