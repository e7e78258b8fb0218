import { describe, expect, test } from '@jest/globals';
import { agentTags } from '../../src/datadog/agent-tags.ts';
import { noTagRules, parseTagRules, type TagRules } from '../../src/datadog/labels-as-tags.ts';
import { podTags, type PodTagOptions } from '../../src/datadog/pod-tags.ts';
import { readKubernetesMap, readLiftedMetadata } from '../../src/fluent-bit/metadata.ts';
import {
  containerId,
  image,
  imageId,
  kubernetesMaps,
  liftedAndRenamed,
  node,
} from '../support/kubernetes-maps.ts';
import { metadataWith } from './metadata.ts';

const plain: PodTagOptions = {
  labelsAsTags: noTagRules,
  annotationsAsTags: noTagRules,
  agentDefaults: false,
};
const pod = 'checkout-7d9c5b6f4c-x2lqp';
const guide = [
  `container_id:${containerId}`,
  'kube_container_name:api',
  `pod_name:${pod}`,
  'kube_namespace:shop',
];

describe('podTags', () => {
  test('everything of one pod, in the order of the table', () => {
    const { tags, service, source } = podTags(readKubernetesMap(kubernetesMaps['C plugin, 5.1.1'])!, plain);
    expect(tags).toEqual([
      `container_id:${containerId}`,
      'container_name:api',
      `display_container_name:api_${pod}`,
      'kube_container_name:api',
      `pod_name:${pod}`,
      'kube_namespace:shop',
      'kube_ownerref_name:checkout-7d9c5b6f4c',
      'kube_ownerref_kind:replicaset',
      'kube_replica_set:checkout-7d9c5b6f4c',
      'kube_deployment:checkout',
      `image_name:${image.slice(0, -':1.42.0'.length)}`,
      'short_image:checkout',
      'image_tag:1.42.0',
      `image_id:${imageId}`,
      'env:prod',
      'kube_app_name:checkout',
      `eks_fargate_node:${node}`,
    ]);
    expect({ service, source }).toEqual({ service: undefined, source: 'nodejs' });
  });

  test.each(Object.entries(kubernetesMaps))('the guide’s four in every shape: %s', (_shape, map) => {
    expect(podTags(readKubernetesMap(map)!, plain).tags).toEqual(expect.arrayContaining(guide));
  });

  test('the same of the Go plugin’s record', () => {
    const go = podTags(readKubernetesMap(kubernetesMaps['Go plugin: sorted, replace_dots'])!, plain);
    expect(go.tags).toEqual(
      expect.arrayContaining(['env:prod', 'kube_app_name:checkout', 'kube_deployment:checkout']),
    );
    expect(go.source).toBe('nodejs');
  });

  test('of lifted fields', () => {
    const metadata = readLiftedMetadata(new Map(Object.entries(liftedAndRenamed)))!;
    expect(podTags(metadata, plain).tags).toEqual(
      expect.arrayContaining([...guide, `eks_fargate_node:${node}`]),
    );
  });

  test('of nothing, nothing', () => {
    expect(podTags(metadataWith({}), plain)).toEqual({ tags: [], service: undefined, source: undefined });
  });

  test('every row that is rebuilt can be had', () => {
    const labels = {
      'pod-template-hash': '7d9c5b6f4c',
      'rollouts-pod-template-hash': '7d9c5b6f4c',
      'tags.datadoghq.com/env': 'prod',
      'tags.datadoghq.com/service': 'checkout',
      'tags.datadoghq.com/version': '1',
      'app.kubernetes.io/name': 'a',
      'app.kubernetes.io/instance': 'a',
      'app.kubernetes.io/version': 'a',
      'app.kubernetes.io/component': 'a',
      'app.kubernetes.io/part-of': 'a',
      'app.kubernetes.io/managed-by': 'a',
      'kueue.x-k8s.io/queue-name': 'a',
      'kueue.x-k8s.io/cluster-queue-name': 'a',
    };
    const annotations = {
      'openshift.io/deployment-config.name': 'a',
      'openshift.io/deployment.name': 'a',
      'admission.datadoghq.com/rc.id': 'a',
      'admission.datadoghq.com/rc.rev': 'a',
      'autoscaling.datadoghq.com/autoscaler-id': 'a',
    };
    const kinds = ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController', 'Job'];
    const ownerReferences = kinds.map((kind) => ({ kind, name: 'a-28394817', controller: true }));
    const common = {
      podName: pod,
      namespaceName: 'n',
      containerName: 'c',
      dockerId: 'd',
      containerHash: imageId,
    };
    const hosts = [node, 'ip-10-0-1-2.ec2.internal'];
    const made = hosts.flatMap((host) => {
      const metadata = metadataWith({
        ...common,
        containerImage: image,
        host,
        labels,
        annotations,
        ownerReferences,
      });
      return podTags(metadata, plain).tags.map((tag) => tag.slice(0, tag.indexOf(':')));
    });
    const rebuilt = agentTags.filter((row) => row.outcome === 'rebuilt').map((row) => row.tag);
    expect([...new Set(made)].sort()).toEqual(rebuilt.sort());
  });

  test('both levels of the unified service tags', () => {
    const labels = { 'tags.datadoghq.com/service': 'shop', 'tags.datadoghq.com/api.service': 'api' };
    const { tags, service } = podTags(metadataWith({ containerName: 'api', labels }), plain);
    expect(tags).toEqual(expect.arrayContaining(['service:shop', 'service:api']));
    expect(service).toBe('api');
  });

  test('annotations and rules come after the table, without duplicates', () => {
    const annotations = {
      'ad.datadoghq.com/tags': '{"team":"a"}',
      'ad.datadoghq.com/c.logs': '[{"tags":["team:a","tier:1"]}]',
      'x/y': 'z',
    };
    const options = {
      ...plain,
      labelsAsTags: rules('{"team":"team,squad"}'),
      annotationsAsTags: rules('{"x/*":"note"}'),
    };
    const { tags } = podTags(
      metadataWith({ containerName: 'c', labels: { team: 'a' }, annotations }),
      options,
    );
    expect(tags).toEqual([
      'container_name:c',
      'kube_container_name:c',
      'team:a',
      'tier:1',
      'squad:a',
      'note:z',
    ]);
  });

  test.each<[string, Parameters<typeof metadataWith>[0], boolean, string | undefined, string | undefined]>([
    ['nothing asked for', { containerImage: image }, false, undefined, undefined],
    ['Agent’s defaults', { containerImage: image }, true, 'checkout', 'checkout'],
    ['no image', {}, true, undefined, undefined],
    [
      'label',
      { containerImage: image, labels: { 'tags.datadoghq.com/service': 's' } },
      true,
      's',
      'checkout',
    ],
    [
      'log configuration before label',
      {
        containerName: 'c',
        labels: { 'tags.datadoghq.com/c.service': 's' },
        annotations: { 'ad.datadoghq.com/c.logs': '[{"service":"l","source":"nginx"}]' },
      },
      true,
      'l',
      'nginx',
    ],
    [
      'log configuration with source only',
      {
        containerName: 'c',
        labels: { 'tags.datadoghq.com/service': 's' },
        annotations: { 'ad.datadoghq.com/c.logs': '[{"source":"nginx"}]' },
      },
      false,
      's',
      'nginx',
    ],
  ])('service and source: %s', (_name, metadata, agentDefaults, service, source) => {
    expect(podTags(metadataWith(metadata), { ...plain, agentDefaults })).toMatchObject({ service, source });
  });
});

function rules(json: string): TagRules {
  const parsed = parseTagRules(json);
  if (!('value' in parsed)) throw new Error(parsed.because);
  return parsed.value;
}
