import { describe, expect, test } from '@jest/globals';
import { logRouterFindings } from '../../src/cluster/log-router.ts';
import { logRouterData } from '../../src/cluster/manifests.ts';

const stream = { name: 'logs', region: 'eu-west-1' };
const namespaceLabels = { 'aws-observability': 'enabled' };
const good = logRouterData({
  streamName: 'logs',
  region: 'eu-west-1',
  crio: true,
  simpleAggregation: false,
  sample: false,
});

describe('logRouterFindings', () => {
  test('nothing is said of what is in order', () => {
    expect(findings(good)).toEqual([]);
  });

  test('headings may be indented, and other files otherwise', () => {
    const indented = good['output.conf']!.replaceAll(/^/gm, '  ').trimEnd();
    expect(findings({ ...good, 'output.conf': indented })).toEqual([]);
  });

  test('comments are no sections', () => {
    const commented = { ...good, 'filters.conf': `# Ours.\n  # [INPUT] is of EKS\n${good['filters.conf']}` };
    expect(findings(commented)).toEqual([]);
  });

  test.each([
    ['a missing ConfigMap', undefined, 'there is no ConfigMap aws-logging'],
    [
      'too many characters',
      { ...good, 'filters.conf': `${good['filters.conf']}# ${'x'.repeat(5_300)}` },
      'characters, and EKS takes 5300',
    ],
    ['an unknown key', { ...good, 'service.conf': '[SERVICE]' }, 'has the key "service.conf"'],
    [
      'a section of its own',
      { ...good, 'filters.conf': '[INPUT]\n    Name tail\n' },
      'has a section [INPUT] in filters.conf',
    ],
    [
      'a filter that EKS refuses',
      { ...good, 'filters.conf': '[FILTER]\n    Name lua\n    Match *\n' },
      'a [FILTER] named lua',
    ],
    [
      'an output that EKS refuses',
      { ...good, 'output.conf': `${good['output.conf']}\n[OUTPUT]\n  Name http\n  Match *\n` },
      'an [OUTPUT] named http',
    ],
    [
      'a filter without Match',
      { ...good, 'filters.conf': '[FILTER]\n    Name grep\n' },
      'has a [FILTER] without Match',
    ],
    [
      'a parser without Format',
      { ...good, 'parsers.conf': '[PARSER]\n    Name x\n' },
      'has a [PARSER] without Format',
    ],
    [
      'an environment variable',
      {
        ...good,
        'output.conf': '[OUTPUT]\n  Name firehose\n  Match *\n  region ${REGION}\n  delivery_stream logs\n',
      },
      'uses an environment variable in output.conf',
    ],
    [
      'a line outside of all sections',
      { ...good, 'filters.conf': `@INCLUDE more.conf\n${good['filters.conf']}` },
      'a line in filters.conf that belongs to no section: @INCLUDE more.conf',
    ],
    [
      'another format',
      { ...good, 'output.conf': 'pipeline:\n  outputs:\n    - name: firehose\n' },
      'a line in output.conf that belongs to no section: pipeline:',
    ],
    [
      'sections that are not indented alike',
      { ...good, 'filters.conf': `${good['filters.conf']}[FILTER]\n  Name grep\n  Match *\n` },
      'has sections in filters.conf that are not indented alike',
    ],
    [
      'headings that are not indented alike',
      { ...good, 'filters.conf': `${good['filters.conf']} [FILTER]\n    Name grep\n    Match *\n` },
      'has sections in filters.conf that are not indented alike',
    ],
    [
      'lines that are indented as their heading is',
      { ...good, 'output.conf': good['output.conf']!.replaceAll(/^ */gm, '  ') },
      'has sections in output.conf that are not indented alike',
    ],
    ['a value that is no text', { ...good, flb_log_cw: true }, 'a value of flb_log_cw that is no text: true'],
    [
      'another stream',
      {
        ...good,
        'output.conf': '[OUTPUT]\n Name firehose\n Match *\n region eu-west-1\n delivery_stream others\n',
      },
      'names the stream logs',
    ],
    [
      'another region',
      {
        ...good,
        'output.conf': '[OUTPUT]\n Name firehose\n Match *\n region us-east-1\n delivery_stream logs\n',
      },
      'has the region us-east-1, but the stream is in eu-west-1',
    ],
  ])('%s', (_name, data, what) => {
    const [first] = findings(data);
    expect(first?.what).toContain(what);
  });

  test.each([
    ['a ConfigMap for any stream', good, []],
    ['no stream at all', { ...good, 'output.conf': '[OUTPUT]\n Name es\n Match *\n' }, ['names a stream']],
    [
      'no region',
      { ...good, 'output.conf': '[OUTPUT]\n Name firehose\n Match *\n delivery_stream logs\n' },
      ['of logs has the region (none)'],
    ],
  ])('where no stream is known: %s', (_name, configMapData, wanted) => {
    const found = logRouterFindings({ namespaceLabels, configMapData }, undefined);
    expect(found.map(({ what }) => what)).toEqual(wanted.map((what) => expect.stringContaining(what)));
  });

  test.each([[undefined], [{}], [{ 'aws-observability': 'true' }]])('namespace labels %j', (labels) => {
    const list = logRouterFindings({ namespaceLabels: labels, configMapData: good }, stream);
    expect(list).toEqual([
      expect.objectContaining({ fix: expect.stringContaining('kubectl label namespace') }),
    ]);
  });
});

function findings(configMapData: Readonly<Record<string, unknown>> | undefined) {
  return logRouterFindings({ namespaceLabels, configMapData }, stream);
}
