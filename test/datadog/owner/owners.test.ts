import { describe, expect, test } from '@jest/globals';
import { ownerTags } from '../../../src/datadog/owner/owners.ts';
import { metadataWith } from '../metadata.ts';

type Metadata = Parameters<typeof metadataWith>[0];

function tagsOf(metadata: Metadata): readonly string[] {
  return ownerTags(metadataWith(metadata)).map(({ key, value }) => `${key}:${value}`);
}

const owner = (kind: string, name: string): { kind: string; name: string; controller: boolean } => ({
  kind,
  name,
  controller: true,
});

const replicaSet = (name: string, deployment?: string): string[] => [
  'kube_ownerref_kind:replicaset',
  `kube_ownerref_name:${name}`,
  `kube_replica_set:${name}`,
  ...(deployment === undefined ? [] : [`kube_deployment:${deployment}`]),
];

describe('owner references', () => {
  test.each<[string, string, string[]]>([
    ['Deployment', 'web', ['kube_deployment:web']],
    ['DaemonSet', 'fluent-bit', ['kube_daemon_set:fluent-bit']],
    ['ReplicationController', 'web', ['kube_replication_controller:web']],
    ['StatefulSet', 'web', ['kube_stateful_set:web']],
    ['Job', 'import', ['kube_job:import']],
    ['Job', 'import-28394817', ['kube_job:import-28394817', 'kube_cronjob:import']],
    ['ReplicaSet', 'web-56c89cfff7', ['kube_replica_set:web-56c89cfff7', 'kube_deployment:web']],
    ['ReplicaSet', 'web', ['kube_replica_set:web']],
    ['SparkApplication', 'pi', []],
  ])('%s %s', (kind, name, tags) => {
    const reference = [`kube_ownerref_kind:${kind.toLowerCase()}`, `kube_ownerref_name:${name}`];
    expect(tagsOf({ ownerReferences: [owner(kind, name)] })).toEqual([...reference, ...tags]);
  });

  test('several owners, all of them', () => {
    expect(tagsOf({ ownerReferences: [owner('DaemonSet', 'a'), owner('StatefulSet', 'b')] })).toEqual([
      'kube_ownerref_kind:daemonset',
      'kube_ownerref_name:a',
      'kube_daemon_set:a',
      'kube_ownerref_kind:statefulset',
      'kube_ownerref_name:b',
      'kube_stateful_set:b',
    ]);
  });

  test('beat labels and name', () => {
    const metadata = {
      podName: 'web-56c89cfff7-tsdww',
      labels: { 'pod-template-hash': '56c89cfff7' },
      ownerReferences: [owner('StatefulSet', 'other')],
    };
    expect(tagsOf(metadata)).toContain('kube_stateful_set:other');
    expect(tagsOf(metadata).some((tag) => tag.startsWith('kube_deployment'))).toBe(false);
  });

  test('an Argo rollout has both tags', () => {
    const metadata = {
      labels: { 'rollouts-pod-template-hash': '56c89cfff7' },
      ownerReferences: [owner('ReplicaSet', 'web-56c89cfff7')],
    };
    const tags = [...replicaSet('web-56c89cfff7', 'web'), 'kube_argo_rollout:web'];
    expect(tagsOf(metadata)).toEqual(tags);
  });
});

const longDeployment = 'a-rather-long-release-name-and-a-longer-chart-name';
const longBase = `${longDeployment}-7d9c5b6f4c-`.slice(0, 58);

describe('labels', () => {
  test.each<[string, Metadata, string[]]>([
    [
      'pod-template-hash',
      { podName: 'web-7d9c5b6f4c-x2lqp', labels: { 'pod-template-hash': '7d9c5b6f4c' } },
      replicaSet('web-7d9c5b6f4c', 'web'),
    ],
    [
      'a hash outside of the usual alphabet',
      { podName: 'web-e79d15f560-x2lqp', labels: { 'pod-template-hash': 'e79d15f560' } },
      replicaSet('web-e79d15f560', 'web'),
    ],
    [
      'a deployment whose name ends like a hash',
      { podName: 'web-bcd-7d9c5b6f4c-x2lqp', labels: { 'pod-template-hash': '7d9c5b6f4c' } },
      replicaSet('web-bcd-7d9c5b6f4c', 'web-bcd'),
    ],
    [
      'a pod name that Kubernetes has cut',
      { podName: `${longBase}x2lqp`, labels: { 'pod-template-hash': '7d9c5b6f4c' } },
      replicaSet(`${longDeployment}-7d9c5b6f4c`, longDeployment),
    ],
    [
      'rollouts-pod-template-hash',
      { podName: 'web-7d9c5b6f4c-x2lqp', labels: { 'rollouts-pod-template-hash': '7d9c5b6f4c' } },
      [...replicaSet('web-7d9c5b6f4c', 'web'), 'kube_argo_rollout:web'],
    ],
    [
      'a hash that is not in the name',
      { podName: 'web-7d9c5b6f4c-x2lqp', labels: { 'pod-template-hash': 'other' } },
      [],
    ],
    [
      'those of an Argo workflow, although the name looks like a Deployment’s',
      {
        podName: 'volumes-pvc-52wqd-3954717052',
        labels: {
          'workflows.argoproj.io/workflow': 'volumes-pvc-52wqd',
          'workflows.argoproj.io/completed': 'false',
        },
      },
      [],
    ],
    ['those of a bare pod', { podName: 'web-7d9c5b6f4c-x2lqp', labels: { run: 'web' } }, []],
    [
      'those that Fargate gives to every pod',
      { podName: 'hello-28394817-x7k2p', labels: { 'eks.amazonaws.com/fargate-profile': 'apps' } },
      [],
    ],
    [
      'controller-revision-hash of a StatefulSet, before Kubernetes named its pods by label',
      { podName: 'web-0', labels: { 'controller-revision-hash': 'web-5f6b7' } },
      ['kube_ownerref_kind:statefulset', 'kube_ownerref_name:web', 'kube_stateful_set:web'],
    ],
    [
      'controller-revision-hash on a node of Fargate, which runs no DaemonSets',
      {
        podName: 'web-x2lqp',
        host: 'fargate-ip-10-0-1-2.eu-west-1.compute.internal',
        labels: { 'controller-revision-hash': '5f6b7' },
      },
      [],
    ],
    [
      'controller-revision-hash under a Fargate profile',
      {
        podName: 'web-x2lqp',
        labels: { 'controller-revision-hash': '5f6b7', 'eks.amazonaws.com/fargate-profile': 'apps' },
      },
      [],
    ],
    [
      'job-name',
      { podName: 'import-x2lqp', labels: { 'job-name': 'import' } },
      ['kube_ownerref_kind:job', 'kube_ownerref_name:import', 'kube_job:import'],
    ],
    [
      'batch.kubernetes.io/job-name of a CronJob’s Job',
      { podName: 'a-28394817-x2lqp', labels: { 'batch.kubernetes.io/job-name': 'a-28394817' } },
      ['kube_ownerref_kind:job', 'kube_ownerref_name:a-28394817', 'kube_job:a-28394817', 'kube_cronjob:a'],
    ],
    [
      'Go plugin’s spelling',
      { podName: 'x', labels: { 'batch_kubernetes_io/job-name': 'import' } },
      ['kube_ownerref_kind:job', 'kube_ownerref_name:import', 'kube_job:import'],
    ],
    [
      'statefulset.kubernetes.io/pod-name, with a revision hash',
      {
        podName: 'orders-worker-0',
        labels: {
          'controller-revision-hash': 'x-5f6',
          'statefulset.kubernetes.io/pod-name': 'orders-worker-0',
        },
      },
      [
        'kube_ownerref_kind:statefulset',
        'kube_ownerref_name:orders-worker',
        'kube_stateful_set:orders-worker',
      ],
    ],
    [
      'controller-revision-hash alone',
      { podName: 'fluent-bit-x2lqp', labels: { 'controller-revision-hash': '5f6b7' } },
      ['kube_ownerref_kind:daemonset', 'kube_ownerref_name:fluent-bit', 'kube_daemon_set:fluent-bit'],
    ],
    [
      'a cut name of which too little of the hash is left',
      { podName: `${'a'.repeat(55)}-7dx2lqp`, labels: { 'pod-template-hash': '7d9c5b6f4c' } },
      [],
    ],
    [
      'a name that is not cut but begins like the hash',
      { podName: 'web-7d9', labels: { 'pod-template-hash': '7d9c5b6f4c' } },
      [],
    ],
    ['empty labels', { podName: 'bare', labels: { 'pod-template-hash': '', 'job-name': '' } }, []],
    ['pod-template-hash without a pod name', { labels: { 'pod-template-hash': '7d9c5b6f4c' } }, []],
  ])('%s', (_name, metadata, tags) => expect(tagsOf(metadata)).toEqual(tags));

  test('a label beats the name', () => {
    const tags = tagsOf({ podName: 'web-56c89cfff7-tsdww', labels: { 'controller-revision-hash': '5f6b7' } });
    expect(tags).toContain('kube_daemon_set:web-56c89cfff7');
  });
});

describe('names', () => {
  test.each<[string, string[]]>([
    ['frontend-56c89cfff7-tsdww', replicaSet('frontend-56c89cfff7', 'frontend')],
    ['frontend-2891696001-51234', replicaSet('frontend-2891696001', 'frontend')],
    [
      'hello-28394817-x7k2p',
      [
        'kube_ownerref_kind:job',
        'kube_ownerref_name:hello-28394817',
        'kube_job:hello-28394817',
        'kube_cronjob:hello',
      ],
    ],
    ['manually-created', []],
    ['orders-worker-0', []],
  ])('%s', (podName, tags) => expect(tagsOf({ podName })).toEqual(tags));

  test('no name, no owner', () => expect(tagsOf({})).toEqual([]));
});
