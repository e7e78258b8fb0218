import { describe, expect, test } from '@jest/globals';
import { logRouterFindings } from '../../src/cluster/log-router.ts';
import { impact } from '../../src/cluster/router-finding.ts';

const kubernetes = section('FILTER', 'Name kubernetes', 'Match kube.*', 'Merge_Log On', 'Buffer_Size 0');
const output = section(
  'OUTPUT',
  'Name kinesis_firehose',
  'Match kube.*',
  'region eu-west-1',
  'delivery_stream logs',
);
const goOutput = output.replace('kinesis_firehose', 'firehose');
const crioParser = section(
  'PARSER',
  'Name crio',
  'Format regex',
  'Regex ^(?<time>[^ ]+) (?<stream>stdout|stderr) (?<logtag>P|F) (?<log>.*)$',
  'Time_Key time',
  'Time_Keep On',
);
const crioFilter = filter('parser', 'Key_Name log', 'Parser crio');

function section(kind: string, ...options: readonly string[]): string {
  return `[${kind}]\n${options.map((option) => `    ${option}\n`).join('')}`;
}

function filter(name: string, ...options: readonly string[]): string {
  return section('FILTER', `Name ${name}`, 'Match *', ...options);
}

function found(filters: string, outputs = output, parsers = '') {
  const configMapData = { 'filters.conf': filters, 'output.conf': outputs, 'parsers.conf': parsers };
  const namespaceLabels = { 'aws-observability': 'enabled' };
  return logRouterFindings({ namespaceLabels, configMapData }, { name: 'logs', region: 'eu-west-1' });
}

const toShop = filter('rewrite_tag', 'Rule $log ^GET shop.$TAG false');

describe('without a finding', () => {
  test.each<[string, string, string?]>([
    [
      'a grep behind the kubernetes filter',
      kubernetes + filter('grep', "Regex $kubernetes['namespace_name'] shop"),
    ],
    ['a grep for the text in front of it', filter('grep', 'Exclude log healthz') + kubernetes],
    [
      'an allowlist that has text and map',
      kubernetes + filter('record_modifier', 'Allowlist_key log', 'Allowlist_key kubernetes'),
    ],
    ['another key that goes', kubernetes + filter('record_modifier', 'Remove_key stream')],
    [
      'a map that is lifted before it goes',
      kubernetes +
        filter('nest', 'Operation lift', 'Nested_under kubernetes', 'Add_prefix kubernetes_') +
        filter('modify', 'Remove kubernetes'),
    ],
    [
      'what happens to some records',
      kubernetes + filter('modify', 'Condition Key_exists secret', 'Remove log', 'Remove kubernetes'),
    ],
    ['log that becomes message', kubernetes + filter('modify', 'Rename log message')],
    ['the prefix of tags as it is', `${kubernetes}    Kube_Tag_Prefix kube.var.log.containers.\n`],
    [
      'a new tag that an output takes',
      kubernetes + toShop,
      output + output.replace('kube.*', 'shop.*').replace('logs', 'shop'),
    ],
    ['a new tag beside the old one', kubernetes + toShop.replace('false', 'true')],
    [
      'an output for new tags only',
      kubernetes + toShop.replace('^GET', '.*'),
      output.replace('kube.*', 'shop.*'),
    ],
    [
      'two outputs for two namespaces',
      kubernetes,
      ['shop', 'pay'].map((name) => output.replace('kube.*', `kube.*_${name}_*`)).join(''),
    ],
    ['a Match that ends as tags do', kubernetes, output.replace('kube.*', 'kube.*.log')],
    ['two parsers, one of them defined', `${crioFilter}    Parser json\n${kubernetes}`],
  ])('%s', (...[, filters, outputs]) => expect(found(filters, outputs, crioParser)).toEqual([]));
});

describe('what filters, parsers and outputs take away', () => {
  test.each<[string, keyof typeof impact, RegExp, string, string?, string?]>([
    ['Remove kubernetes', 'noTags', /remove kubernetes/, kubernetes + filter('modify', 'Remove kubernetes')],
    [
      'Remove_wildcard',
      'noTags',
      /remove_wildcard kube/,
      kubernetes + filter('modify', 'Remove_wildcard kube'),
    ],
    ['Remove_regex', 'noTags', /remove_regex \^k/, kubernetes + filter('modify', 'Remove_regex ^k')],
    ['Rename', 'noTags', /rename kubernetes k8s/, kubernetes + filter('modify', 'Rename kubernetes k8s')],
    [
      'Remove_key',
      'noTags',
      /remove_key kubernetes/,
      kubernetes + filter('record_modifier', 'Remove_key kubernetes'),
    ],
    [
      'an allowlist without the map',
      'noTags',
      /allowlist_key log, stream/,
      kubernetes + filter('record_modifier', 'Whitelist_key log', 'Whitelist_key stream'),
    ],
    [
      'an allowlist without the text',
      'noText',
      /allowlist_key kubernetes/,
      kubernetes + filter('record_modifier', 'Allowlist_key kubernetes'),
    ],
    [
      'nest',
      'noTags',
      /wildcard kube\*/,
      kubernetes + filter('nest', 'Operation nest', 'Wildcard kube*', 'Nest_under data'),
    ],
    [
      'nest of the text',
      'noText',
      /wildcard log/,
      kubernetes + filter('nest', 'Operation nest', 'Wildcard log', 'Nest_under data'),
    ],
    ['Rename log', 'noText', /rename log event/, kubernetes + filter('modify', 'Rename log event')],
    [
      'Hard_rename in front of the kubernetes filter',
      'noText',
      /hard_rename log msg/,
      filter('modify', 'Hard_rename log msg') + kubernetes,
    ],
    ['Remove log', 'noText', /remove log/, kubernetes + filter('modify', 'Remove log')],
    [
      'data_keys without log',
      'noText',
      /log is not among them/,
      kubernetes,
      `${goOutput}    data_keys kubernetes\n`,
    ],
    [
      'a grep for the pod in front',
      'nothing',
      /grep filter for \$kubernetes/,
      filter('grep', "Regex $kubernetes['namespace_name'] shop") + kubernetes,
    ],
    [
      '…that excludes',
      'ignored',
      /grep filter for \$kubernetes/,
      filter('grep', "Exclude $kubernetes['namespace_name'] kube-system") + kubernetes,
    ],
    [
      'another Kube_Tag_Prefix',
      'noTags',
      /Kube_Tag_Prefix app\./,
      `${kubernetes}    Kube_Tag_Prefix app.var.log.containers.\n`,
    ],
    ['Dummy_Meta', 'noTags', /Dummy_Meta/, `${kubernetes}    Dummy_Meta On\n`],
    ['a new tag that no output takes', 'elsewhere', /no \[OUTPUT\] matches/, kubernetes + toShop],
    [
      'new tags in front of the kubernetes filter',
      'noTags',
      /do not tell the pod/,
      toShop + kubernetes,
      output.replace('kube.*', '*'),
    ],
    [
      'a Match that no tag ends with',
      'nothing',
      /Match kube\.\*\.txt/,
      kubernetes,
      output.replace('.*', '.*.txt'),
    ],
    [
      'an output for other tags than the new ones',
      'nothing',
      /Match app/,
      kubernetes + toShop,
      output.replace('kube.*', 'app.*') + section('OUTPUT', 'Name cloudwatch_logs', 'Match shop.*'),
    ],
    [
      'Merge_Parser that loses the time',
      'noTime',
      /parser crio, which takes the time/,
      `${kubernetes}    Merge_Parser crio\n`,
      output,
      crioParser.replace('    Time_Keep On\n', ''),
    ],
    [
      'a parser that calls the text otherwise',
      'noText',
      /another name than log or message/,
      crioFilter + kubernetes,
      output,
      crioParser.replace('<log>', '<content>'),
    ],
    [
      'two outputs for one stream',
      'twice',
      /two \[OUTPUT\]s/,
      kubernetes,
      output + output.replace('kube.*', '*'),
    ],
    [
      'a parser filter without Key_Name',
      'noStart',
      /without Key_Name/,
      filter('parser', 'Parser crio') + kubernetes,
    ],
    [
      'a parser filter without Parser',
      'noStart',
      /without Parser/,
      filter('parser', 'Key_Name log') + kubernetes,
    ],
  ])('%s', (...[, cost, what, filters, outputs, parsers]) => {
    expect(found(filters, outputs, parsers ?? crioParser)).toEqual([
      expect.objectContaining({ what: expect.stringMatching(what), impact: impact[cost] }),
    ]);
  });

  test('nest of everything takes map and text', () => {
    const filters = kubernetes + filter('nest', 'Operation nest', 'Wildcard *', 'Nest_under data');
    expect(found(filters).map((finding) => finding.impact)).toEqual([impact.noTags, impact.noText]);
  });

  test('what the Go plugin does not know is one finding, not two', () => {
    expect(found(kubernetes, `${goOutput}    compression gzip\n`)).toHaveLength(1);
  });
});
