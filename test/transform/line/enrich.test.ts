import { expect, test } from '@jest/globals';
import { enriched, kubernetes, type Environment, type Log } from '../../support/transformed.ts';

test.each<[string, Log, Log, Environment?]>([
  ['a count of hops goes', { _kubehose_hops: 2 }, { _kubehose_hops: undefined }],
  ['what is no such count stays', { _kubehose_hops: 'x' }, { _kubehose_hops: 'x' }],
  ['the time of a CRI-O node goes', { cri_time: '2023-01-27T16:53:43.110476104Z' }, { cri_time: undefined }],
  ['what is no time stays', { cri_time: 'own' }, { cri_time: 'own' }],
  [
    'a row of the line without tags',
    { trace: { id: 5 } },
    { trace_id: '5', ddtags: undefined },
    { TAG_MAPPING: 'trace.id:trace_id', TAGS_AS: 'attributes' },
  ],
  [
    'a map of which one member stays',
    { kubernetes },
    { kubernetes: { container_name: 'web' } },
    { KUBERNETES_ATTRIBUTES: 'container_name' },
  ],
])('%s', (...[, line, expected, environment]) => {
  const output = enriched({ log: 'x', ...line }, environment);
  for (const [key, value] of Object.entries(expected)) expect(output[key]).toEqual(value);
});
