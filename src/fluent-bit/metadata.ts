import type { KubernetesMetadata } from './kubernetes-metadata.ts';
import { metadataFromFields } from './metadata-fields.ts';

export { emptyMetadata, type KubernetesMetadata, type OwnerReference } from './kubernetes-metadata.ts';
export { kubernetesMembers } from './metadata-fields.ts';
export { isLiftedField, readLiftedMetadata } from './lifted.ts';

/**
 * Reads the parsed value of a record's `kubernetes` key. Fields of a wrong type are left out; `undefined` when the value is no
 * object or holds nothing of use (`Dummy_Meta`). Source: fluent/fluent-bit `plugins/filter_kubernetes`.
 */
export function readKubernetesMap(map: unknown): KubernetesMetadata | undefined {
  if (!isJsonObject(map)) return undefined;
  const metadata = metadataFromFields((field) => (Object.hasOwn(map, field) ? map[field] : undefined));
  return isEmpty(metadata) ? undefined : metadata;
}

/** The namespace's name from the parsed value of `kubernetes_namespace` (Fluent Bit 3.0 and later: name, labels, annotations). */
export function readKubernetesNamespace(value: unknown): string | undefined {
  if (!isJsonObject(value) || !Object.hasOwn(value, 'name')) return undefined;
  const name = value['name'];
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** A label by its Kubernetes name, also where the Go plugin's `replace_dots _` has changed the dots. */
export function label(metadata: KubernetesMetadata, key: string): string | undefined {
  return either(metadata.labels, key);
}

/** An annotation by its Kubernetes name, also where the Go plugin's `replace_dots _` has changed the dots. */
export function annotation(metadata: KubernetesMetadata, key: string): string | undefined {
  return either(metadata.annotations, key);
}

function either(map: ReadonlyMap<string, string>, key: string): string | undefined {
  return map.get(key) ?? map.get(key.replaceAll('.', '_'));
}

function isEmpty({ labels, annotations, ownerReferences, ...texts }: KubernetesMetadata): boolean {
  const isTextEmpty = Object.values(texts).every((value) => value === undefined);
  return isTextEmpty && labels.size === 0 && annotations.size === 0 && ownerReferences.length === 0;
}

function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
