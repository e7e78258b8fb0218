import { describe, expect, test } from '@jest/globals';
import { autodiscoveryTags, logsConfig } from '../../src/datadog/autodiscovery.ts';
import { logsAnnotationOf } from '../../src/datadog/logs-annotation.ts';
import { metadataWith } from './metadata.ts';

const pod = {
  podName: 'web-0',
  namespaceName: 'shop',
  podId: 'uid',
  podIp: '10.0.1.2',
  containerName: 'api',
};

function tagsOf(json: string, key = 'ad.datadoghq.com/tags'): readonly string[] {
  return autodiscoveryTags(metadataWith({ ...pod, annotations: { [key]: json } }));
}

describe('autodiscoveryTags', () => {
  test.each<[string, readonly string[]]>([
    ['{"team":"checkout","tier":"1"}', ['team:checkout', 'tier:1']],
    ['{"+pod_hash":"a","++x":"b"}', ['pod_hash:a', '+x:b']],
    ['{"team":["a","b"]}', ['team:a', 'team:b']],
    ['{"team":["a",1,true,null,{},["b"]]}', ['team:a', 'team:1', 'team:true']],
    ['{"cost":42,"on":true}', ['cost:42', 'on:true']],
    ['{"a":null,"b":{},"c":"","":"x","+":"y"}', []],
    ['{"a":"b,c"}', ['a:b_c']],
    ['{"__proto__":"x","constructor":"y"}', ['__proto__:x', 'constructor:y']],
    [
      '{"ns":"%%kube_namespace%%","p":"%%kube_pod_name%%","u":"%%kube_pod_uid%%"}',
      ['ns:shop', 'p:web-0', 'u:uid'],
    ],
    ['{"at":"http://%%host%%:80/%%hostname%%"}', ['at:http://10.0.1.2:80/web-0']],
    ['{"a":"%%port%%","b":"%%env_TEAM%%","c":"x%%nothing%%y","d":"ok"}', ['d:ok']],
    ['{"a":"100%%"}', ['a:100%%']],
    ['["team:checkout"]', []],
    ['"team:checkout"', []],
    ['null', []],
    ['not json', []],
    ['', []],
  ])('%s', (json, tags) => expect(tagsOf(json)).toEqual(tags));

  test('of the pod and of this container, not of another', () => {
    const annotations = {
      'ad.datadoghq.com/web.tags': '{"a":"web"}',
      'ad.datadoghq.com/api.tags': '{"a":"api"}',
      'ad.datadoghq.com/tags': '{"a":"pod"}',
    };
    expect(autodiscoveryTags(metadataWith({ ...pod, annotations }))).toEqual(['a:pod', 'a:api']);
    expect(autodiscoveryTags(metadataWith({ annotations }))).toEqual(['a:pod']);
  });

  test('Go plugin’s spelling', () => {
    expect(tagsOf('{"a":"b"}', 'ad_datadoghq_com/api_tags')).toEqual(['a:b']);
  });
});

describe('logsConfig', () => {
  const read = (json: string, key = 'ad.datadoghq.com/api.logs'): ReturnType<typeof logsConfig> =>
    logsConfig(metadataWith({ ...pod, annotations: { [key]: json } }));
  const nothing = { source: undefined, service: undefined, tags: [] };

  test.each<[string, ReturnType<typeof logsConfig>]>([
    [
      '[{"source":"nodejs","service":"checkout-api","tags":["team:checkout","tier:1"],"log_processing_rules":[{"type":"mask_sequences","name":"mask","pattern":"\\\\d{16}"}]}]',
      { source: 'nodejs', service: 'checkout-api', tags: ['team:checkout', 'tier:1'] },
    ],
    ['[{"source":"nginx"}]', { ...nothing, source: 'nginx' }],
    ['[{"service":" web "}]', { ...nothing, service: 'web' }],
    [
      '[{"source":"","service":1,"tags":"a:b, c:d"}]',
      { source: undefined, service: '1', tags: ['a:b', 'c:d'] },
    ],
    ['[{"tags":[1,null,"a:b,c",":x"]}]', { ...nothing, tags: ['1', 'a:b_c'] }],
    ['[{"type":"file","path":"/a.log","source":"file"},{"source":"out"}]', { ...nothing, source: 'out' }],
    ['[{"type":"docker","source":"out"}]', { ...nothing, source: 'out' }],
    ['[{"type":"file","path":"/a.log","source":"file"}]', undefined],
    ['[{"service":"%%kube_namespace%%-web","source":"%%unknown%%"}]', { ...nothing, service: 'shop-web' }],
    ['[{"Source":"a","SERVICE":"b","Tags":["c:d"]}]', { source: 'a', service: 'b', tags: ['c:d'] }],
    ['[{"Type":"file","source":"file"}]', undefined],
    ['[{}]', nothing],
    ['[null,1,"x",[],{"source":"a"}]', { ...nothing, source: 'a' }],
    ['[]', undefined],
    ['{"source":"nodejs"}', undefined],
    ['not json', undefined],
    ['', undefined],
  ])('%s', (json, config) => expect(read(json)).toEqual(config));

  test('of this container only', () => {
    expect(read('[{"source":"a"}]', 'ad.datadoghq.com/web.logs')).toBeUndefined();
    expect(read('[{"source":"a"}]', 'ad_datadoghq_com/api_logs')?.source).toBe('a');
    expect(
      logsConfig(metadataWith({ annotations: { 'ad.datadoghq.com/api.logs': '[{}]' } })),
    ).toBeUndefined();
  });
});

const inNew = { 'ad.datadoghq.com/api.logs': '[{"source":"new"}]' };
const inOld = { 'service-discovery.datadoghq.com/api.logs': '[{"source":"old"}]' };
const inChecks = (checks: string) => ({ 'ad.datadoghq.com/api.checks': checks });
const checks = inChecks('{"redisdb":{"init_config":{},"instances":[{}],"logs":[{"source":"redis"}]}}');

describe('where the log configuration of a container stands', () => {
  test.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    ['the annotation', { ...checks, ...inOld, ...inNew }, 'new'],
    ['under its old prefix', { ...checks, ...inOld }, 'old'],
    ['logs of a check', checks, 'redis'],
    ['of the first check that has any', inChecks('{"a":{"logs":[]},"b":{"logs":[{"source":"b"}]}}'), 'b'],
    ['of another container', { 'ad.datadoghq.com/web.checks': '{"a":{"logs":[{"source":"b"}]}}' }, undefined],
    ['a check without logs', inChecks('{"a":{"instances":[{}]}}'), undefined],
    ['checks that are none', inChecks('[{"logs":[{"source":"b"}]}]'), undefined],
    ['logs that are no list', inChecks('{"a":{"logs":{"source":"b"}},"b":null,"c":7}'), undefined],
    ['no JSON', inChecks('{"logs"'), undefined],
  ])('%s', (_, annotations, source) => {
    const metadata = metadataWith({ containerName: 'api', annotations });
    expect(logsConfig(metadata)?.source).toBe(source);
  });

  test('rules are in the text', () => {
    const rule = '{"type":"exclude_at_match","name":"a","pattern":"b"}';
    const annotations = inChecks(`{"a":{"logs":[{"log_processing_rules":[${rule}]}]}}`);
    const metadata = metadataWith({ containerName: 'api', annotations });
    expect(logsAnnotationOf(metadata)).toBe(`[{"log_processing_rules":[${rule}]}]`);
    expect(logsAnnotationOf(metadataWith({ annotations }))).toBeUndefined();
  });
});
