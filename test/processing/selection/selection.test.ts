import { describe, expect, test } from '@jest/globals';
import { emptyMetadata, type KubernetesMetadata } from '../../../src/fluent-bit/metadata.ts';
import { readFilters, type SelectionConfig } from '../../../src/processing/selection/filters.ts';
import { createSelector } from '../../../src/processing/selection/selection.ts';
import { engine } from '../rules/compiled.ts';

interface Container {
  readonly name?: string;
  readonly image?: string;
  /** Its image id. */
  readonly hash?: string;
  readonly namespace?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

function metadataOf({ name, image, hash, namespace, annotations = {} }: Container): KubernetesMetadata {
  return {
    ...emptyMetadata,
    containerName: name,
    containerImage: image,
    containerHash: hash,
    namespaceName: namespace,
    annotations: new Map(Object.entries(annotations)),
  };
}

function selectorOf(config: Partial<SelectionConfig>) {
  const all = { exclude: '', include: '', excludeLogs: '', includeLogs: '', ...config };
  const { pairs, problems } = readFilters(all, engine);
  return { selector: createSelector(pairs), problems };
}

/** The Agent's cases: `legacy/filter_test.go`, `program/annotations_program_test.go`. */
describe('selection', () => {
  test.each<[Partial<SelectionConfig>, Container, boolean]>([
    [{ exclude: 'image:^docker-dd-agent$' }, { image: 'docker-dd-agent' }, false],
    [{ exclude: 'image:^docker-dd-agent$' }, { image: 'docker-dd-agent@sha256:1892862abcdef' }, false],
    [{ exclude: 'image:^apache$' }, { image: 'apache:2.2' }, false],
    [{ exclude: 'image:^apache$' }, { image: 'my/apache:2.2' }, true],
    [{ exclude: 'image:apache:2.2$' }, { image: 'apache:2.2' }, false],
    [{ exclude: 'image:^apache$' }, { image: 'sha256:1892862abcdef', hash: 'apache@sha256:abc' }, false],
    [{ exclude: 'image:^apache$' }, { hash: 'apache@sha256:abc' }, false],
    [{ exclude: 'image:.*', include: 'image:/apache@' }, { image: '', hash: 'my/apache@sha256:abc' }, true],
    [{ exclude: 'image:apache' }, { image: 'nginx:1', hash: 'apache@sha256:abc' }, true],
    [{ exclude: 'image:^sha256:' }, { image: 'sha256:1892862abcdef' }, false],
    [{ exclude: 'name:secret' }, { name: 'secret-container-dd' }, false],
    [{ exclude: 'name:dd', include: 'name:mysql' }, { name: 'mysql-dd' }, true],
    [{ exclude: 'name:dd', include: 'name:mysql' }, { name: 'webapp1-dd' }, false],
    [{ exclude: 'kube_namespace:.*', include: 'kube_namespace:foo' }, { name: 'a', namespace: 'foo' }, true],
    [{ exclude: 'kube_namespace:.*', include: 'kube_namespace:foo' }, { name: 'a', namespace: 'bar' }, false],
    [{ exclude: 'kube_namespace:.*', include: 'kube_namespace:foo' }, { name: 'a' }, true],
    [{ exclude: 'name:.*', include: 'name:mysql-dd' }, { image: 'x' }, true],
    [{ exclude: 'kube_namespace:logging' }, { namespace: 'processing-logging' }, false],
    [{ exclude: 'name:.*', include: 'image:nginx' }, { name: 'a', image: 'nginx:1' }, true],
    [{ exclude: 'name:a name:b' }, { name: 'b' }, false],
    [{ excludeLogs: 'name:a' }, { name: 'a' }, false],
    [{ excludeLogs: 'name:.*', includeLogs: 'name:a' }, { name: 'a' }, true],
    [{ exclude: 'name:.*', includeLogs: 'name:a' }, { name: 'a' }, false],
    [{ include: 'name:a' }, { name: 'b' }, true],
    [{}, {}, true],
    [{ include: 'name:a' }, { name: 'a', annotations: { 'ad.datadoghq.com/exclude': '1' } }, false],
    [{}, { name: 'a', annotations: { 'ad.datadoghq.com/logs_exclude': 'true' } }, false],
    [{}, { name: 'a', annotations: { 'ad.datadoghq.com/a.exclude': 'T' } }, false],
    [{}, { name: 'a', annotations: { 'ad.datadoghq.com/a.logs_exclude': 'True' } }, false],
    [{}, { name: 'a', annotations: { 'ad.datadoghq.com/b.logs_exclude': 'true' } }, true],
    [{}, { name: 'a', annotations: { 'ad.datadoghq.com/exclude': 'yes' } }, true],
    [{}, { name: 'a', annotations: { 'ad.datadoghq.com/metrics_exclude': 'true' } }, true],
    [
      {},
      {
        name: 'a',
        annotations: { 'ad.datadoghq.com/exclude': 'true', 'ad.datadoghq.com/a.exclude': 'false' },
      },
      false,
    ],
  ])('%j: %j: %s', (config, container, isSelected) => {
    expect(selectorOf(config).selector(metadataOf(container)).kind).toBe(
      isSelected ? 'selected' : 'excluded',
    );
  });

  test('says what excludes', () => {
    expect(selectorOf({ exclude: 'name:x name:a' }).selector(metadataOf({ name: 'a' }))).toEqual({
      kind: 'excluded',
      by: 'name:a',
    });
  });

  test('filters that cannot be used are named, the others hold', () => {
    const { selector, problems } = selectorOf({ exclude: 'name:a(?=b) pod:x name:c' });
    const variable = 'DD_CONTAINER_EXCLUDE';
    expect(problems).toEqual([
      {
        variable,
        sentence: expect.stringContaining('The expression of the filter "name:a(?=b)" is not one') as unknown,
      },
      { variable, sentence: 'The filter "pod:x" does not begin with name:, image: or kube_namespace:.' },
    ]);
    expect(selector(metadataOf({ name: 'c' })).kind).toBe('excluded');
  });
});
