import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../../src/config/transform.ts';
import type { Member } from '../../../src/json/object.ts';
import { logPartsOf, readingsOf, wasTagged } from '../../../src/transform/process/log-parts.ts';
import { isPartial, textMember, timeOf } from '../../../src/transform/process/line-text.ts';
import { createStages, type Stages } from '../../../src/transform/record.ts';
import type { ObjectLine } from '../../../src/transform/line/line-view.ts';
import { criTime, kubernetes, textOf, type Environment, type Log } from '../../support/transformed.ts';

const byDefault = createStages(parseTransformConfig({ DD_SERVICE: 'svc', DD_SOURCE: 'src' }));

function lineOf(text: string, { reader }: Stages = byDefault): ObjectLine {
  const bytes = Buffer.from(text);
  return reader.nextLine(
    { bytes, start: 0, end: bytes.length, isPacked: false, isOneLine: false },
    0,
  ) as ObjectLine;
}

/** The keys that rules look at, the text's first. */
function partsOf(text: string, stages: Stages = byDefault, isJoined = false): object {
  const line = lineOf(text, stages);
  const { text: own, members, log, isTwin } = logPartsOf(line, stages.pods.enrichmentFor(line), isJoined);
  const key = ({ keyStart, keyEnd }: Member): string => line.bytes.toString('utf8', keyStart + 1, keyEnd - 1);
  return { text: own && key(own), members: members.map(key), log, isTwin };
}

const map = JSON.stringify(kubernetes);
const text = (
  own: string | undefined,
  members: string[] = [],
  log: 'text' | 'members' = 'text',
  isTwin = false,
) => ({
  text: own,
  members,
  log,
  isTwin,
});

describe('what rules look at', () => {
  test('a message behind Fluent Bit’s cri parser may be of merged JSON, but one that was joined is the text', () => {
    const line = '{"logtag":"F","message":"x","cluster":"c"}';
    expect(partsOf(line)).toEqual(text(undefined, ['message', 'cluster'], 'members'));
    expect(partsOf(line, byDefault, true)).toEqual(text('message', ['cluster']));
  });

  test.each<[string, string, object]>([
    ['the text', `{"log":"x","kubernetes":${map}}`, text('log')],
    [
      'not what Fluent Bit adds',
      '{"log":"x","stream":"stdout","logtag":"F","time":"2026-11-28T10:00:00.1Z"}',
      text('log'),
    ],
    ['a time zone', '{"log":"x","time":"2026-11-28T10:00:00+01:00"}', text('log')],
    ['a time of its own', '{"log":"x","time":"2026-11-28T10:00:00"}', text('log', ['time'])],
    ['a stream of its own', '{"log":"x","stream":"own"}', text('log', ['stream'])],
    ['a logtag of its own', '{"log":"x","logtag":"FP"}', text('log', ['logtag'])],
    ['members beside the text', '{"log":"x","a":1,"b":2}', text('log', ['a', 'b'])],
    ['members that it repeats', '{"log":"{\\"a\\":1}","a":1}', text('log', ['a'], 'members', true)],
    [
      'none that a prefix stands before',
      `{"log":"${criTime} stdout F {\\"a\\":1}","a":1}`,
      text('log', ['a']),
    ],
    ['members where there is a message', '{"log":"x","message":"y"}', text('log', ['message'], 'members')],
    ['members alone', '{"a":1}', text(undefined, ['a'], 'members')],
    ['a message alone is text', '{"message":"x","stream":"stdout"}', text('message')],
    ['a message that is none', '{"message":{"a":1}}', text(undefined, ['message'], 'members')],
    ['a message beside others', '{"message":"x","a":1}', text(undefined, ['message', 'a'], 'members')],
    ['one that is no message', '{"msg":"x"}', text(undefined, ['msg'], 'members')],
    ['a log that is no text', '{"log":{"a":1}}', text(undefined, ['log'], 'members')],
    ['two logs', '{"log":"x","log":"y"}', text(undefined, ['log', 'log'], 'members')],
    [
      'not the namespace, tags or hops',
      '{"log":"x","kubernetes_namespace":{"name":"n"},"ddtags":"a:b","_kubehose_hops":1,"cri_time":"x"}',
      text('log'),
    ],
    [
      'a service of its own',
      '{"log":"x","service":"own","ddsource":"own"}',
      text('log', ['service', 'ddsource']),
    ],
    ['not that of the settings', '{"log":"x","service":"svc","ddsource":"src"}', text('log')],
    [
      'not attributes of the pod',
      `{"log":"x","pod_name":"${kubernetes.pod_name}","kubernetes":${map}}`,
      text('log'),
    ],
    [
      'the same of another pod',
      `{"log":"x","pod_name":"other","kubernetes":${map}}`,
      text('log', ['pod_name']),
    ],
    [
      'not a date or status that a first pass added',
      '{"log":"x","timestamp":1674838422648,"original_timestamp":1674838422648,"status":"error"}',
      text('log'),
    ],
    [
      'others',
      '{"log":"x","timestamp":1,"original_timestamp":"x","status":404}',
      text('log', ['timestamp', 'original_timestamp', 'status']),
    ],
    [
      'a text that only repeats what Fluent Bit adds',
      '{"log":"{\\"stream\\":\\"stdout\\"}","stream":"stdout"}',
      text('log'),
    ],
    [
      'what only ends like it',
      '{"log":"x","stream":"x\\"stdout","logtag":"x\\"F","time":"x\\"2026-11-28T10:00:00Z","status":"x\\"error"}',
      text('log', ['stream', 'logtag', 'time', 'status']),
    ],
    [
      'longer numbers',
      '{"log":"x","timestamp":16748384226480,"original_timestamp":16748384226480}',
      text('log', ['timestamp', 'original_timestamp']),
    ],
    [
      'an attribute of the pod under another name',
      `{"log":"x","user":"${kubernetes.pod_name}","kubernetes":${map}}`,
      text('log', ['user']),
    ],
    [
      'the service and source under other names',
      '{"log":"x","a":"svc","b":"src","ddsource":"svc","service":"src"}',
      text('log', ['a', 'b', 'ddsource', 'service']),
    ],
    ['a long value', `{"log":"x","service":"${'s'.repeat(520)}"}`, text('log', ['service'])],
  ])('%s', (_, line, expected) => {
    expect(partsOf(line)).toEqual(expected);
  });

  test.each<[string, Environment, string]>([
    ['service and source', { DD_SERVICE: 'svc', DD_SOURCE: 'src' }, 'x'],
    ['an attribute of the pod', { TAG_MAPPING: 'kubernetes.annotations.note:note' }, 'x'],
    ['a long one', { TAG_MAPPING: 'kubernetes.annotations.note:note' }, 'x'.repeat(1_000)],
    ['one that is the service', { TAG_MAPPING: 'kubernetes.annotations.note:service' }, 'x'],
    ['one that is the source', { TAG_MAPPING: 'kubernetes.annotations.note:ddsource' }, 'x'],
  ])('the same after a first pass that added %s', (_, environment, note) => {
    const stages = createStages(parseTransformConfig(environment));
    const withNote = JSON.stringify({ ...kubernetes, annotations: { note } });
    const once = textOf(`{"log":"${criTime} stdout F x","kubernetes":${withNote}}`, environment);
    expect(once).toContain('"message":"x"');
    expect(partsOf(once, stages)).toEqual(text('message'));
  });
});

describe('a line that went through here before', () => {
  const ecs = '"ecs_cluster":"c","ecs_task_arn":"arn:aws:ecs:eu-west-1:1:task/c/1","container_name":"app"';

  const pod = `"kubernetes":${map}`;
  const written = ['kube_container_name', 'kube_namespace', 'pod_name', 'container_id']
    .map(
      (key, index) => [key, ['container_name', 'namespace_name', 'pod_name', 'docker_id'][index]!] as const,
    )
    .map(([key, field]) => `${JSON.stringify(key)}:${JSON.stringify((kubernetes as Log)[field])}`);
  const own = `pod_name:${kubernetes['pod_name']}`;

  test.each<[string, boolean, boolean]>([
    [pod, true, false],
    [`${pod},"ddtags":"${own}"`, true, true],
    [`${pod},"ddtags":"team:a"`, true, false],
    [`${pod},"ddtags":"pod_name:other"`, true, false],
    [`${pod},"timestamp":1,${written.join()}`, true, false],
    ['"ddtags":"pod_name:y,team:a"', true, true],
    ['"ddtags":"team:a"', true, false],
    [`${ecs},"container_id":"z"`, true, false],
    [`${ecs},"ddtags":"ecs_cluster_name:c"`, true, true],
    [`${pod},"timestamp":1,${written.join()}`, false, true],
    [`${pod},"original_timestamp":1,${written.join()}`, false, true],
    [`${pod},${written.join()}`, false, false],
    [`${pod},"timestamp":1,${written.slice(1).join()}`, false, false],
    ['"timestamp":1,"pod_name":"y","container_id":"z"', false, true],
    ['"timestamp":1,"container_id":"z"', false, false],
  ])('%s, tags in ddtags %s: %s', (members, inDdtags, expected) => {
    const view = lineOf(`{"message":"x","a":1,${members}}`);
    const tagKeys = ['kube_container_name', 'kube_namespace', 'pod_name', 'container_id'];
    expect(wasTagged(view, byDefault.pods.enrichmentFor(view), { tagKeys, inDdtags })).toBe(expected);
  });

  test.each<[string, (string | undefined)[]]>([
    ['{"message":"x","a":1}', [undefined, 'message']],
    ['{"message":"x"}', ['message']],
    ['{"message":{"b":1},"a":1}', [undefined]],
    ['{"a":1}', [undefined]],
    ['{"log":"x","message":"y"}', ['log']],
  ])('%s may have been read with %j as the text', (line, texts) => {
    const view = lineOf(line);
    const readings = readingsOf(view, logPartsOf(view, byDefault.pods.enrichmentFor(view), false));
    const key = ({ keyStart, keyEnd }: Member): string =>
      view.bytes.toString('utf8', keyStart + 1, keyEnd - 1);
    expect(readings.map(({ text: member }) => member && key(member))).toEqual(texts);
  });
});

describe('the text that the program wrote', () => {
  test.each<[Log, string | undefined]>([
    [{ log: 'x' }, 'log'],
    [{ log: 7 }, undefined],
    [{ log: 'x', message: 'y' }, undefined],
    [{ message: 'x', logtag: 'F' }, 'message'],
    [{ message: 7, logtag: 'F' }, undefined],
    [{ message: 'x' }, undefined],
    [{ message: 'x', logtag: 'F', timestamp: 1 }, undefined],
    [{ message: 'x', logtag: 'F', original_timestamp: 1 }, undefined],
    [{ logtag: 'F' }, undefined],
  ])('of %j: %j', (line, expected) => {
    const view = lineOf(JSON.stringify(line));
    const member = textMember(view);
    expect(member && view.bytes.toString('utf8', member.keyStart + 1, member.keyEnd - 1)).toBe(expected);
  });

  test('of two logs: none', () => {
    expect(textMember(lineOf('{"log":"x","log":"y"}'))).toBeUndefined();
  });

  test.each<[Log, boolean]>([
    [{ log: `${criTime} stdout P x` }, true],
    [{ log: `${criTime} stdout F x`, logtag: 'P' }, false],
    [{ log: 'x', logtag: 'P' }, true],
    [{ log: 'x', logtag: 'F' }, false],
    [{ log: 'x', logtag: 'PP' }, false],
    [{ log: 'x', partial_message: 'true' }, true],
    [{ log: 'x', partial_message: 'true', partial_last: 'false' }, true],
    [{ log: 'x', partial_message: 'true', partial_last: 'true' }, false],
    [{ log: 'x', partial_message: 'false' }, false],
    [{ log: 'x' }, false],
  ])('%j is a part: %s', (line, expected) => {
    expect(isPartial(lineOf(JSON.stringify(line)))).toBe(expected);
  });

  test.each<[Log, number | undefined, number]>([
    [{ log: `${criTime} stdout F x`, time: '2020-01-01T00:00:00Z' }, 1_674_838_423_110, 476_104],
    [{ log: 'x', time: criTime }, 1_674_838_423_110, 476_104],
    [{ log: 'x', cri_time: criTime, time: '2020-01-01T00:00:00Z' }, 1_674_838_423_110, 476_104],
    [{ log: 'x', time: 1 }, undefined, 0],
    [{ log: 'x', time: 'soon' }, undefined, 0],
    [{ log: 'x', time: '2026-99-28T10:00:00.123456789Z' }, undefined, 0],
    [{ log: 'x' }, undefined, 0],
  ])('%j was written at %d and %d ns', (line, ms, ns) => {
    expect(timeOf(lineOf(JSON.stringify(line)))).toEqual({ ms, ns });
  });
});
