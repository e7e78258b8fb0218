import { describe, expect, test } from '@jest/globals';
import {
  maxRefusedAtStart,
  Refusals,
  refusesEverythingReason,
  sendBatch,
  sendLogs,
} from '../../src/delivery/logs.ts';
import { fakeClock } from '../support/clock.ts';
import { accept, fakeDatadog, status } from '../support/datadog.ts';

const logs = (count: number) =>
  Array.from({ length: count }, (_, index) => Buffer.from(`{"message":"m${index}"}`));
const inTime = { ...fakeClock(), deadlineMs: 60_000, concurrency: 1 };
const notBelieved = { kind: 'retryable', reason: refusesEverythingReason };
const refused = { kind: 'rejected', reason: 'Datadog answered 400' };

describe.each([
  ['sendLogs', sendLogs],
  ['sendBatch', sendBatch],
])('%s to a destination that refuses', (_name, send) => {
  test('everything from the start: it is not believed, and soon nothing is sent', async () => {
    const datadog = fakeDatadog(() => status(400));
    const refusals = new Refusals();
    const results = await send(logs(1_000), datadog.api, { ...inTime, refusals });
    expect(results).toEqual(Array.from({ length: 1_000 }, () => notBelieved));
    expect(datadog.calls.filter((entries) => entries === 1)).toHaveLength(maxRefusedAtStart);
    expect(notBelieved.reason).toContain('DD_SITE');
    const { length } = datadog.calls;
    await expect(send(logs(1), datadog.api, { ...inTime, refusals })).resolves.toEqual([notBelieved]);
    expect(datadog.calls).toHaveLength(length);
  });

  test.each([
    ['fewer logs than that', maxRefusedAtStart - 1, new Refusals(), false],
    ['as many, after it has accepted others', maxRefusedAtStart, new Refusals(true), true],
  ])('%s: they are bad', async (_what, count, refusals, hasAccepted) => {
    const { api } = fakeDatadog(() => status(400));
    const results = await send(logs(count), api, { ...inTime, refusals });
    expect(results).toEqual(Array.from({ length: count }, () => refused));
    expect(refusals.hasAccepted).toBe(hasAccepted);
  });

  test('all but one log: the others are bad', async () => {
    const { api } = fakeDatadog((texts) => (texts.join() === '{"message":"m0"}' ? accept : status(400)));
    const refusals = new Refusals();
    const results = await send(logs(100), api, { ...inTime, refusals });
    expect(results[0]).toEqual({ kind: 'delivered', isCut: false, isRepaired: false });
    expect(results.slice(1)).toEqual(Array.from({ length: 99 }, () => refused));
    expect(refusals.hasAccepted).toBe(true);
  });

  test('everything but a log that it has no time for: that one keeps its own reason', async () => {
    const { api } = fakeDatadog((texts) =>
      texts.join() === '{"message":"m0"}' ? status(503, '3600') : status(400),
    );
    const results = await send(logs(maxRefusedAtStart + 1), api, { ...inTime, refusals: new Refusals() });
    expect(results[0]).toEqual({ kind: 'retryable', reason: expect.stringContaining('503') });
    expect(results.slice(1)).toEqual(Array.from({ length: maxRefusedAtStart }, () => notBelieved));
  });

  test('for a time, with something else: that is no refusal of a log', async () => {
    const refusals = new Refusals();
    for (let call = 0; call <= maxRefusedAtStart; call++)
      await send(logs(1), fakeDatadog(() => status(503)).api, { ...inTime, refusals });
    expect(refusals.isEverything).toBe(false);
  });
});

test('sendBatch of no logs makes no call', async () => {
  const datadog = fakeDatadog();
  await expect(sendBatch([], datadog.api, inTime)).resolves.toEqual([]);
  expect(datadog.calls).toEqual([]);
});
