import { expect, test } from '@jest/globals';
import { createLogRing } from '../../../src/local/console/log-ring.ts';

const limits = { maxLogs: 3, maxBytes: 1_000, maxTextBytes: 100 };
const log = (text: string, record = 0) =>
  ({
    record,
    atMs: 1_767_323_045_000,
    fate: 'under way',
    before: undefined,
    after: Buffer.from(text),
    code: undefined,
  }) as const;
const json = (message: string) => JSON.stringify({ message, status: 'warn' });

test('the last logs are kept, with ids that count up', () => {
  const ring = createLogRing(limits);
  for (const name of ['a', 'b', 'c', 'd']) ring.add(log(json(name)));
  expect(ring.after(0, 10).map(({ id, text }) => [id, text])).toEqual([
    [2, 'b'],
    [3, 'c'],
    [4, 'd'],
  ]);
  expect(ring.before(4, 1).map(({ text }) => text)).toEqual(['c']);
  expect(ring.before(3, 10).map(({ text }) => text)).toEqual(['b']);
  expect(ring.before(2, 10)).toEqual([]);
  expect(ring.after(3, 10).map(({ text }) => text)).toEqual(['d']);
  expect(ring.after(0, 1).map(({ text }) => text)).toEqual(['d']);
  expect(ring.detail(1)).toBeUndefined();
  expect(ring.detail(4)).toMatchObject({ id: 4, after: json('d'), before: undefined });
});

test('bytes are bounded, too, and so is each text', () => {
  const ring = createLogRing({ ...limits, maxLogs: 1_000 });
  for (let count = 0; count < 50; count += 1) ring.add(log('x'.repeat(5_000)));
  expect(ring.after(0, 1_000)).toHaveLength(10);
  expect(ring.detail(50)?.after).toHaveLength(100);
});

test('a text is a copy: the record that it is a part of can go', () => {
  const record = Buffer.from(json('first'));
  const ring = createLogRing(limits);
  ring.add({ ...log(''), after: record.subarray(0) });
  record.fill(0);
  expect(ring.detail(1)?.after).toBe(json('first'));
});

test('fates follow records, and only those that are kept', () => {
  const ring = createLogRing(limits);
  ring.add(log(json('a'), 7));
  ring.add(log(json('b'), 7));
  ring.add(log(json('c'), 8));
  expect(ring.after(0, 10).map(({ fate }) => fate)).toEqual(['under way', 'under way', 'under way']);
  ring.settle(7, 'in S3', 'HttpEndpoint.X');
  ring.settle(99, 'at Datadog', undefined);
  expect(ring.after(0, 10).map(({ fate }) => fate)).toEqual(['in S3', 'in S3', 'under way']);
  expect(ring.detail(1)).toMatchObject({ code: 'HttpEndpoint.X' });
});

test('a row says what Datadog reads', () => {
  const ring = createLogRing(limits);
  ring.add(
    log('{"message":"m","level":"error","service":"s","ddtags":"kube_namespace:n,kube_deployment:d"}'),
  );
  expect(ring.after(0, 1)[0]).toMatchObject({
    text: 'm',
    status: 'error',
    service: 's',
    pod: 'n/d',
    tags: 2,
  });
});
