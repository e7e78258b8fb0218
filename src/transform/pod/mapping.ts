import type { TagMappingRow } from '../../config/transform.ts';
import type { KubernetesMetadata } from '../../fluent-bit/metadata.ts';

const prefix = 'kubernetes.';

const fieldOf: Readonly<Record<string, keyof KubernetesMetadata>> = {
  pod_name: 'podName',
  namespace_name: 'namespaceName',
  pod_id: 'podId',
  host: 'host',
  pod_ip: 'podIp',
  container_name: 'containerName',
  docker_id: 'dockerId',
  container_hash: 'containerHash',
  container_image: 'containerImage',
};

/** Whether a row reads the pod's metadata, and not the line itself. */
export function readsKubernetes({ path }: TagMappingRow): boolean {
  return path.startsWith(prefix);
}

/**
 * The value at a path such as `kubernetes.labels.team`: out of the metadata, whatever form they came in, else out of the
 * `kubernetes` map as it stands in the line.
 */
export function kubernetesValue(
  path: string,
  metadata: KubernetesMetadata,
  map: unknown,
): string | undefined {
  if (!path.startsWith(prefix)) return undefined;
  const rest = path.slice(prefix.length);
  if (Object.hasOwn(fieldOf, rest)) {
    const value = metadata[fieldOf[rest]!];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }
  const labelled = /^(labels|annotations)\.(.+)$/su.exec(rest);
  if (labelled) return metadata[labelled[1] as 'labels' | 'annotations'].get(labelled[2]!) || undefined;
  return valueAt(map, rest);
}

/**
 * The value at a dotted path, as text; keys may hold dots themselves, and the longest key that fits wins. Only strings, numbers
 * and booleans are values.
 */
export function valueAt(value: unknown, path: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const key = path.slice(0, end);
    if (!Object.hasOwn(value, key)) continue;
    const found: unknown = Reflect.get(value, key);
    const text = end === path.length ? textOf(found) : valueAt(found, path.slice(end + 1));
    if (text !== undefined) return text;
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
