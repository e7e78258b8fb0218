import { expect, test } from '@jest/globals';
import { criTime, kubernetes, textOf, type Environment, type Log } from '../support/transformed.ts';

/** Lines whose second pass is in danger of seeing something that the first one has written. */
test.each<[string, Log | string, Environment?]>([
  [
    'a log that what is gained makes a twin',
    { stream: 'stdout', message: 'm', log: '{"status":"info","stream":"stdout"}', kubernetes },
  ],
  ['a log that an added timestamp makes a twin', { message: 'm', log: '{"timestamp":1674838500000}' }],
  [
    'a log that an added attribute makes a twin',
    { message: 'm', log: '{"kube_namespace":"shop"}', kubernetes },
  ],
  ['two logs, the first of which is left', '{"log":"one","log":"two"}'],
  ['two logs, the first a twin once the second is gone', '{"log":"{\\"a\\":1}","a":1,"log":"two"}'],
  ['two prefixes, one behind the other', { log: `${criTime} stdout F ${criTime} stderr F x` }],
  ['a message that looks like a prefix', { message: `${criTime} stdout F x`, stream: 'stderr' }],
  [
    'a dropped map beside what looks lifted',
    { x_pod_id: 'a', pod_name: 'other', kubernetes },
    { KUBERNETES_ATTRIBUTES: 'drop' },
  ],
  ['a dropped map', { log: 'x', kubernetes }, { KUBERNETES_ATTRIBUTES: 'drop' }],
  [
    'a dropped map beside a namespace of another name',
    { kubernetes_namespace: { name: 'other' }, kubernetes },
    { KUBERNETES_ATTRIBUTES: 'drop' },
  ],
  [
    'attributes named as fields of the map',
    { kubernetes },
    { KUBERNETES_ATTRIBUTES: 'drop', TAG_MAPPING: 'kubernetes.docker_id:docker_id' },
  ],
  ['a mapping that writes a reserved attribute', { a: 'error' }, { TAG_MAPPING: 'a:status,a:service' }],
  ['a mapping of what is gained', { stream: 'stderr' }, { TAG_MAPPING: 'status:level,stream:from' }],
  ['a mapping of what a mapping gives', { a: 'x' }, { TAG_MAPPING: 'c:d,b:c,a:b' }],
  ['mappings in a circle', { a: 'x' }, { TAG_MAPPING: 'b:a,a:b' }],
  ['a mapping of an attribute of the pod', { kubernetes }, { TAG_MAPPING: 'kube_namespace:ns' }],
  [
    'a mapping of what a cut prefix leaves',
    { log: `${criTime} stderr F x` },
    { TAG_MAPPING: 'message:m,stream:from,timestamp:at' },
  ],
  ['more tags than fit', { ddtags: Array.from({ length: 150 }, (_, n) => `t:${n}`).join(','), kubernetes }],
  ['tags to be cleaned', { ddtags: ' A b:c , ,:x,y:,é:ü,a:b:', kubernetes }],
  ['an env that is added', { ddtags: 'environment:x' }, { DD_ENV: 'prod' }],
  ['fields that nest has lifted', { k8s_pod_name: 'p-0', k8s_namespace_name: 'n', k8s_docker_id: 'd' }],
  ['hops', { log: 'x', _kubehose_hops: 2, kubernetes }],
])('%s', (_, line, environment = {}) => {
  const once = textOf(typeof line === 'string' ? line : JSON.stringify(line), environment);
  expect(textOf(once, environment)).toBe(once);
});
