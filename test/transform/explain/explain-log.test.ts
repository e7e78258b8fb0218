import { describe, expect, test } from '@jest/globals';
import { criTime, kubernetes, type Environment, type Log } from '../../support/transformed.ts';
import { explained, inLines } from './stages.ts';

type Case = readonly [name: string, line: Log, environment: Environment, lines: readonly string[]];

const prefixed = (message: Log, stream = 'stderr') => ({
  log: `${criTime} ${stream} F ${JSON.stringify(message)}`,
});
const podLabel = 'kubernetes.labels.tags.datadoghq.com/service';
const podNamed = {
  kubernetes: {
    ...kubernetes,
    labels: { 'tags.datadoghq.com/service': 'of-pod' },
    container_image: 'a/image:1',
  },
};
const first = 'the other comes first';
const stream = `the stream stderr: ${first}`;

describe('the status', () => {
  test.each<Case>([
    ['nothing says one', { message: 'x' }, {}, []],
    ['the stream', prefixed({}), {}, ['error from the stream stderr']],
    [
      'a level that Datadog misreads',
      prefixed({ level: 50, PRIORITY: 6 }),
      {},
      ['error from level of the log', `PRIORITY of the log: ${first}`, stream],
    ],
    [
      'a number beside a word',
      prefixed({ level: 40, levelname: 'ERROR' }),
      {},
      ['error from levelname of the log', 'level of the log: a number, and the other is a word', stream],
    ],
    [
      'a level that Datadog reads',
      prefixed({ severity: 'warn' }),
      {},
      ['warning from severity of the log', stream],
    ],
    [
      'one that says nothing',
      prefixed({ status: '', level: {}, lvl: 'info' }),
      {},
      [
        'info from lvl of the log',
        'status of the log: no level that is known',
        'level of the log: no level that is known',
        stream,
      ],
    ],
    [
      'a status of something else',
      prefixed({ status: 404, level: 'warn' }),
      {},
      ['info from status of the log', `level of the log: ${first}`, stream],
    ],
    [
      'the same under another name',
      { ...prefixed({ status: 404, level: 'warn' }) },
      { RENAME_ATTRIBUTES: 'status:code' },
      ['warning from level of the log', stream],
    ],
    [
      'the text',
      { log: `${criTime} stderr F 2026-11-28 10:00:00 WARN x` },
      {},
      ['warning from the level in the text', stream],
    ],
    [
      'STATUS_FROM=stream',
      prefixed({ lvl: 'info' }),
      { STATUS_FROM: 'stream' },
      ['error from the stream stderr', 'lvl of the log: STATUS_FROM leaves it out'],
    ],
    [
      'a level under a merge key',
      { stream: 'stderr', data: { level: 'warn' } },
      {},
      ['warning from data.level of the log', stream],
    ],
    [
      'STATUS_FROM=stream, and Datadog reads its own names all the same',
      prefixed({ severity: 'x', level: 'warn' }),
      { STATUS_FROM: 'stream' },
      ['info from severity of the log', `level of the log: ${first}`, stream],
    ],
    [
      'a level, the text beside it, and no stream',
      { level: 'debug', message: 'WARN x' },
      {},
      ['debug from level of the log', `the level in the text: ${first}`],
    ],
    [
      'STATUS_FROM=stream, a name of Datadog beside one that is none',
      prefixed({ severity: 'x', lvl: 'warn' }),
      { STATUS_FROM: 'stream' },
      ['info from severity of the log', 'lvl of the log: STATUS_FROM leaves it out', stream],
    ],
    ['STATUS_FROM=none', prefixed({ lvl: 'info' }), { STATUS_FROM: 'none' }, []],
    [
      'STATUS_FROM=content',
      prefixed({ lvl: 'info' }),
      { STATUS_FROM: 'content' },
      ['info from lvl of the log', 'the stream stderr: STATUS_FROM leaves it out'],
    ],
    [
      'ECS names the stream source',
      { log: 'x', source: 'stderr', ecs_task_arn: 'arn:aws:ecs:a:1:task/b/c' },
      {},
      ['error from the stream stderr'],
    ],
  ])('%s', (_, line, environment, lines) => {
    expect(inLines(explained(JSON.stringify(line), environment).status)).toEqual(lines);
  });
});

test('a log from ECS misses no tags of a pod', () => {
  const line = { log: 'x', container_name: 'web', ecs_task_definition: 'web:1' };
  expect(explained(JSON.stringify(line), {}).missing).toEqual([]);
  expect(explained(JSON.stringify({ log: 'x' }), {}).missing).toEqual([
    expect.stringContaining('no tags of a pod'),
  ]);
});

describe('the service', () => {
  const fallback = 'DD_SERVICE: it counts where nothing else names one';
  test.each<Case>([
    ['nobody names one', { message: 'x' }, {}, []],
    ['the log', prefixed({ service: 'own' }), {}, ['own from service of the log']],
    [
      'the log before its pod',
      { service: 'own', ...podNamed },
      { DD_SERVICE: 'd' },
      ['own from service of the log', `${podLabel}: SERVICE_FROM=line`, fallback],
    ],
    [
      'both say the same',
      { service: 'of-pod', ...podNamed },
      {},
      ['of-pod from service of the log', `${podLabel}: it says the same`],
    ],
    [
      'a label that goes before another with the same name',
      {
        kubernetes: {
          ...kubernetes,
          labels: { 'tags.datadoghq.com/web.service': 'of-pod', 'tags.datadoghq.com/service': 'of-pod' },
        },
      },
      {},
      ['of-pod from kubernetes.labels.tags.datadoghq.com/web.service'],
    ],
    [
      'an annotation, which an image of the same name could replace',
      {
        kubernetes: {
          ...kubernetes,
          container_image: 'a/image:1',
          annotations: { 'ad.datadoghq.com/web.logs': '[{"service":"image"}]' },
        },
      },
      { DD_AGENT_DEFAULTS: 'true' },
      ['image from kubernetes.container_name, kubernetes.annotations.ad.datadoghq.com/web.logs'],
    ],
    ['the pod', podNamed, { DD_SERVICE: 'd' }, [`of-pod from ${podLabel}`, fallback]],
    [
      'the pod before the log',
      { service: 'own', ...podNamed },
      { SERVICE_FROM: 'pod' },
      [`of-pod from ${podLabel}`, 'service of the log: SERVICE_FROM=pod; it becomes original_service'],
    ],
    [
      'what is no name',
      { service: { a: 1 } },
      { DD_SERVICE: 'd' },
      ['d from DD_SERVICE', 'service of the log: no name'],
    ],
    [
      'two names',
      { service: 'own', syslog: { appname: 'app' } },
      {},
      ['own from service of the log', `syslog.appname of the log: ${first}`],
    ],
    [
      'the image',
      { kubernetes: { ...kubernetes, container_image: 'a/image:1' } },
      { DD_AGENT_DEFAULTS: 'true' },
      ['image from the image'],
    ],
  ])('%s', (_, line, environment, lines) => {
    expect(inLines(explained(JSON.stringify(line), environment).service)).toEqual(lines);
  });
});
