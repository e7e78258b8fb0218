import type { KubernetesMetadata, OwnerReference } from './kubernetes-metadata.ts';

/** The members of Fluent Bit's `kubernetes` map that are read, as it writes them. */
export const kubernetesMembers = [
  'pod_name',
  'namespace_name',
  'pod_id',
  'pod_ip',
  'container_name',
  'docker_id',
  'container_hash',
  'container_image',
  'labels',
  'annotations',
  'ownerReferences',
  'host',
] as const;

/** Builds the metadata from single fields, named as in Fluent Bit's `kubernetes` map; what has a wrong type is left out. */
export function metadataFromFields(field: (name: string) => unknown): KubernetesMetadata {
  return {
    podName: textOf(field('pod_name')),
    namespaceName: textOf(field('namespace_name')),
    podId: textOf(field('pod_id')),
    host: textOf(field('host')),
    podIp: textOf(field('pod_ip')),
    containerName: textOf(field('container_name')),
    dockerId: textOf(field('docker_id')),
    containerHash: textOf(field('container_hash')),
    containerImage: textOf(field('container_image')),
    labels: textMap(field('labels')),
    annotations: textMap(field('annotations')),
    ownerReferences: ownerReferences(field('ownerReferences')),
  };
}

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A map, not an object: keys such as `__proto__` are nothing special in it. */
export function textMap(value: unknown): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return map;
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'string') map.set(key, entry);
    else if (typeof entry === 'number' || typeof entry === 'boolean') map.set(key, String(entry));
  }
  return map;
}

function ownerReferences(value: unknown): readonly OwnerReference[] {
  return Array.isArray(value) ? value.flatMap((entry: unknown) => ownerReference(entry)) : [];
}

function ownerReference(value: unknown): readonly OwnerReference[] {
  if (typeof value !== 'object' || value === null) return [];
  const fields = new Map<string, unknown>(Object.entries(value));
  const kind = textOf(fields.get('kind'));
  const name = textOf(fields.get('name'));
  if (kind === undefined || name === undefined) return [];
  return [{ kind, name, controller: fields.get('controller') === true }];
}
