import { describe, expect, test } from '@jest/globals';
import { Deployment } from 'kubernetes-models/apps/v1';
import { ConfigMap, Namespace } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { logRouterFindings } from '../../src/cluster/log-router.ts';
import { logRouterData, manifests, type ManifestOptions } from '../../src/cluster/manifests.ts';
import { maxConfigMapCharacters } from '../../src/cluster/router-rules.ts';

const plain: ManifestOptions = {
  streamName: 'logs',
  region: 'eu-west-1',
  crio: false,
  simpleAggregation: false,
  sample: true,
};
const variants = [false, true].flatMap((crio) =>
  [false, true].map((simpleAggregation) => Object.assign({}, plain, { crio, simpleAggregation })),
);
const models = { Namespace, ConfigMap, Deployment };

describe('manifests', () => {
  test.each(variants)('crio $crio, aggregation $simpleAggregation: what Kubernetes takes', (options) => {
    const documents = documentsOf(options);
    expect(documents.map(({ kind }) => kind)).toEqual(['Namespace', 'ConfigMap', 'Namespace', 'Deployment']);
    for (const document of documents) {
      const Model = models[document.kind];
      expect(() => new Model(document as never).validate()).not.toThrow();
      expect(unknownKeys(document)).toEqual([]);
    }
  });

  test.each(variants)('crio $crio, aggregation $simpleAggregation: what EKS takes', (options) => {
    const [namespace, configMap] = documentsOf(options);
    expect(configMap?.data).toEqual(logRouterData(options));
    expect(
      Object.entries(configMap?.data ?? {})
        .flat()
        .join('').length,
    ).toBeLessThan(maxConfigMapCharacters / 2);
    const objects = { namespaceLabels: namespace?.metadata.labels, configMapData: configMap?.data };
    expect(logRouterFindings(objects, { name: 'logs', region: 'eu-west-1' })).toEqual([]);
  });

  test("the ConfigMap has the guide's settings, no more and no less", () => {
    expect(logRouterData(plain)).toEqual({
      'filters.conf':
        '[FILTER]\n    Name                kubernetes\n    Match               kube.*\n' +
        '    Merge_Log           On\n    Buffer_Size         0\n    Kube_Meta_Cache_TTL 300s\n',
      flb_log_cw: 'true',
      'output.conf':
        '[OUTPUT]\n    Name kinesis_firehose\n    Match kube.*\n    region eu-west-1\n    delivery_stream logs\n',
    });
  });

  test('the parser stands before the kubernetes filter, and its expression reads a line', () => {
    const data = logRouterData({ ...plain, crio: true });
    const filters = data['filters.conf'] ?? '';
    expect(filters.indexOf('parser')).toBeLessThan(filters.indexOf('kubernetes'));
    const [, source = ''] = /Regex\s+(.*)/.exec(data['parsers.conf'] ?? '') ?? [];
    expect(new RegExp(source).exec('2026-01-02T03:04:05.000000001Z stderr P {"a":1}')?.groups).toEqual({
      cri_time: '2026-01-02T03:04:05.000000001Z',
      stream: 'stderr',
      logtag: 'P',
      log: '{"a":1}',
    });
  });

  test('aggregation is by the plugin that has it in every version', () => {
    const output = logRouterData({ ...plain, simpleAggregation: true })['output.conf'];
    expect(output).toMatch(/Name firehose\n/);
    expect(output).toMatch(/simple_aggregation true\n/);
  });

  test('without the sample, only the log router', () => {
    expect(documentsOf({ ...plain, sample: false }).map(({ kind }) => kind)).toEqual([
      'Namespace',
      'ConfigMap',
    ]);
  });

  test('a ConfigMap that EKS would refuse is not printed', () => {
    expect(() => manifests({ ...plain, streamName: 'x'.repeat(6_000) })).toThrow(
      /^the ConfigMap has \d+ characters; EKS takes 5300$/,
    );
  });
});

interface Document {
  readonly kind: keyof typeof models;
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
}

function documentsOf(options: ManifestOptions): Document[] {
  return parseAllDocuments(manifests(options)).map((document) => document.toJS() as Document);
}

/** The models let unknown members pass; a misspelt one would be ignored by the cluster, too. */
function unknownKeys(document: unknown): string[] {
  const known = new Set(
    `apiVersion kind metadata name namespace labels aws-observability data filters.conf parsers.conf output.conf flb_log_cw
    spec selector matchLabels app replicas template containers image ports containerPort`.split(/\s+/),
  );
  const names: string[] = [];
  JSON.stringify(document, (key, value: unknown) => {
    if (key !== '' && !/^\d+$/.test(key) && !known.has(key)) names.push(key);
    return value;
  });
  return names;
}
