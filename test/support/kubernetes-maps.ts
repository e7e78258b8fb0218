/** Shapes of the `kubernetes` map as Fluent Bit's versions and settings write it; names and order of the keys are theirs. */

export const containerId = '31f7d0346ca80a3e1cd5480fd43a21b40d472e4ff9f0e11a6c331ea9afb55911';
export const podId = 'f5d18ae7-d002-7e74-f906-cdbc280c0cb1';
export const node = 'fargate-ip-10-0-75-183.us-east-2.compute.internal';
const repository = '111122223333.dkr.ecr.us-east-2.amazonaws.com/shop/checkout';
export const imageId = `${repository}@sha256:27e8532cd05938153542a8718be948684daf229df3687100eb4afa11bd15dbf4`;
export const image = `${repository}:1.42.0`;

const labels = {
  'tags.datadoghq.com/env': 'prod',
  'app.kubernetes.io/name': 'checkout',
  'pod-template-hash': '7d9c5b6f4c',
};
const annotations = { Logging: 'LoggingEnabled', 'ad.datadoghq.com/api.logs': '[{"source":"nodejs"}]' };
const names = { pod_name: 'checkout-7d9c5b6f4c-x2lqp', namespace_name: 'shop' };
const container = { container_name: 'api', docker_id: containerId };
const status = { container_hash: imageId, container_image: image };
const ownerReferences = [
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'checkout-7d9c5b6f4c', uid: podId, controller: true },
];

export const kubernetesMaps = {
  'C plugin, 5.1.1': {
    ...names,
    pod_id: podId,
    labels,
    annotations,
    host: node,
    pod_ip: '10.0.1.2',
    ...container,
    ...status,
  },
  'C plugin, 1.9.10, without pod_ip': {
    ...names,
    pod_id: podId,
    labels,
    annotations,
    host: node,
    ...container,
    ...status,
  },
  'Go plugin: sorted, replace_dots': {
    annotations: { Logging: 'LoggingEnabled', 'ad_datadoghq_com/api_logs': '[{"source":"nodejs"}]' },
    container_hash: imageId,
    container_image: image,
    container_name: 'api',
    docker_id: containerId,
    host: node,
    labels: {
      'app_kubernetes_io/name': 'checkout',
      'pod-template-hash': '7d9c5b6f4c',
      'tags_datadoghq_com/env': 'prod',
    },
    namespace_name: 'shop',
    pod_id: podId,
    pod_name: 'checkout-7d9c5b6f4c-x2lqp',
  },
  'Labels Off, Annotations Off': {
    ...names,
    pod_id: podId,
    host: node,
    pod_ip: '10.0.1.2',
    ...container,
    ...status,
  },
  Use_Tag_For_Meta: { ...names, ...container },
  'Owner_References On': {
    ...names,
    pod_id: podId,
    labels,
    annotations,
    ownerReferences,
    host: node,
    ...container,
    ...status,
  },
  'pod without status': { ...names, pod_id: podId, labels, annotations, ...container },
  'empty labels': { ...names, pod_id: podId, labels: {}, annotations: {}, ...container },
  'aws_entity fields': {
    ...names,
    aws_entity_service_name: 'checkout',
    aws_entity_cluster: 'c',
    pod_id: podId,
    ...container,
  },
} as const;

/** Top level of a record after `nest` (lift) and the guide-like `modify`: pod_name, namespace_name, container_name, host renamed. */
export const liftedAndRenamed = {
  stream: 'stdout',
  logtag: 'F',
  log: 'kept',
  kube_pod_name: 'checkout-7d9c5b6f4c-x2lqp',
  kube_namespace: 'shop',
  pod_id: podId,
  labels,
  hostname: node,
  pod_ip: '10.0.1.2',
  kube_container_name: 'api',
  docker_id: containerId,
  ...status,
  ddsource: 'fargate',
} as const;
