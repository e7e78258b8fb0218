import type { KubernetesMetadata, OwnerReference } from './metadata.ts';

/** Builds the metadata from single fields, named as in Fluent Bit's `kubernetes` map; what has a wrong type is left out. */
export function metadataFromFields(field: (name: string) => unknown): KubernetesMetadata {
  return {
    podName: text(field('pod_name')),
    namespaceName: text(field('namespace_name')),
    podId: text(field('pod_id')),
    host: text(field('host')),
    podIp: text(field('pod_ip')),
    containerName: text(field('container_name')),
    dockerId: text(field('docker_id')),
    containerHash: text(field('container_hash')),
    containerImage: text(field('container_image')),
    labels: textMap(field('labels')),
    annotations: textMap(field('annotations')),
    ownerReferences: ownerReferences(field('ownerReferences')),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A map, not an object: keys such as `__proto__` are nothing special in it. */
function textMap(value: unknown): ReadonlyMap<string, string> {
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
  const kind = text(fields.get('kind'));
  const name = text(fields.get('name'));
  if (kind === undefined || name === undefined) return [];
  return [{ kind, name, controller: fields.get('controller') === true }];
}
