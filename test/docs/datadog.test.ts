import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { agentTags } from '../../src/datadog/agent-tags.ts';
import { originalTimestamp } from '../../src/datadog/reading/date-plan.ts';
import { replayedTag } from '../../src/replay/send/stamp.ts';
import { at, objectsIn, root } from '../support/packaged.ts';

const directory = join(root, 'deploy', 'datadog');
const dashboard: unknown = JSON.parse(readFileSync(join(directory, 'dashboard.json'), 'utf8'));
const monitors = readdirSync(join(directory, 'monitors')).map((name): [string, object] => [
  name,
  JSON.parse(readFileSync(join(directory, 'monitors', name), 'utf8')),
]);

/** Searched by Datadog itself, whoever wrote the log. */
const reserved = ['service', 'status', 'source', 'host'];
const written = [
  ...agentTags.filter(({ outcome }) => outcome !== 'not available').map(({ tag }) => tag),
  replayedTag.split(':')[0]!,
];

/** What is wrong with a search: unbalanced quotes or brackets, a tag or attribute that kubehose does not write. */
function searchProblems(query: string, variables: readonly string[]): string[] {
  const words = query.split(' ');
  return words.flatMap((word) => {
    if (word.startsWith('$')) return variables.includes(word.slice(1)) ? [] : [`no variable ${word}`];
    const [, name = '', value] = /^-?([@\w]+):([\w.*-]+)$/.exec(word) ?? [];
    if (value === undefined) return [`cannot read ${word}`];
    if (name.startsWith('@')) return name === `@${originalTimestamp}` ? [] : [`nobody writes ${name}`];
    return [...reserved, ...written].includes(name) ? [] : [`nobody writes ${name}`];
  });
}

test.each([
  ['kube_namespace:* -pod_name:* status:error replayed:true @original_timestamp:*', []],
  ['kube_service:*', ['nobody writes kube_service']],
  ['@originalTimestamp:*', ['nobody writes @originalTimestamp']],
  ['$cluster', ['no variable $cluster']],
  ['(pod_name:*', ['cannot read (pod_name:*']],
])('%s', (query, problems) => {
  expect(searchProblems(query, ['region'])).toEqual(problems);
});

// Required fields and allowed values. Source: Datadog API reference, "Create a new dashboard" (v1).
describe('dashboard.json', () => {
  const variables = [...objectsIn(at(dashboard, 'template_variables'))].flatMap((variable) => {
    const name = at(variable, 'name');
    return typeof name === 'string' ? [name] : [];
  });
  const definitions = [...objectsIn(at(dashboard, 'widgets'))].flatMap((widget) => {
    const definition = at(widget, 'definition');
    return definition === undefined ? [] : [definition];
  });
  const queries = [...objectsIn(dashboard)].filter((item) => 'data_source' in item);

  test('has what the API requires', () => {
    expect(dashboard).toMatchObject({
      title: expect.stringContaining('kubehose'),
      layout_type: 'ordered',
      reflow_type: 'auto',
    });
    expect(definitions.length).toBeGreaterThan(0);
    for (const definition of definitions) {
      const type = at(definition, 'type');
      const format = { timeseries: 'timeseries', query_value: 'scalar' }[String(type)];
      expect(format).toBeDefined();
      expect(at(definition, 'requests', 0, 'response_format')).toBe(format);
      expect(at(definition, 'requests', 0, 'formulas', 0, 'formula')).toBe(
        at(definition, 'requests', 0, 'queries', 0, 'name'),
      );
    }
  });

  test('its variables are tags that kubehose writes', () => {
    expect(variables.filter((name) => !written.includes(name))).toEqual([]);
  });

  test('its queries are on logs, and on what kubehose writes', () => {
    expect(queries.length).toBe(definitions.length);
    for (const query of queries) {
      expect(query).toMatchObject({ data_source: 'logs', indexes: ['*'], compute: { aggregation: 'count' } });
      expect(searchProblems(String(at(query, 'search', 'query')), variables)).toEqual([]);
      const facet = at(query, 'group_by', 0, 'facet') ?? 'service';
      expect([...reserved, ...written]).toContain(facet);
    }
  });
});

// Source: Datadog API reference, "Create a monitor" (v1), of the type "log alert".
describe.each(monitors)('monitors/%s', (_, monitor) => {
  test('counts logs against its threshold', () => {
    expect(monitor).toMatchObject({ type: 'log alert', name: expect.stringContaining('kubehose: ') });
    const [, search = '', , threshold] =
      /^logs\("([^"]+)"\)\.index\("\*"\)\.rollup\("count"\)\.last\("\d+[mh]"\) ([<>]) (\d+)$/.exec(
        String(at(monitor, 'query')),
      ) ?? [];
    expect(searchProblems(search, [])).toEqual([]);
    expect(at(monitor, 'options', 'thresholds', 'critical')).toBe(Number(threshold));
  });

  test('says what to do', () => {
    expect(String(at(monitor, 'message')).length).toBeGreaterThan(80);
  });
});

test('the document imports every monitor', () => {
  const document = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
  const [, names = ''] = /^for NAME in (.*) ; do .*monitors\/\$NAME\.json/m.exec(document) ?? [];
  expect(
    names
      .split(' ')
      .map((name) => `${name}.json`)
      .sort(),
  ).toEqual(monitors.map(([name]) => name).sort());
});
