import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitTags } from '../../../src/datadog/tags.ts';
import { environments, objectLines } from '../../support/lines.ts';
import { runs } from '../../support/property.ts';
import { textOf, type Environment } from '../../support/transformed.ts';

const guide = ['kube_container_name', 'kube_namespace', 'pod_name', 'container_id'];
const everything = ['*', ...guide].join(',');

function tagsOf(line: string, environment: Environment): string[] {
  const { ddtags }: { readonly ddtags?: unknown } = JSON.parse(textOf(line, environment));
  return typeof ddtags === 'string' ? splitTags(ddtags) : [];
}

/** The rule in another way: globs as regular expressions. */
function isAdded(
  tag: string,
  { TAGS_INCLUDE: include = '', TAGS_EXCLUDE: exclude = '' }: Environment,
): boolean {
  const key = tag.split(':')[0]!.toLowerCase();
  const isIn = (list: string): boolean =>
    list.split(',').some((name) => new RegExp(`^${name.replaceAll('*', '.*')}$`, 'su').test(key));
  if (guide.includes(key)) return !exclude.split(',').includes(key);
  return !isIn(exclude) && (include === '' || isIn(include));
}

test('what a log has itself stays, and of all others those are added that the names let through', () => {
  let left = 0;
  fc.assert(
    fc.property(objectLines, environments, (line, environment) => {
      const all = tagsOf(line, { ...environment, TAGS_INCLUDE: '', TAGS_EXCLUDE: '' });
      if (all.length > 99) return;
      const own = tagsOf(line, { ...environment, TAGS_INCLUDE: '', TAGS_EXCLUDE: everything });
      const expected = all.filter((tag) => own.includes(tag) || isAdded(tag, environment));
      left += all.length - expected.length;
      expect(tagsOf(line, environment)).toEqual(expected);
    }),
    runs(),
  );
  expect(left).toBeGreaterThan(0);
});
