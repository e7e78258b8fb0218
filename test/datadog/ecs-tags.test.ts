import { describe, expect, test } from '@jest/globals';
import { tagsOfEcs } from '../../src/datadog/ecs-tags.ts';
import { readEcsMetadata } from '../../src/fluent-bit/ecs.ts';

const httpbin = {
  container_id: '4bc3dc769980270dda04757ebc869de0-1234567890',
  container_name: 'httpbin',
  ecs_cluster: 'shop',
  ecs_task_arn: 'arn:aws:ecs:eu-west-1:111122223333:task/shop/9355824e63ee43d49dfbd3b33edeed7e',
  ecs_task_definition: 'httpbin-fargate:10',
  source: 'stderr',
};

const read = (record: Readonly<Record<string, unknown>>) => readEcsMetadata((name) => record[name]);

describe('a record of FireLens', () => {
  test('its tags', () => {
    expect(tagsOfEcs(read(httpbin)!)).toEqual([
      `container_id:${httpbin.container_id}`,
      'container_name:httpbin',
      'ecs_container_name:httpbin',
      'ecs_cluster_name:shop',
      `task_arn:${httpbin.ecs_task_arn}`,
      'task_family:httpbin-fargate',
      'task_name:httpbin-fargate',
      'task_version:10',
    ]);
  });

  test.each([
    ['stderr', 'stderr'],
    ['stdout', 'stdout'],
    ['api', undefined],
    [7, undefined],
  ])('source %j', (source, stream) => expect(read({ ...httpbin, source })?.stream).toBe(stream));

  test.each([
    [{ ecs_task_definition: 'family' }, ['task_family:family', 'task_name:family']],
    [
      { ecs_task_definition: 'f:1', ecs_cluster: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop' },
      ['ecs_cluster_name:shop', 'task_family:f', 'task_name:f', 'task_version:1'],
    ],
    [
      // On EC2: Docker's name of the container. Source: aws/aws-for-fluent-bit#29.
      { ecs_task_definition: 'chat-app:39', container_name: '/ecs-chat-app-39-web-api-d0c89395d3efaac05200' },
      [
        'container_name:ecs-chat-app-39-web-api-d0c89395d3efaac05200',
        'ecs_container_name:web-api',
        'task_family:chat-app',
        'task_name:chat-app',
        'task_version:39',
      ],
    ],
    [
      { ecs_task_definition: 'f:1', container_name: '/ecs-g-1-web-d0c89395d3efaac05200' },
      [
        'container_name:ecs-g-1-web-d0c89395d3efaac05200',
        'ecs_container_name:ecs-g-1-web-d0c89395d3efaac05200',
        'task_family:f',
        'task_name:f',
        'task_version:1',
      ],
    ],
  ])('%j', (record, tags) => expect(tagsOfEcs(read(record)!)).toEqual(tags));
});

test.each<[Readonly<Record<string, unknown>>]>([
  [{}],
  [{ container_id: 'x', container_name: 'y', source: 'stdout' }],
  [{ ecs_cluster: 'shop' }],
  [{ ecs_task_arn: 'mine' }],
  [{ ecs_task_arn: 7, ecs_task_definition: {} }],
])('%j is no record of FireLens', (record) => expect(read(record)).toBeUndefined());
