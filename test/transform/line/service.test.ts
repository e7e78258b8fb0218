import { describe, expect, test } from '@jest/globals';
import { enriched, kubernetes, type Environment, type Log } from '../../support/transformed.ts';

describe('service and source', () => {
  const labels = { 'tags.datadoghq.com/service': 'shop-api' };
  const annotations = { 'ad.datadoghq.com/web.logs': '[{"source":"nodejs","service":"from-annotation"}]' };
  const image = { container_image: 'org/nginx:1' };
  test.each<[string, Log, Environment, Log]>([
    ['none unless the pod asks', {}, {}, { service: undefined, ddsource: undefined }],
    ['from the label', { kubernetes: { ...kubernetes, labels } }, {}, { service: 'shop-api' }],
    [
      'from the annotation',
      { kubernetes: { ...kubernetes, labels, annotations } },
      {},
      { service: 'from-annotation', ddsource: 'nodejs' },
    ],
    ['the fallback', {}, { DD_SERVICE: 'svc', DD_SOURCE: 'src' }, { service: 'svc', ddsource: 'src' }],
    [
      'the pod before the fallback',
      { kubernetes: { ...kubernetes, labels } },
      { DD_SERVICE: 'svc' },
      { service: 'shop-api' },
    ],
    [
      'the line before the pod',
      { service: 'own', kubernetes: { ...kubernetes, labels } },
      {},
      { service: 'own' },
    ],
    [
      'a JSON message before the pod',
      { log: '{"service":"in"}', kubernetes: { ...kubernetes, labels } },
      {},
      { service: undefined },
    ],
    [
      'the pod before the line, when asked to',
      { service: 'own', kubernetes: { ...kubernetes, labels } },
      { SERVICE_FROM: 'pod' },
      { service: 'shop-api', original_service: 'own' },
    ],
    [
      'an object is none, and is kept',
      { service: {} },
      { DD_SERVICE: 'svc' },
      { service: 'svc', original_service: {} },
    ],
    [
      'the image, when asked to',
      { kubernetes: { ...kubernetes, ...image } },
      { DD_AGENT_DEFAULTS: 'true' },
      { service: 'nginx', ddsource: 'nginx' },
    ],
  ])('%s', (_, line, environment, expected) => {
    const output = enriched({ kubernetes, ...line }, environment);
    for (const [key, value] of Object.entries(expected)) expect(output[key]).toEqual(value);
  });
});
