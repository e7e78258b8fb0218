import { describe, expect, test } from '@jest/globals';
import { logRouterFindings } from '../../src/cluster/log-router.ts';
import { logRouterData } from '../../src/cluster/manifests.ts';
import { impact } from '../../src/cluster/router-finding.ts';

const crioParser = `[PARSER]
    Name crio
    Format Regex
    Regex ^(?<time>[^ ]+) (?<stream>stdout|stderr) (?<logtag>P|F) (?<log>.*)$
    Time_Key    time
    Time_Format %Y-%m-%dT%H:%M:%S.%L%z
`;
const crioFilter = '[FILTER]\n    Name parser\n    Match *\n    Key_name log\n    Parser crio\n';
const kubernetesFilter = `[FILTER]
    Name kubernetes
    Match kube.*
    Merge_Log On
    Buffer_Size 0
    Kube_Meta_Cache_TTL 300s
`;
const output =
  '[OUTPUT]\n    Name kinesis_firehose\n    Match kube.*\n    region eu-west-1\n    delivery_stream logs\n';
const goOutput = output.replace('kinesis_firehose', 'firehose');

type Data = Readonly<Record<string, string>>;
type Cost = keyof typeof impact;
const guide: Data = { 'filters.conf': kubernetesFilter, 'output.conf': output };
const crio: Data = {
  'parsers.conf': `${crioParser}    Time_Keep   On\n`,
  'filters.conf': crioFilter + kubernetesFilter,
  'output.conf': output,
};
const changed = (base: Data, file: string, ...[from, to]: [from: string, to: string]): Data => {
  expect(base[file]).toContain(from);
  return { ...base, [file]: base[file]!.replace(from, to) };
};

describe('without a finding', () => {
  const options = { streamName: 'logs', region: 'eu-west-1', sample: false };
  test.each<[string, Data]>([
    ['the ConfigMap of Datadog’s guide', guide],
    ['a crio parser that keeps the time', crio],
    ['manifests', logRouterData({ ...options, crio: false, simpleAggregation: false })],
    ['manifests --crio', logRouterData({ ...options, crio: true, simpleAggregation: false })],
    [
      'manifests --crio --simple-aggregation',
      logRouterData({ ...options, crio: true, simpleAggregation: true }),
    ],
    [
      'a time_key of the output keeps the time as well',
      changed(
        { ...crio, 'parsers.conf': crioParser },
        'output.conf',
        'logs\n',
        'logs\n    time_key timestamp\n',
      ),
    ],
    ['Match *', changed(guide, 'output.conf', 'Match kube.*', 'Match *')],
    [
      'Match of one namespace',
      changed(guide, 'output.conf', 'Match kube.*', 'Match kube.var.log.containers.*_shop_*'),
    ],
    [
      'another Match, where a filter gives other tags',
      {
        ...changed(guide, 'output.conf', 'Match kube.*', 'Match shop.*'),
        'filters.conf': `${kubernetesFilter}[FILTER]\n    Name rewrite_tag\n    Match kube.*\n    Rule $log .* shop.$TAG false\n`,
      },
    ],
    [
      'a parser filter behind with Reserve_Data',
      { ...crio, 'filters.conf': `${kubernetesFilter}${crioFilter}    Reserve_Data On\n` },
    ],
    [
      'the Go plugin with data_keys that include the map',
      changed(
        { ...guide, 'output.conf': goOutput },
        'output.conf',
        'logs\n',
        'logs\n    data_keys log,kubernetes\n    replace_dots _\n',
      ),
    ],
    [
      'a second output to somewhere else',
      {
        ...guide,
        'output.conf': `${output}[OUTPUT]\n    Name cloudwatch_logs\n    Match other.*\n    log_group_name x\n`,
      },
    ],
  ])('%s', (_name, data) => expect(findings(data)).toEqual([]));
});

describe('what makes a router send nothing, without tags, without the time, or not start', () => {
  test.each<[string, Data, Cost, RegExp]>([
    [
      'no kubernetes filter: AWS’s example for Firehose',
      { 'output.conf': output },
      'noTags',
      /no \[FILTER\] named kubernetes/,
    ],
    [
      'AWS’s crio parser',
      { ...crio, 'parsers.conf': crioParser },
      'noTime',
      /the parser crio, which takes the time off/,
    ],
    [
      'a kubernetes filter for other tags',
      changed(guide, 'filters.conf', 'kube.*', 'logging-enabled.*'),
      'noTags',
      /kubernetes filter with Match logging-enabled/,
    ],
    [
      'log_key',
      changed(guide, 'output.conf', 'logs\n', 'logs\n    log_key log\n'),
      'noTags',
      /log_key log, so that only log is sent/,
    ],
    [
      'packed records',
      changed(guide, 'output.conf', 'logs\n', 'logs\n    compression gzip\n'),
      'packed',
      /with compression gzip/,
    ],
    [
      'data_keys without the map',
      changed({ ...guide, 'output.conf': goOutput }, 'output.conf', 'logs\n', 'logs\n    data_keys log\n'),
      'noTags',
      /kubernetes is not among them/,
    ],
    [
      'a parser filter behind the kubernetes filter',
      { ...crio, 'filters.conf': kubernetesFilter + crioFilter },
      'noTags',
      /behind the kubernetes filter and without Reserve_Data/,
    ],
    [
      'an output for other tags',
      changed(guide, 'output.conf', 'kube.*', 'application.*'),
      'nothing',
      /Match application\.\*/,
    ],
    ['an output for the bare tag', changed(guide, 'output.conf', 'kube.*', 'kube'), 'nothing', /Match kube;/],
    [
      'another plugin with delivery_stream',
      changed(guide, 'output.conf', 'kinesis_firehose', 'cloudwatch_logs'),
      'noStart',
      /named cloudwatch_logs, which is no plugin of Firehose/,
    ],
    [
      'data_keys with the C plugin',
      changed(guide, 'output.conf', 'logs\n', 'logs\n    data_keys log\n'),
      'noStart',
      /option data_keys, which kinesis_firehose does not know/,
    ],
    [
      'replace_dots with the C plugin',
      changed(guide, 'output.conf', 'logs\n', 'logs\n    replace_dots _\n'),
      'noStart',
      /option replace_dots/,
    ],
    [
      'an option of a filter, misspelt',
      changed(guide, 'filters.conf', 'Merge_Log', 'Merge_Logg'),
      'noStart',
      /option merge_logg, which kubernetes does not know/,
    ],
    [
      'a parser that is not defined',
      { ...crio, 'parsers.conf': '' },
      'noStart',
      /the parser crio, which parsers.conf does not define/,
    ],
    [
      'lines that are not indented alike',
      changed(guide, 'output.conf', '    region', '  region'),
      'noStart',
      /not indented alike \(region\)/,
    ],
    [
      'lines that are not indented',
      { ...guide, 'output.conf': output.replaceAll('    ', '') },
      'noStart',
      /not indented alike/,
    ],
    [
      'what EKS sets itself',
      changed(guide, 'filters.conf', 'Merge_Log', 'Kube_URL https://x\n    Merge_Log'),
      'invalid',
      /sets kube_url of the kubernetes filter/,
    ],
  ])('%s', (_name, data, cost, what) => {
    const found = findings(data);
    expect(found).toEqual([
      {
        check: 'log router',
        what: expect.stringMatching(what),
        impact: impact[cost],
        fix: expect.stringMatching(/./),
      },
    ]);
  });

  test('time_key and log_key: neither tags nor a start', () => {
    const data = changed(guide, 'output.conf', 'logs\n', 'logs\n    log_key log\n    time_key time\n');
    expect(findings(data).map((finding) => finding.impact)).toEqual([impact.noTags, impact.noStart]);
  });

  test('a reporter’s ConfigMap: log_key, and a parser that loses the time', () => {
    const data = changed(
      { ...crio, 'parsers.conf': crioParser },
      'output.conf',
      'logs\n',
      'logs\n    log_key log\n',
    );
    expect(findings(data).map((finding) => finding.impact)).toEqual([impact.noTags, impact.noTime]);
  });

  test('a Match that never matches, in filter and output', () => {
    const never = changed(
      changed(guide, 'filters.conf', 'kube.*', 'logging-enabled.*'),
      'output.conf',
      'kube.*',
      'logging-enabled.*',
    );
    expect(findings(never).map((finding) => finding.impact)).toEqual([impact.nothing, impact.noTags]);
  });

  test('the Go plugin takes no notice of options that it does not know', () => {
    const data = changed(
      { ...guide, 'output.conf': goOutput },
      'output.conf',
      'logs\n',
      'logs\n    compresion gzip\n',
    );
    expect(findings(data)).toEqual([
      expect.objectContaining({
        what: expect.stringContaining('compresion'),
        impact: expect.stringContaining('ignores it'),
      }),
    ]);
  });
});

function findings(configMapData: Data) {
  const namespaceLabels = { 'aws-observability': 'enabled' };
  return logRouterFindings({ namespaceLabels, configMapData }, { name: 'logs', region: 'eu-west-1' });
}
