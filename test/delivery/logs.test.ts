import { describe, expect, test } from '@jest/globals';
import type { LogsResponse } from '../../src/delivery/logs-answer.ts';
import { sendLogs, type LogResult, type LogsApi } from '../../src/delivery/logs.ts';
import { fakeClock } from '../support/clock.ts';
import { accept, fakeDatadog, parseLog, status } from '../support/datadog.ts';

const log = (text: string): Buffer => Buffer.from(JSON.stringify({ message: text }));
const logs = (count: number): Buffer[] => Array.from({ length: count }, (_, index) => log(`m${index}`));

/** An API whose answers depend on the messages of a call. */
function fakeApi(answer: (messages: readonly string[], call: number) => LogsResponse) {
  const calls: string[][] = [];
  const bytes: number[] = [];
  const datadog = fakeDatadog((texts, call) => {
    calls.push(texts.map((text) => String(parseLog(text)['message'])));
    return answer(calls.at(-1)!, call);
  });
  const api: LogsApi = (body, ...rest) => {
    bytes.push(body.length);
    return datadog.api(body, ...rest);
  };
  return { api, calls, bytes };
}

const inTime = { ...fakeClock(), deadlineMs: 60_000, concurrency: 1 };
const kinds = (results: readonly LogResult[]) => results.map(({ kind }) => kind);

describe('batches', () => {
  test('hold 1000 logs at most, in order', async () => {
    const { api, calls } = fakeApi(() => accept);
    const results = await sendLogs(logs(2_500), api, inTime);
    expect(calls.map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
    expect(calls.flat()).toEqual(Array.from({ length: 2_500 }, (_, index) => `m${index}`));
    expect(new Set(kinds(results))).toEqual(new Set(['delivered']));
  });

  test('have 5,000,000 bytes at most, and are filled', async () => {
    const { api, bytes } = fakeApi(() => accept);
    await sendLogs(
      Array.from({ length: 40 }, () => log('x'.repeat(400_000))),
      api,
      inTime,
    );
    expect(Math.max(...bytes)).toBeLessThanOrEqual(5_000_000);
    expect(bytes.slice(0, -1).every((size) => size > 4_500_000)).toBe(true);
  });

  test('are counted with their brackets and commas', async () => {
    const { api, bytes } = fakeApi(() => accept);
    const log499999 = Buffer.from(JSON.stringify({ message: 'x'.repeat(499_985) }));
    expect(log499999).toHaveLength(499_999);
    // Ten of them with a comma each are 5,000,000 bytes, and there is a bracket yet.
    await sendLogs(new Array<Buffer>(10).fill(log499999), api, inTime);
    expect(bytes).toEqual([4_500_001, 500_001]);
  });

  test('hold a log of 1 MB as it is, and valid UTF-8 only', async () => {
    const { api } = fakeApi(() => accept);
    const full = Buffer.from(JSON.stringify({ message: 'x'.repeat(999_986) }));
    expect(full).toHaveLength(1_000_000);
    const results = await sendLogs([full, Buffer.from('{"message":"\xff"}', 'latin1')], api, inTime);
    expect(results).toEqual([
      { kind: 'delivered', isCut: false, isRepaired: false },
      { kind: 'delivered', isCut: false, isRepaired: true },
    ]);
  });

  test('of no logs are none', async () => {
    const { api, calls } = fakeApi(() => accept);
    await expect(sendLogs([], api, inTime)).resolves.toEqual([]);
    expect(calls).toEqual([]);
  });

  test('a log above 1 MB is cut, marked and counted', async () => {
    const { api, calls } = fakeApi(() => accept);
    const results = await sendLogs([log('a'), log('x'.repeat(1_200_000))], api, inTime);
    expect(results).toEqual([
      { kind: 'delivered', isCut: false, isRepaired: false },
      { kind: 'delivered', isCut: true, isRepaired: false },
    ]);
    expect(calls.flat()[1]).toMatch(/cut by kubehose: \d+ bytes are missing/);
    expect(Buffer.byteLength(calls.flat()[1] ?? '')).toBeLessThanOrEqual(1_000_000);
  });
});

describe('a refused batch', () => {
  test.each([400, 413])('%i is halved until the bad log stands alone', async (code) => {
    const { api, calls } = fakeApi((messages) => (messages.includes('m37') ? status(code) : accept));
    const results = await sendLogs(logs(100), api, inTime);
    expect(kinds(results).filter((kind) => kind === 'delivered')).toHaveLength(99);
    expect(results[37]).toEqual({ kind: 'rejected', reason: `Datadog answered ${code}` });
    const accepted = calls.filter((messages) => !messages.includes('m37')).flat();
    expect(new Set(accepted).size).toBe(accepted.length);
    expect(calls.length).toBeLessThan(20);
  });

  test('several bad logs are all found', async () => {
    const bad = new Set(['m0', 'm1', 'm50', 'm99']);
    const { api } = fakeApi((messages) => (messages.some((text) => bad.has(text)) ? status(400) : accept));
    const results = await sendLogs(logs(100), api, inTime);
    expect(results.flatMap(({ kind }, index) => (kind === 'rejected' ? [index] : []))).toEqual([
      0, 1, 50, 99,
    ]);
  });

  test.each([404, 301])('%i rejects no log', async (code) => {
    const { api } = fakeApi(() => status(code));
    expect(new Set(kinds(await sendLogs(logs(10), api, inTime)))).toEqual(new Set(['retryable']));
  });
});

describe('what can be tried again', () => {
  test('is, after a back-off', async () => {
    const clock = fakeClock();
    const { api } = fakeApi((_messages, call) => (call < 4 ? status(503) : accept));
    const results = await sendLogs(logs(3), api, { ...clock, deadlineMs: 60_000 });
    expect(kinds(results)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(clock.sleeps).toEqual([500, 1_000, 2_000]);
  });

  test('after Retry-After', async () => {
    const clock = fakeClock();
    const { api } = fakeApi((_messages, call) => (call === 1 ? status(429, '9') : accept));
    await sendLogs(logs(3), api, { ...clock, deadlineMs: 60_000 });
    expect(clock.sleeps).toEqual([9_000]);
  });

  test('only until the deadline, which also bounds the call', async () => {
    const clock = fakeClock(1_000);
    const timeouts: number[] = [];
    const api: LogsApi = (_body, _entries, timeoutMs) => {
      timeouts.push(timeoutMs);
      clock.advance(timeoutMs);
      return Promise.resolve({ kind: 'failed', reason: 'Datadog did not answer in time' });
    };
    const results = await sendLogs(logs(1), api, { ...clock, deadlineMs: 26_000 });
    expect(results).toEqual([{ kind: 'retryable', reason: 'Datadog did not answer in time' }]);
    expect(timeouts).toEqual([10_000, 10_000, 3_500]);
    expect(clock.now()).toBeLessThanOrEqual(26_000);
  });

  test('a batch whose turn comes too late is not sent', async () => {
    const clock = fakeClock();
    const { api, calls } = fakeApi(() => {
      clock.advance(5_000);
      return accept;
    });
    const results = await sendLogs(logs(3_000), api, { ...clock, deadlineMs: 10_000, concurrency: 1 });
    expect(calls).toHaveLength(2);
    expect(results.at(-1)).toEqual({ kind: 'retryable', reason: 'no time was left to send it' });
  });
});

describe('a refused key', () => {
  test.each([401, 403])('%i ends it at once', async (code) => {
    const { api, calls } = fakeApi((_messages, call) => (call === 2 ? status(code) : accept));
    const results = await sendLogs(logs(5_000), api, inTime);
    expect(calls).toHaveLength(2);
    expect(new Set(kinds(results.slice(0, 1_000)))).toEqual(new Set(['delivered']));
    expect(new Set(kinds(results.slice(1_000)))).toEqual(new Set(['key-refused']));
  });
});

test('calls run at the same time, as many as allowed', async () => {
  let running = 0;
  let most = 0;
  const api: LogsApi = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return accept;
  };
  await sendLogs(logs(10_000), api, { ...inTime, concurrency: 3 });
  expect(most).toBe(3);
});
