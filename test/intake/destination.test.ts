import { isUtf8 } from 'node:buffer';
import { describe, expect, test } from '@jest/globals';
import { accept, acceptedLogs, fakeDatadog, status } from '../support/datadog.ts';
import { fieldsOf, harness, request as requestWith, requestId, requestOf } from './harness.ts';

const texts = Array.from({ length: 2_500 }, (_, index) => `{"message":"m${index}"}`);

describe('a destination', () => {
  test('after three requests in a row that failed, the next are refused at once for 15 s, then one is tried', async () => {
    let isDown = true;
    const world = harness({ datadog: fakeDatadog(() => (isDown ? status(503) : accept)) });
    const send = async (id: string) => {
      const before = world.clock.now();
      const { response } = await world.handle(
        requestOf(['a'], { headers: { 'x-amz-firehose-request-id': id } }),
      );
      const message = String(JSON.parse(response.body).errorMessage ?? '');
      return { status: response.status, tookMs: world.clock.now() - before, message };
    };
    for (const id of ['1', '2', '3']) expect((await send(id)).tookMs).toBeGreaterThan(1_000);
    const calls = world.datadog.calls.length;
    expect(await send('4')).toEqual({
      status: 503,
      tookMs: 0,
      message: expect.stringContaining('not tried'),
    });
    expect(world.datadog.calls).toHaveLength(calls);
    isDown = false;
    await world.clock.sleep(15_000);
    expect((await send('4')).status).toBe(200);
    expect((await send('5')).status).toBe(200);
  });

  test('a key that is refused opens no circuit: the next request is tried, as soon as the key is good', async () => {
    let code = 403;
    const world = harness({ datadog: fakeDatadog(() => (code === 202 ? accept : status(code))) });
    for (let request = 0; request < 5; request++) await world.handle(requestOf(['a']));
    code = 202;
    expect((await world.handle(requestOf(['a']))).response.status).toBe(200);
  });

  test('one that refuses every log is not believed: 503, nothing parked', async () => {
    const world = harness({ datadog: fakeDatadog(() => status(400)) });
    const answer = await world.handle(requestOf(texts));
    expect(answer.response.status).toBe(503);
    expect(fieldsOf(answer)['errorMessage']).toMatch(
      /refuses every log \(400\), so nothing is parked; check DD_SITE/,
    );
    expect(world.parked).toEqual([]);
    expect(world.datadog.calls.length).toBeLessThan(100);
  });

  test('one that accepted a log before is believed: what it refuses is parked', async () => {
    const world = harness({
      datadog: fakeDatadog((logs) => (logs.every((log) => log.includes('good')) ? accept : status(400))),
    });
    await world.handle(
      requestOf(['{"message":"good"}'], { headers: { 'x-amz-firehose-request-id': 'first' } }),
    );
    expect((await world.handle(requestOf(texts.slice(0, 30)))).response.status).toBe(200);
    expect(world.parked.flatMap(({ lines }) => lines)).toHaveLength(30);
  });

  test('bytes that are no UTF-8 become U+FFFD, and take no other log with them', async () => {
    const strict = fakeDatadog((logs) =>
      logs.every((log) => isUtf8(Buffer.from(log, 'latin1'))) ? accept : status(400),
    );
    const world = harness({ datadog: strict });
    const bad = Buffer.from('{"message":"caf\xe9"}', 'latin1').toString('latin1');
    const data = [Buffer.from(bad, 'latin1'), Buffer.from('{"message":"good"}')];
    const records = data.map((bytes) => ({ data: bytes.toString('base64') }));
    const answer = await world.handle(requestWith({ requestId, timestamp: 1_767_323_045_599, records }));
    expect([answer.response.status, world.parked]).toEqual([200, []]);
    expect(acceptedLogs(strict).map(({ message }) => message)).toEqual(['caf\u{FFFD}', 'good']);
    expect(answer.report?.counts.repaired).toBe(1);
  });
});
