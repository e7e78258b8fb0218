import { expect, test } from '@jest/globals';
import { enriched, kubernetes, type Environment, type Log } from '../../support/transformed.ts';

test.each<[string, Log, 'goes' | 'stays', Environment?]>([
  ['alone', {}, 'goes'],
  ['without tags', { kubernetes: { dummy: 1 } }, 'stays'],
  ['beside what looks like a field of a pod', { x_pod_id: 'a' }, 'stays'],
  ['beside what only begins like one', { pod_id_x: 'a' }, 'goes'],
  ['beside an attribute that looks like one', {}, 'stays', { TAG_MAPPING: 'kubernetes.docker_id:docker_id' }],
  ['beside its own namespace', { kubernetes_namespace: { name: 'shop' } }, 'goes'],
  ['beside a namespace without a name', { kubernetes_namespace: {} }, 'goes'],
  ['beside another namespace', { kubernetes_namespace: { name: 'other' } }, 'stays'],
  ['beside a namespace named like its container', { kubernetes_namespace: { name: 'web' } }, 'stays'],
])('KUBERNETES_ATTRIBUTES=drop: the map %s', (...[, line, fate, environment]) => {
  const output = enriched(
    { log: 'x', kubernetes, ...line },
    { KUBERNETES_ATTRIBUTES: 'drop', ...environment },
  );
  expect('kubernetes' in output ? 'stays' : 'goes').toBe(fate);
});
