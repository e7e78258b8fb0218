import { describe, expect, test } from '@jest/globals';
import {
  cronJobOfJob,
  cronJobsJobOfPod,
  deploymentOfPod,
  deploymentOfReplicaSet,
  replicaSetOfPod,
  statefulSetOfPod,
  withoutPodSuffix,
} from '../../../src/datadog/owner/owner-names.ts';

describe('deploymentOfReplicaSet', () => {
  test.each([
    ['frontend-2891696001', 'frontend'],
    ['front-end-2891696001', 'front-end'],
    ['frontend-56c89cfff7', 'frontend'],
    ['frontend-56c', 'frontend'],
    ['frontend-56c89cff', 'frontend'],
    ['frontend-56c89cfff7c2', 'frontend'],
    ['front-end-768dd754b7', 'front-end'],
    ['frontend2891696001', undefined],
    ['-frontend2891696001', undefined],
    ['manually-created', undefined],
    ['frontend-5f', undefined],
    ['frontend-56a89cfff7', undefined],
    ['frontend-56c1', undefined],
    ['frontend-', undefined],
    ['-56c89cfff7', undefined],
    ['frontend', undefined],
    ['', undefined],
  ])('%j → %j', (replicaSet, deployment) => expect(deploymentOfReplicaSet(replicaSet)).toBe(deployment));
});

describe('replicaSetOfPod and deploymentOfPod', () => {
  test.each([
    ['frontend-2891696001-51234', 'frontend-2891696001', 'frontend'],
    ['front-end-2891696001-72346', 'front-end-2891696001', 'front-end'],
    ['frontend-56c89cfff7-tsdww', 'frontend-56c89cfff7', 'frontend'],
    ['frontend-56c-p2q', 'frontend-56c', 'frontend'],
    ['frontend-56c89cff-qhxl8', 'frontend-56c89cff', 'frontend'],
    ['frontend-56c89cfff7c2-g9lmb', 'frontend-56c89cfff7c2', 'frontend'],
    ['front-end-768dd754b7-ptdcc', 'front-end-768dd754b7', 'front-end'],
    ['frontend2891696001-31-', undefined, undefined],
    ['-frontend2891696001-21', undefined, undefined],
    ['manually-created', undefined, undefined],
    ['frontend-56c89cff-bx', undefined, undefined],
    ['frontend-56a89cfff7-a', undefined, undefined],
    ['frontend-56a89cfff7-tsdww', undefined, undefined],
    ['tsdww', undefined, undefined],
  ])('%j → %j, %j', (pod, replicaSet, deployment) => {
    expect(replicaSetOfPod(pod)).toBe(replicaSet);
    expect(deploymentOfPod(pod)).toBe(deployment);
  });
});

describe('cronJobOfJob', () => {
  test.each([
    ['hello-1562319360', 'hello'],
    ['hello-600', 'hello'],
    ['hello-28394817', 'hello'],
    ['hello-60', undefined],
    ['hello-1562319a60', undefined],
    ['hello-world', undefined],
    ['hello', undefined],
    ['hello60', undefined],
    ['-hello1562319360', undefined],
    ['hello1562319360', undefined],
    ['-1562319360', undefined],
  ])('%j → %j', (job, cronJob) => expect(cronJobOfJob(job)).toBe(cronJob));
});

describe('names of pods', () => {
  test.each([
    ['hello-28394817-x7k2p', 'hello-28394817'],
    ['hello-1562319360-x7k2p', 'hello-1562319360'],
    ['hello-2891696001-x7k2p', undefined],
    ['hello-289169-x7k2p', undefined],
    ['hello-28394817-abcde', undefined],
    ['hello-28394817-x7k2', undefined],
    ['28394817-x7k2p', undefined],
    ['', undefined],
  ])('cronJobsJobOfPod %j → %j', (pod, job) => expect(cronJobsJobOfPod(pod)).toBe(job));

  test.each([
    ['web-0', 'web'],
    ['orders-worker-12', 'orders-worker'],
    ['web-x', undefined],
    ['web', undefined],
    ['web-', undefined],
  ])('statefulSetOfPod %j → %j', (pod, statefulSet) => expect(statefulSetOfPod(pod)).toBe(statefulSet));

  test.each([
    ['fluent-bit-x7k2p', 'fluent-bit'],
    ['fluent-bit-x7k2', undefined],
    ['fluent-bit-abc12', undefined],
  ])('withoutPodSuffix %j → %j', (pod, daemonSet) => expect(withoutPodSuffix(pod)).toBe(daemonSet));
});
