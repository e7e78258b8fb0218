import { expect, test } from '@jest/globals';
import { staticTagsFor } from '../../../src/datadog/kubernetes/static-tags.ts';
import { mergeTags } from '../../../src/datadog/tags.ts';

const tags = ['team:a', 'kube_cluster_name:shop', 'kube_distribution:eks', 'region:eu-west-1'];

test.each([
  ['kubernetes', tags],
  ['unknown', ['team:a', 'kube_cluster_name:shop', 'region:eu-west-1']],
  ['ecs', ['team:a', 'region:eu-west-1']],
] as const)('the static tags of a log from %s', (origin, expected) => {
  expect(staticTagsFor(tags, origin)).toEqual(expected);
});

test('100 tags of an application push out neither the mapped nor the static ones', () => {
  const own = Array.from({ length: 100 }, (_, index) => `own:${index}`);
  const mapped = ['kube_namespace:shop', 'pod_name:web'];
  const agent = ['kube_deployment:web'];
  const merged = mergeTags([own, mapped, agent, tags], [...mapped, ...tags]);
  expect(merged).toEqual([...own.slice(0, 94), ...mapped, ...tags]);
});
