import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { noTagRules, parseTagRules } from '../../src/datadog/labels-as-tags.ts';
import { podTags, type PodTagOptions } from '../../src/datadog/pod-tags.ts';
import {
  readKubernetesMap,
  readLiftedMetadata,
  type KubernetesMetadata,
} from '../../src/fluent-bit/metadata.ts';
import { kubernetesMaps } from '../support/kubernetes-maps.ts';
import { runs } from '../support/property.ts';
import { breaksClientDuty } from './client-duty.ts';

const catchAll = parseTagRules('{"*":"%%label%%,x_%%label%%","a*":"+y"}');
const rules = 'value' in catchAll ? catchAll.value : noTagRules;
const options: PodTagOptions = { labelsAsTags: rules, annotationsAsTags: rules, agentDefaults: true };

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    'c',
    'web-56c89cfff7-tsdww',
    'a-28394817-x7k2p',
    'nginx:1',
    'a/b@sha256:c',
    'fargate-x',
    '[{"tags":["a,b:",":"]}]',
  ),
  fc.json(),
);
const knownKey = fc.constantFrom(
  'pod-template-hash',
  'job-name',
  'controller-revision-hash',
  'statefulset.kubernetes.io/pod-name',
  'tags.datadoghq.com/service',
  'tags.datadoghq.com/c.service',
  'ad.datadoghq.com/tags',
  'ad.datadoghq.com/c.tags',
  'ad.datadoghq.com/c.logs',
  '__proto__',
);
const texts = fc.array(fc.tuple(fc.oneof(knownKey, text), text)).map((entries) => new Map(entries));
const optional = fc.option(text, { nil: undefined });
const metadata: fc.Arbitrary<KubernetesMetadata> = fc.record({
  podName: optional,
  namespaceName: optional,
  podId: optional,
  host: optional,
  podIp: optional,
  containerName: optional,
  dockerId: optional,
  containerHash: optional,
  containerImage: optional,
  labels: texts,
  annotations: texts,
  ownerReferences: fc.array(
    fc.record({ kind: fc.constantFrom('ReplicaSet', 'Job', 'X,\n'), name: text, controller: fc.boolean() }),
  ),
});

describe('podTags', () => {
  test('every tag does the client’s duty, whatever the metadata, and none comes twice', () => {
    fc.assert(
      fc.property(metadata, (pod) => {
        const { tags } = podTags(pod, options);
        expect(tags.flatMap((tag) => breaksClientDuty(tag) ?? [])).toEqual([]);
        expect(new Set(tags).size).toBe(tags.length);
      }),
      runs(),
    );
  });

  test('arbitrary JSON in any field never makes it throw', () => {
    const field = fc.constantFrom(
      ...Object.keys(kubernetesMaps['Owner_References On']),
      'pod_ip',
      '__proto__',
    );
    const maps = fc
      .array(fc.tuple(field, fc.oneof(fc.jsonValue(), text)))
      .map((entries) => Object.fromEntries(entries));
    fc.assert(
      fc.property(maps, (map) => {
        const read = [readKubernetesMap(map), readLiftedMetadata(new Map(Object.entries(map)))];
        for (const pod of read) if (pod !== undefined) podTags(pod, options);
      }),
      runs(),
    );
  });

  test('no label or annotation changes a tag of the guide', () => {
    const keys = ['pod_name', 'kube_namespace', 'kube_container_name', 'container_id'];
    const ofGuide = (pod: KubernetesMetadata): readonly string[] =>
      podTags({ ...pod, annotations: new Map() }, options).tags.filter((tag) =>
        keys.includes(tag.split(':')[0]!),
      );
    fc.assert(
      fc.property(metadata, fc.constantFrom(...keys), text, (pod, key, value) => {
        const labels = new Map([
          ...pod.labels,
          [key, value],
          [`${key}:x`, value],
          [key.toUpperCase(), value],
        ]);
        expect(ofGuide({ ...pod, labels })).toEqual(ofGuide({ ...pod, labels: new Map() }));
      }),
      runs(),
    );
  });
});
