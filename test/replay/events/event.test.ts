import { describe, expect, test } from '@jest/globals';
import { readReplayEvent } from '../../../src/replay/events/event.ts';

const place = { bucket: 'backup', prefix: 'errors/' };
const nowMs = Date.UTC(2026, 10, 21, 12);
const read = (event: unknown) => readReplayEvent(event, place, nowMs);

describe('direct invocation', () => {
  test('takes everything under the configured prefix by default', () => {
    expect(read({})).toMatchObject({ kind: 'direct', prefix: 'errors/', dryRun: false });
  });

  test('takes a narrower prefix, a span of time, codes and tags', () => {
    const event = {
      prefix: 'errors/http-endpoint-failed/',
      since: '2026-11-20T00:00:00Z',
      until: '2h',
      errorCodes: ['HttpEndpoint.*'],
      tags: ['kube_namespace:shop'],
      dryRun: true,
    };
    expect(read(event)).toEqual({
      kind: 'direct',
      prefix: 'errors/http-endpoint-failed/',
      dryRun: true,
      filter: {
        sinceMs: Date.UTC(2026, 10, 20),
        untilMs: nowMs - 7_200_000,
        errorCodes: ['HttpEndpoint.*'],
        tags: ['kube_namespace:shop'],
      },
    });
  });

  test.each([
    [{ prefix: 'other/' }, /prefix must begin with "errors\/"/],
    [{ prefix: 'errors/../other' }, undefined],
    [{ prefix: 5 }, /prefix must begin/],
    [{ since: 'yesterday' }, /since must be how long ago/],
    [{ errorCodes: 'Lambda.*' }, /errorCodes must be an array of strings/],
    [{ bucket: 'other' }, /member "bucket", which is not known/],
    [{ detail: {} }, /member "detail"/],
    [{ since: '1h', until: '2h' }, /since must be before until/],
    [{ dryRun: 'true' }, /dryRun must be true or false, without quotes/],
    [{ dryrun: true }, /the event has a member "dryrun"/],
  ])('%j', (event, sentence) => {
    if (sentence === undefined) expect(() => read(event)).not.toThrow();
    else expect(() => read(event)).toThrow(sentence);
  });
});

describe('SQS', () => {
  const s3 = (key: string, bucket = 'backup') => ({ s3: { bucket: { name: bucket }, object: { key } } });
  const items = (...bodies: unknown[]) => {
    const event = read({
      Records: bodies.map((body, index) => ({
        messageId: `m${index}`,
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })),
    });
    if (event.kind !== 'sqs') throw new Error(event.kind);
    return event.items;
  };

  test('keys of S3 notifications are URL-decoded', () => {
    expect(items({ Records: [s3('errors/a%3D1/b+c%2Bd/%E6%97%A5')] })[0]?.keys).toEqual([
      'errors/a=1/b c+d/日',
    ]);
  });

  test('a notification by EventBridge has a plain key', () => {
    const detail = { bucket: { name: 'backup' }, object: { key: 'errors/a b+%2B' } };
    expect(items({ 'detail-type': 'Object Created', detail })[0]?.keys).toEqual(['errors/a b+%2B']);
  });

  test('one that SNS has wrapped', () => {
    expect(
      items({ Type: 'Notification', Message: JSON.stringify({ Records: [s3('errors/a')] }) })[0]?.keys,
    ).toEqual(['errors/a']);
  });

  test('several objects in one message', () => {
    expect(items({ Records: [s3('errors/a'), s3('errors/b')] })[0]?.keys).toEqual(['errors/a', 'errors/b']);
  });

  test("S3's test event is acknowledged", () => {
    expect(items({ Service: 'Amazon S3', Event: 's3:TestEvent' })).toEqual([{ id: 'm0', keys: [] }]);
  });

  test('what is not understood is not acknowledged, and holds up no other message', () => {
    const odd = [
      '',
      'text',
      'null',
      '[]',
      { Records: [{}] },
      { Records: [s3('errors/%E6%97')] },
      { hello: 1 },
    ];
    expect(items(...odd, { Records: [s3('errors/a')] })).toEqual([
      ...odd.map((_, index) => ({
        id: `m${index}`,
        keys: [],
        problem: expect.stringContaining('no notification'),
      })),
      { id: `m${odd.length}`, keys: ['errors/a'] },
    ]);
  });

  test('another bucket is refused', () => {
    expect(items({ Records: [s3('errors/a', 'other')] })[0]?.problem).toMatch(/another bucket/);
  });
});

test('a batch of a Distributed Map: keys are plain', () => {
  const event = read({
    BatchInput: { options: { since: '2h', dryRun: true, bucket: 'backup' } },
    Items: [
      { Etag: '"e"', Key: 'errors/a%3D+b', LastModified: 1, Size: 5, StorageClass: 'STANDARD' },
      { Etag: 'x' },
    ],
  });
  expect(event).toMatchObject({
    kind: 'map',
    dryRun: true,
    filter: { sinceMs: nowMs - 7_200_000 },
    items: [
      { id: '0', keys: ['errors/a%3D+b'] },
      { id: '1', keys: [], problem: 'the item has no Key' },
    ],
  });
  expect(read({ BatchInput: { options: { bucket: 'other' } }, Items: [{ Key: 'errors/a' }] })).toMatchObject({
    items: [{ problem: 'the item is of another bucket' }],
  });
});

test.each([
  [{ mode: 'dry-run' }, /BatchInput.options has a member "mode", which is not known; known are .*dryRun/],
  [{ dryRun: 1 }, /dryRun must be true or false/],
  [{ since: 'yesterday' }, /since must be/],
])('what is misspelt in BatchInput is refused, not passed over: %j', (options, sentence) => {
  expect(() => read({ BatchInput: { options }, Items: [{ Key: 'errors/a' }] })).toThrow(sentence);
});

test.each([undefined, {}, { dryRun: true }, { options: 'all' }, { 'options.$': '$.options' }])(
  'options that did not arrive are never taken for all: BatchInput %j',
  (BatchInput) => {
    expect(() => read({ BatchInput, Items: [{ Key: 'errors/a' }] })).toThrow(/^BatchInput/);
  },
);

test('a prefix in BatchInput narrows the one that is configured', () => {
  const Items = [{ Key: 'errors/a/1' }, { Key: 'errors/b/2' }];
  expect(read({ BatchInput: { options: { prefix: 'errors/a/' } }, Items })).toMatchObject({
    items: [{ keys: ['errors/a/1'] }, { keys: [], problem: expect.stringContaining('outside') }],
  });
});

test.each([
  ['1.0', { s3BucketArn: 'arn:aws:s3:::backup' }, { s3BucketArn: 'arn:aws:s3:::other' }],
  ['2.0', { s3Bucket: 'backup' }, { s3Bucket: 'other' }],
])('S3 Batch Operations, version %s', (version, bucket, other) => {
  const event = read({
    invocationSchemaVersion: version,
    invocationId: 'i',
    job: { id: 'j', userArguments: {} },
    tasks: [
      { taskId: 't1', s3Key: 'errors/a%3D1/b+c', s3VersionId: '1', ...bucket },
      { taskId: 't2', s3Key: 'errors/b', ...other },
      { taskId: 't3', ...bucket },
    ],
  });
  expect(event).toEqual({
    kind: 's3-batch',
    schemaVersion: version,
    invocationId: 'i',
    items: [
      { id: 't1', keys: ['errors/a=1/b c'] },
      { id: 't2', keys: [], problem: 'the task is of another bucket' },
      { id: 't3', keys: [], problem: 'the task has no key that can be read' },
    ],
  });
});
