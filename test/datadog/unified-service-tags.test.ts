import { describe, expect, test } from '@jest/globals';
import { labelledService, unifiedServiceTag } from '../../src/datadog/unified-service-tags.ts';
import { metadataWith } from './metadata.ts';

const pod = { 'tags.datadoghq.com/env': 'prod', 'tags.datadoghq.com/service': 'shop' };
const container = { 'tags.datadoghq.com/api.service': 'api', 'tags.datadoghq.com/api.version': '2' };

describe('unified service tags', () => {
  test('pod and container, both', () => {
    const metadata = metadataWith({ containerName: 'api', labels: { ...pod, ...container } });
    expect(unifiedServiceTag(metadata, 'env')).toEqual(['prod']);
    expect(unifiedServiceTag(metadata, 'service')).toEqual(['shop', 'api']);
    expect(unifiedServiceTag(metadata, 'version')).toEqual(['2']);
  });

  test.each<[string, Parameters<typeof metadataWith>[0], string | undefined]>([
    ['the container’s goes first', { containerName: 'api', labels: { ...pod, ...container } }, 'api'],
    ['the pod’s for another container', { containerName: 'web', labels: { ...pod, ...container } }, 'shop'],
    ['the pod’s without container', { labels: { ...pod, ...container } }, 'shop'],
    ['none', { containerName: 'api', labels: {} }, undefined],
    [
      'an empty label is none',
      { containerName: 'api', labels: { ...pod, 'tags.datadoghq.com/api.service': '' } },
      'shop',
    ],
    [
      'Go plugin’s spelling',
      { containerName: 'api', labels: { 'tags_datadoghq_com/api_service': 'api' } },
      'api',
    ],
  ])('service attribute: %s', (_name, metadata, service) => {
    expect(labelledService(metadataWith(metadata))).toBe(service);
  });
});
