import { describe, expect, test } from '@jest/globals';
import type { LogsResponse } from '../../src/delivery/logs-answer.ts';
import { fakeClock } from '../support/clock.ts';
import { accept, acceptedLogs, fakeDatadog, garbage, status } from '../support/datadog.ts';
import { fieldsOf, harness, requestId, requestOf } from './harness.ts';

const texts = Array.from({ length: 2_500 }, (_, index) => `{"message":"m${index}"}`);

describe('Datadog that does not accept', () => {
  test.each<[string, LogsResponse]>([
    ['500', status(500)],
    ['503', status(503)],
    ['429', status(429)],
    ['408', status(408)],
    ['a redirect', status(302)],
    ['404', status(404)],
    ['garbage', garbage()],
    ['no answer', { kind: 'failed', reason: 'Datadog did not answer in time' }],
  ])('%s: 503 within the deadline, nothing acknowledged', async (_name, response) => {
    const world = harness({ datadog: fakeDatadog(() => response) });
    const before = world.clock.now();
    const answer = await world.handle(requestOf(['a', 'b']), 60_000);
    expect(answer.response.status).toBe(503);
    expect(fieldsOf(answer)).toMatchObject({
      requestId,
      errorMessage: expect.stringContaining('did not accept all'),
    });
    expect(world.clock.now() - before).toBeLessThanOrEqual(20_000);
    expect(world.datadog.calls.length).toBeGreaterThan(2);
    expect(world.parked).toEqual([]);
  });

  test('a short outage is bridged', async () => {
    const world = harness({ datadog: fakeDatadog((_logs, call) => (call < 4 ? status(503) : accept)) });
    expect((await world.handle(requestOf(['a']))).response.status).toBe(200);
  });

  test('Retry-After is kept', async () => {
    const clock = fakeClock(1_767_323_045_599);
    const datadog = fakeDatadog((_logs, call) => (call === 1 ? status(429, '17') : accept));
    expect((await harness({ clock, datadog }).handle(requestOf(['a']))).response.status).toBe(200);
    expect(clock.sleeps).toEqual([17_000]);
  });

  test('a Retry-After beyond the deadline is not waited for', async () => {
    const clock = fakeClock(1_767_323_045_599);
    const datadog = fakeDatadog(() => status(429, '3600'));
    expect((await harness({ clock, datadog }).handle(requestOf(['a']))).response.status).toBe(503);
    expect(clock.sleeps).toEqual([]);
  });

  test.each([401, 403])('%i: one call, 503 with a sentence for the operator', async (code) => {
    const world = harness({ datadog: fakeDatadog(() => status(code)) });
    const answer = await world.handle(requestOf(texts));
    expect(answer.response.status).toBe(503);
    expect(fieldsOf(answer)['errorMessage']).toMatch(/refuses the intake's API key; put a valid key/);
    expect(world.datadog.calls.length).toBeLessThanOrEqual(4);
  });

  test('413 is split, never passed on', async () => {
    const world = harness({ datadog: fakeDatadog((logs) => (logs.length > 100 ? status(413) : accept)) });
    expect((await world.handle(requestOf(texts))).response.status).toBe(200);
    expect(acceptedLogs(world.datadog)).toHaveLength(2_500);
  });

  test('a deadline that is over: 503, nothing sent', async () => {
    const world = harness();
    expect((await world.handle(requestOf(['a']), 0)).response.status).toBe(503);
    expect(world.datadog.calls).toEqual([]);
  });
});

describe('a request that Firehose sends again', () => {
  /** The second of three batches fails for good. */
  const failingSecond = () =>
    fakeDatadog((logs, call) =>
      call < 10 && logs.some((log) => log.includes('"m1500"')) ? status(503) : accept,
    );

  test('sends only what Datadog has not accepted yet', async () => {
    const world = harness({ datadog: failingSecond() });
    expect((await world.handle(requestOf(texts), 5_000)).response.status).toBe(503);
    expect(acceptedLogs(world.datadog)).toHaveLength(1_500);
    for (let again = 0; again < 10; again++) await world.handle(requestOf(texts), 5_000);
    const answer = await world.handle(requestOf(texts), 5_000);
    expect(answer.response.status).toBe(200);
    const messages = acceptedLogs(world.datadog).map(({ message }) => message);
    expect(messages).toHaveLength(2_500);
    expect(new Set(messages).size).toBe(2_500);
  });

  test('after a 200 is answered 200 again, and nothing is sent', async () => {
    const world = harness();
    await world.handle(requestOf(texts));
    const calls = world.datadog.calls.length;
    const answer = await world.handle(requestOf(texts));
    expect(answer.response.status).toBe(200);
    expect(answer.report?.isRepeated).toBe(true);
    expect(world.datadog.calls).toHaveLength(calls);
  });

  test('while the first is under way waits for it', async () => {
    const world = harness();
    const answers = await Promise.all([1, 2, 3].map(() => world.handle(requestOf(texts))));
    expect(answers.map(({ response }) => response.status)).toEqual([200, 200, 200]);
    expect(acceptedLogs(world.datadog)).toHaveLength(2_500);
  });

  test('with the same id and another content is sent as a whole', async () => {
    const world = harness();
    await world.handle(requestOf(['{"message":"a"}', '{"message":"b"}']));
    await world.handle(requestOf(['{"message":"a"}', '{"message":"c"}']));
    expect(acceptedLogs(world.datadog).map(({ message }) => message)).toEqual(['a', 'b', 'a', 'c']);
  });

  test('with the same content and another id is sent: it may be another batch', async () => {
    const world = harness();
    await world.handle(requestOf(['{"message":"a"}']));
    await world.handle(requestOf(['{"message":"a"}'], { headers: { 'x-amz-firehose-request-id': 'other' } }));
    expect(acceptedLogs(world.datadog)).toHaveLength(2);
  });
});

describe('many requests at once', () => {
  test('only so many bodies are read at the same time', async () => {
    let held = 0;
    let most = 0;
    const datadog = fakeDatadog();
    const world = harness({
      limits: { requestsAtOnce: 3, maxWaiting: 100 },
      datadog: {
        ...datadog,
        async api(body, entries, timeoutMs) {
          await new Promise((resolve) => setImmediate(resolve));
          held -= 1;
          return datadog.api(body, entries, timeoutMs);
        },
      },
    });
    const body = (text: string) => () => {
      held += 1;
      most = Math.max(most, held);
      const bytes = Buffer.from(
        JSON.stringify({ records: [{ data: Buffer.from(text).toString('base64') }] }),
      );
      return Promise.resolve({ kind: 'body' as const, bytes });
    };
    const requests = Array.from({ length: 40 }, (_, index) =>
      requestOf([], { headers: { 'x-amz-firehose-request-id': `r${index}` }, body: body(`t${index}`) }),
    );
    const answers = await Promise.all(requests.map((each) => world.handle(each)));
    expect(answers.every(({ response }) => response.status === 200)).toBe(true);
    expect(most).toBe(3);
  });

  test('beyond those that may wait: 503', async () => {
    const world = harness({ limits: { requestsAtOnce: 1, maxWaiting: 1 } });
    const requests = [1, 2, 3].map((id) =>
      world.handle(requestOf(['a'], { headers: { 'x-amz-firehose-request-id': `r${id}` } })),
    );
    const statuses = (await Promise.all(requests)).map(({ response }) => response.status);
    expect(statuses).toEqual([200, 200, 503]);
  });

  test('a request that fails gives its turn back', async () => {
    const world = harness({ limits: { requestsAtOnce: 1, maxWaiting: 0 } });
    const body = () => Promise.reject(new Error('the socket is gone'));
    for (let time = 0; time < 3; time++) {
      const answer = await world.handle(requestOf([], { body }));
      expect(answer.response.status).toBe(500);
      expect(answer.response.body).not.toContain('socket');
    }
    expect((await world.handle(requestOf(['a']))).response.status).toBe(200);
  });
});
