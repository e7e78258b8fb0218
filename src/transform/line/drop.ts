import { readKubernetesNamespace } from '../../fluent-bit/metadata.ts';
import { decodeString, parseValue } from '../../json/strings.ts';
import type { Enrichment } from '../pod/enrichment.ts';
import type { ObjectLine } from './line-view.ts';

/** What `nest` would have called a field that says which pod a line is from. */
const podIdentityKey = /(?:namespace_name|docker_id|pod_id)$/u;

/**
 * Whether the `kubernetes` map may go, its tags being written. It stays where another attribute of the line could be taken for pod
 * metadata once the map is gone: a second pass would add other tags than the first.
 */
export function canDropMap(line: ObjectLine, { attributes }: Enrichment): boolean {
  const { bytes, object } = line;
  if (attributes.length === 0 || line.attributes.kubernetes === undefined) return false;
  if (attributes.some(({ key }) => podIdentityKey.test(key))) return false;
  const hasIdentity = object.members.some(({ keyStart, keyEnd }) =>
    podIdentityKey.test(decodeString(bytes, keyStart, keyEnd)),
  );
  if (hasIdentity) return false;
  const namespace = line.attributes.kubernetesNamespace;
  if (namespace === undefined) return true;
  const name = readKubernetesNamespace(parseValue(bytes, namespace.valueStart, namespace.valueEnd));
  return (
    name === undefined || attributes.some(({ key, value }) => key === 'kube_namespace' && value === name)
  );
}
