import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { noTagRules, parseTagRules } from '../../src/datadog/labels-as-tags.ts';
import { podTags, type PodTagOptions } from '../../src/datadog/pod-tags.ts';
import {
  readKubernetesMap,
  readLiftedMetadata,
  type KubernetesMetadata,
} from '../../src/fluent-bit/metadata.ts';
import { breaksClientDuty } from './client-duty.ts';

const directory = new URL('../captures/', import.meta.url);
const names = readdirSync(directory).filter((name) => name.endsWith('.jsonl.gz'));
const everyLabel = parseTagRules('{"*":"label_%%label%%"}');
const options: PodTagOptions = {
  labelsAsTags: 'value' in everyLabel ? everyLabel.value : noTagRules,
  annotationsAsTags: noTagRules,
  agentDefaults: true,
};

/** Every JSON object among the lines of a capture; compressed records and those of `log_key` have none. */
function recordsOf(name: string): readonly Readonly<Record<string, unknown>>[] {
  const captured = gunzipSync(readFileSync(new URL(name, directory)))
    .toString()
    .trimEnd()
    .split('\n');
  return captured.flatMap((line) => {
    const { data } = JSON.parse(line) as { data: string };
    return Buffer.from(data, 'base64').toString().split('\n').flatMap(parseObject);
  });
}

function parseObject(line: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? [value as Record<string, unknown>] : [];
  } catch {
    return [];
  }
}

function guideTags({
  dockerId,
  containerName,
  podName,
  namespaceName,
}: KubernetesMetadata): readonly string[] {
  const pairs = {
    container_id: dockerId,
    kube_container_name: containerName,
    pod_name: podName,
    kube_namespace: namespaceName,
  };
  return Object.entries(pairs).flatMap(([key, value]) => (value === undefined ? [] : `${key}:${value}`));
}

describe('captured records', () => {
  test.each(names)('%s: every map is read, with the guide’s four tags', (name) => {
    for (const record of recordsOf(name)) {
      if (!Object.hasOwn(record, 'kubernetes')) continue;
      const metadata = readKubernetesMap(record['kubernetes']);
      if (metadata === undefined) continue;
      const { tags } = podTags(metadata, options);
      const { pod_name: podName, docker_id: dockerId } = record['kubernetes'] as Record<string, unknown>;
      expect(metadata).toMatchObject({ podName, dockerId });
      expect(tags).toEqual(expect.arrayContaining([...guideTags(metadata)]));
      expect(tags.filter((tag) => breaksClientDuty(tag) !== undefined)).toEqual([]);
    }
  });

  test('all records of the guide’s configuration have their metadata', () => {
    const records = recordsOf('guide-default.jsonl.gz');
    const known = records.flatMap((record) => readKubernetesMap(record['kubernetes']) ?? []);
    expect(records).toHaveLength(171);
    expect(known.length).toBe(records.filter((record) => typeof record['kubernetes'] === 'object').length);
    expect(known.every((metadata) => guideTags(metadata).length === 4)).toBe(true);
  });

  test('lifted metadata is found in nest-lift-modify and in no other capture', () => {
    for (const name of names) {
      const records = recordsOf(name);
      const lifted = records.filter(
        (record) => readLiftedMetadata(new Map(Object.entries(record))) !== undefined,
      );
      const expected = name.startsWith('nest-lift')
        ? records.filter((record) => 'kube_pod_name' in record)
        : [];
      expect(lifted).toEqual(expected);
    }
    expect(recordsOf('nest-lift-modify.jsonl.gz').some((record) => 'kube_pod_name' in record)).toBe(true);
  });
});
