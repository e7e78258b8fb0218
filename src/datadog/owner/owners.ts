import { label, type KubernetesMetadata } from '../../fluent-bit/metadata.ts';
import {
  cronJobOfJob,
  cronJobsJobOfPod,
  deploymentOfReplicaSet,
  replicaSetOfPod,
  statefulSetOfPod,
  withoutPodSuffix,
} from './owner-names.ts';

/** The Agent's tags that say who owns a pod. */
export type OwnerTagKey =
  | 'kube_ownerref_name'
  | 'kube_ownerref_kind'
  | 'kube_replica_set'
  | 'kube_deployment'
  | 'kube_stateful_set'
  | 'kube_daemon_set'
  | 'kube_replication_controller'
  | 'kube_job'
  | 'kube_cronjob'
  | 'kube_argo_rollout';

export interface OwnerTag {
  readonly key: OwnerTagKey;
  readonly value: string;
}

interface Owner {
  readonly kind: string;
  readonly name: string;
  /** Known from the label with the hash, where the name alone would have to be guessed. */
  readonly deployment?: string;
}

const argoRolloutLabel = 'rollouts-pod-template-hash';

/**
 * The tags of a pod's owners. Owner references (Fluent Bit 3.2 and later, `Owner_References On`) decide; without them the labels
 * that Kubernetes' controllers set. The pod's name alone decides only where no labels are known: a pod with labels of which no
 * controller set one has another owner or none. Source: datadog-agent `comp/core/tagger/collectors`, `extractTagsFromPodOwner`;
 * labels and names by Kubernetes' conventions.
 */
export function ownerTags(metadata: KubernetesMetadata): readonly OwnerTag[] {
  const isRollout = present(metadata, argoRolloutLabel) !== undefined;
  return ownersOf(metadata).flatMap((owner) => tagsOfOwner(owner, isRollout));
}

function ownersOf(metadata: KubernetesMetadata): readonly Owner[] {
  if (metadata.ownerReferences.length > 0) return metadata.ownerReferences;
  const owner = metadata.labels.size > 0 ? ownerByLabels(metadata) : ownerByName(metadata.podName);
  return owner === undefined ? [] : [owner];
}

function tagsOfOwner(owner: Owner, isRollout: boolean): readonly OwnerTag[] {
  const reference: readonly OwnerTag[] = [
    { key: 'kube_ownerref_kind', value: owner.kind.toLowerCase() },
    { key: 'kube_ownerref_name', value: owner.name },
  ];
  return reference.concat(tagsOfKind(owner, isRollout));
}

function tagsOfKind(owner: Owner, isRollout: boolean): readonly OwnerTag[] {
  switch (owner.kind) {
    case 'Deployment':
      return [{ key: 'kube_deployment', value: owner.name }];
    case 'DaemonSet':
      return [{ key: 'kube_daemon_set', value: owner.name }];
    case 'ReplicationController':
      return [{ key: 'kube_replication_controller', value: owner.name }];
    case 'StatefulSet':
      return [{ key: 'kube_stateful_set', value: owner.name }];
    case 'Job':
      return tagsOfJob(owner.name);
    case 'ReplicaSet':
      return tagsOfReplicaSet(owner, isRollout);
    default:
      return [];
  }
}

function tagsOfJob(job: string): readonly OwnerTag[] {
  const cronJob = cronJobOfJob(job);
  const tags: readonly OwnerTag[] = [{ key: 'kube_job', value: job }];
  return cronJob === undefined ? tags : [...tags, { key: 'kube_cronjob', value: cronJob }];
}

function tagsOfReplicaSet(owner: Owner, isRollout: boolean): readonly OwnerTag[] {
  const deployment = owner.deployment ?? deploymentOfReplicaSet(owner.name);
  const tags: OwnerTag[] = [{ key: 'kube_replica_set', value: owner.name }];
  if (deployment !== undefined) tags.push({ key: 'kube_deployment', value: deployment });
  if (deployment !== undefined && isRollout) tags.push({ key: 'kube_argo_rollout', value: deployment });
  return tags;
}

function ownerByLabels(metadata: KubernetesMetadata): Owner | undefined {
  const statefulPod = present(metadata, 'statefulset.kubernetes.io/pod-name');
  if (statefulPod !== undefined) return named('StatefulSet', statefulSetOfPod(statefulPod));
  const job = present(metadata, 'batch.kubernetes.io/job-name') ?? present(metadata, 'job-name');
  if (job !== undefined) return named('Job', job);
  const hash = present(metadata, 'pod-template-hash') ?? present(metadata, argoRolloutLabel);
  if (hash !== undefined) return replicaSetByHash(metadata.podName ?? '', hash);
  const revision = present(metadata, 'controller-revision-hash');
  return revision === undefined ? undefined : ownerByRevision(metadata, revision);
}

/** The revision of a StatefulSet is its name and a hash, that of a DaemonSet a hash. Fargate runs no DaemonSets. */
function ownerByRevision(metadata: KubernetesMetadata, revision: string): Owner | undefined {
  const { podName = '', host } = metadata;
  const statefulSet = statefulSetOfPod(podName);
  if (statefulSet !== undefined && revision.startsWith(`${statefulSet}-`))
    return named('StatefulSet', statefulSet);
  const isFargate =
    isFargateNode(host) || present(metadata, 'eks.amazonaws.com/fargate-profile') !== undefined;
  return isFargate ? undefined : named('DaemonSet', withoutPodSuffix(podName));
}

/** EKS names the nodes of Fargate `fargate-ip-…`. */
export function isFargateNode(host: string | undefined): boolean {
  return host !== undefined && host.startsWith('fargate-');
}

/** Finds `<deployment>-<hash>` in front of the pod's random suffix. */
function replicaSetByHash(pod: string, hash: string): Owner | undefined {
  const at = pod.lastIndexOf(`-${hash}-`);
  const deployment = at > 0 ? pod.slice(0, at) : deploymentOfLongName(pod, hash);
  return deployment === undefined
    ? undefined
    : { kind: 'ReplicaSet', name: `${deployment}-${hash}`, deployment };
}

/** Kubernetes cuts the base of a generated name at 58 characters before it adds the five random ones, so the hash may be cut too. */
function deploymentOfLongName(pod: string, hash: string): string | undefined {
  if (pod.length !== 63) return undefined;
  const base = pod.slice(0, 58);
  const dash = base.lastIndexOf('-');
  const cutHash = base.slice(dash + 1);
  return dash > 0 && cutHash.length >= 3 && hash.startsWith(cutHash) ? base.slice(0, dash) : undefined;
}

function ownerByName(pod: string | undefined): Owner | undefined {
  if (pod === undefined) return undefined;
  return named('Job', cronJobsJobOfPod(pod)) ?? named('ReplicaSet', replicaSetOfPod(pod));
}

function named(kind: string, name: string | undefined): Owner | undefined {
  return name === undefined ? undefined : { kind, name };
}

function present(metadata: KubernetesMetadata, key: string): string | undefined {
  return label(metadata, key) || undefined;
}
