/**
 * Owners' names out of the names that Kubernetes' controllers make. Source: datadog-agent `pkg/util/kubernetes`
 * (`ParseDeploymentForReplicaSet`, `ParseReplicaSetForPodName`, `ParseDeploymentForPodName`, `ParseCronJobForJob`).
 */

/** Deployment of a ReplicaSet: `frontend-56c89cfff7` belongs to `frontend`. */
export function deploymentOfReplicaSet(replicaSet: string): string | undefined {
  return withoutGeneratedSuffix(replicaSet);
}

/** ReplicaSet of a pod, only where its Deployment can be told too: `frontend-56c89cfff7-tsdww` gives `frontend-56c89cfff7`. */
export function replicaSetOfPod(pod: string): string | undefined {
  const replicaSet = withoutGeneratedSuffix(pod);
  return replicaSet === undefined || withoutGeneratedSuffix(replicaSet) === undefined
    ? undefined
    : replicaSet;
}

/** Deployment of a pod: `frontend-56c89cfff7-tsdww` belongs to `frontend`. */
export function deploymentOfPod(pod: string): string | undefined {
  const replicaSet = replicaSetOfPod(pod);
  return replicaSet === undefined ? undefined : withoutGeneratedSuffix(replicaSet);
}

/** CronJob of a Job: `hello-1562319360` belongs to `hello`. */
export function cronJobOfJob(job: string): string | undefined {
  return withoutSuffix(job, (suffix) => suffix.length >= 3 && isDecimal(suffix));
}

/**
 * Job of a pod that a CronJob's Job made: `hello-28394817-x7k2p` gives `hello-28394817`. Not the Agent's: it knows the owner. The
 * middle is a time, in minutes since 1970 (8 digits) or, up to Kubernetes 1.20, in seconds (10, the first a 1); other decimal
 * middles are hashes of ReplicaSets up to Kubernetes 1.7.
 */
export function cronJobsJobOfPod(pod: string): string | undefined {
  const job = withoutPodSuffix(pod);
  const time = job === undefined ? '' : job.slice(job.lastIndexOf('-') + 1);
  const isTime = isDecimal(time) && (time.length === 8 || (time.length === 10 && time.startsWith('1')));
  return isTime && job !== undefined && cronJobOfJob(job) !== undefined ? job : undefined;
}

/** The name in front of the five random characters that DaemonSets, ReplicaSets and Jobs give to their pods. */
export function withoutPodSuffix(pod: string): string | undefined {
  return withoutSuffix(pod, (suffix) => suffix.length === 5 && isSafeEncoded(suffix));
}

/** StatefulSet of a pod: `web-0` belongs to `web`. */
export function statefulSetOfPod(pod: string): string | undefined {
  return withoutSuffix(pod, isDecimal);
}

function withoutGeneratedSuffix(name: string): string | undefined {
  return withoutSuffix(name, (suffix) => suffix.length >= 3 && (isDecimal(suffix) || isSafeEncoded(suffix)));
}

function withoutSuffix(name: string, accepts: (suffix: string) => boolean): string | undefined {
  const dash = name.lastIndexOf('-');
  return dash > 0 && accepts(name.slice(dash + 1)) ? name.slice(0, dash) : undefined;
}

function isDecimal(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

/** Kubernetes' alphabet for generated names, without vowels and what could be taken for them (`util/rand`). */
function isSafeEncoded(text: string): boolean {
  return /^[bcdfghjklmnpqrstvwxz2456789]+$/.test(text);
}
