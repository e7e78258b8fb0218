import { readKubernetesNamespace } from '../../fluent-bit/metadata.ts';
import { decodeString } from '../../json/strings.ts';
import { slot } from './attributes.ts';
import type { Line } from './line.ts';
import type { Enrichment } from '../pod/enrichment.ts';

/** What `nest` would have called a field that says which pod a line is from. */
const evidence = /(?:namespace_name|docker_id|pod_id)$/u;

/**
 * Whether the `kubernetes` map may go, its tags being written. It stays where another attribute of the line could be taken for pod
 * metadata once the map is gone: a second pass would add other tags than the first.
 */
export function canDropMap({ bytes, object, found }: Line, { attributes }: Enrichment): boolean {
  if (attributes.length === 0 || found.at(slot.kubernetes) === undefined) return false;
  if (attributes.some(({ key }) => evidence.test(key))) return false;
  const isEvidence = object.members.some(({ keyStart, keyEnd }) =>
    evidence.test(decodeString(bytes, keyStart, keyEnd)),
  );
  if (isEvidence) return false;
  const namespace = found.at(slot.kubernetesNamespace);
  if (namespace === undefined) return true;
  const name = readKubernetesNamespace(
    JSON.parse(bytes.toString('utf8', namespace.valueStart, namespace.valueEnd)),
  );
  return (
    name === undefined || attributes.some(({ key, value }) => key === 'kube_namespace' && value === name)
  );
}
