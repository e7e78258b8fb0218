import type { KubernetesMetadata } from './kubernetes-metadata.ts';
import { kubernetesMembers, metadataFromFields } from './metadata-fields.ts';

type Fields = ReadonlyMap<string, unknown>;

/** Prefixes in use for lifted fields (`nest` with `Add_prefix`), and for fields renamed by `modify`. */
const knownPrefixes = ['kubernetes_', 'kubernetes.', 'k8s_', 'k8s.', 'kube_'];

/** Names that users give to lifted fields with `modify`, as in Datadog's own guide. */
const renames: ReadonlyMap<string, string> = new Map([
  ['namespace_name', 'kube_namespace'],
  ['container_name', 'kube_container_name'],
  ['host', 'hostname'],
]);

const renamed: ReadonlySet<string> = new Set(renames.values());

/**
 * Reads the fields of the `kubernetes` map that a `nest` filter has lifted to the top level, with or without a prefix, and perhaps
 * renamed by `modify`. A line of an application may have a `pod_name` of its own, and lines tagged before have `pod_name`,
 * `kube_namespace`, `kube_container_name` and `container_id`; so a pod name counts only together with a container id under Fluent
 * Bit's name `docker_id` (64 hex digits), a `pod_id` (UUID) or a `namespace_name`.
 */
export function readLiftedMetadata(topLevel: Fields): KubernetesMetadata | undefined {
  const prefix = prefixOf(topLevel);
  if (prefix === undefined) return undefined;
  return metadataFromFields((field) => liftedValue(topLevel, prefix, field));
}

/** Cheap test whether a top-level key could be one of those fields, so that only their values need to be collected. */
export function isLiftedField(key: string): boolean {
  return renamed.has(key) || kubernetesMembers.some((field) => key.endsWith(field));
}

function liftedValue(topLevel: Fields, prefix: string, field: string): unknown {
  const keys = [prefix + field, field, renames.get(field) ?? field];
  const key = keys.find((candidate) => isUsable(topLevel.get(candidate)));
  return key === undefined ? undefined : topLevel.get(key);
}

/**
 * The prefix of the pod name that counts. A prefix of its own (`Add_prefix`) goes first, then fields lifted as they are, then a
 * single renamed pod name beside fields lifted as they are, and last any prefix at all, which has to bring its own evidence.
 */
function prefixOf(topLevel: Fields): string | undefined {
  const known = knownPrefixes.filter((prefix) => hasPodName(topLevel, prefix));
  const complete = known.find((prefix) => hasEvidence(topLevel, prefix));
  if (complete !== undefined) return complete;
  const evidence = hasEvidence(topLevel, '');
  const bare = evidence && hasPodName(topLevel, '');
  const other = known.find((prefix) => topLevel.get(`${prefix}pod_name`) === topLevel.get('pod_name'));
  if (bare && other === undefined && isUsable(topLevel.get('namespace_name'))) return '';
  if (evidence && known.length > 0) return other ?? known[0];
  return bare ? '' : unknownPrefix(topLevel);
}

function unknownPrefix(topLevel: Fields): string | undefined {
  for (const key of topLevel.keys()) {
    if (!key.endsWith('pod_name')) continue;
    const prefix = key.slice(0, -'pod_name'.length);
    if (prefix !== '' && hasPodName(topLevel, prefix) && hasEvidence(topLevel, prefix)) return prefix;
  }
  return undefined;
}

function hasPodName(topLevel: Fields, prefix: string): boolean {
  const value = topLevel.get(`${prefix}pod_name`);
  return typeof value === 'string' && value !== '';
}

function hasEvidence(topLevel: Fields, prefix: string): boolean {
  const namespace = topLevel.get(`${prefix}namespace_name`);
  return (
    matches(topLevel.get(`${prefix}docker_id`), /^[0-9a-f]{64}$/) ||
    matches(topLevel.get(`${prefix}pod_id`), /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i) ||
    (typeof namespace === 'string' && namespace !== '')
  );
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function isUsable(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null);
}
