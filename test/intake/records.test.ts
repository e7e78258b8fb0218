import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { accept, acceptedLogs, fakeDatadog, status } from '../support/datadog.ts';
import { base64, harness, request, requestId, requestOf, timestamp, type HarnessOptions } from './harness.ts';

const records = (...list: readonly unknown[]) => ({ requestId, timestamp, records: list });
const envelope = (events: number) =>
  `{"messageType":"DATA_MESSAGE","logEvents":[${'1,'.repeat(events - 1)}1]}`;
const good = { data: base64('{"message":"good"}\n') };

async function handled(content: unknown, options: HarnessOptions = {}) {
  const world = harness(options);
  const answer = await world.handle(request(content));
  return { ...world, ...answer, messages: acceptedLogs(world.datadog).map(({ message }) => message) };
}

describe('records that cannot be read are parked, their siblings delivered', () => {
  test.each([
    ['bad base64', { data: '%%%' }, 'Intake.InvalidBase64', '%%%'],
    ['text in data', { data: 'día {"a":"日"}' }, 'Intake.InvalidBase64', 'día {"a":"日"}'],
    ['base64 without padding', { data: 'YQ' }, 'Intake.InvalidBase64', 'YQ'],
    ['no data', { other: 1 }, 'Intake.NoData', base64('{"other":1}')],
    ['data that is no text', { data: { a: 1 } }, 'Intake.NoData', base64('{"data":{"a":1}}')],
    ['null', null, 'Intake.NoData', base64('null')],
    [
      'damaged gzip',
      { data: gzipSync('{"a":1}').subarray(0, 12).toString('base64') },
      'Intake.DamagedCompression',
      gzipSync('{"a":1}').subarray(0, 12).toString('base64'),
    ],
    [
      'gzip that unpacks to too much',
      { data: gzipSync(Buffer.alloc(40_000_000, 0x20)).toString('base64') },
      'Intake.DecompressionCap',
      gzipSync(Buffer.alloc(40_000_000, 0x20)).toString('base64'),
    ],
    [
      'gzip of more lines than any record has',
      { data: gzipSync('{}\n'.repeat(200_001)).toString('base64') },
      'Intake.TooManyLines',
      gzipSync('{}\n'.repeat(200_001)).toString('base64'),
    ],
    [
      'plain text of more lines than any record has',
      { data: base64('a\n'.repeat(200_001)) },
      'Intake.TooManyLines',
      base64('a\n'.repeat(200_001)),
    ],
    [
      'an envelope of more events than any record has',
      { data: gzipSync(envelope(200_001)).toString('base64') },
      'Intake.TooManyLines',
      gzipSync(envelope(200_001)).toString('base64'),
    ],
  ])('%s', async (_name, record, errorCode, rawData) => {
    const { response, messages, parked, report } = await handled(records(good, record, good));
    expect(response.status).toBe(200);
    expect(messages).toEqual(['good', 'good']);
    expect(parked).toHaveLength(1);
    expect(parked[0]?.lines).toEqual([
      {
        attemptsMade: 1,
        arrivalTimestamp: timestamp,
        attemptEndingTimestamp: timestamp,
        errorCode,
        errorMessage: expect.any(String),
        rawData,
        subsequenceNumber: 0,
        dataId: `${requestId}.0`,
      },
    ]);
    expect(report?.counts).toMatchObject({ records: 3, logs: 2, unreadable: 1, delivered: 2, parked: 1 });
  });

  test('unknown extra fields do not matter', async () => {
    const { response, messages } = await handled({
      ...records({ ...good, approximateArrivalTimestamp: 5, x: [] }),
      version: 7,
    });
    expect([response.status, messages]).toEqual([200, ['good']]);
  });

  test.each(['', '\n', ' \r\n\n'])('an empty record, %j, is nothing', async (text) => {
    const { response, messages, parked, report } = await handled(records({ data: base64(text) }, good));
    expect([response.status, messages, parked]).toEqual([200, ['good'], []]);
    expect(report?.counts).toMatchObject({ records: 2, emptyRecords: 1, logs: 1 });
  });

  test('no records at all are answered 200', async () => {
    const { response, datadog } = await handled(records());
    expect([response.status, datadog.calls]).toEqual([200, []]);
  });
});

describe('large requests', () => {
  test('10,000 records', async () => {
    const list = Array.from({ length: 10_000 }, (_, index) => ({ data: base64(`{"message":"m${index}"}`) }));
    const { response, messages } = await handled(records(...list));
    expect(response.status).toBe(200);
    expect(messages).toEqual(list.map((_, index) => `m${index}`));
  });

  test('a record of 1,365,336 characters is delivered, cut to what Datadog takes', async () => {
    const data = base64(`{"message":"${'x'.repeat(1_023_986)}"}`);
    expect(data).toHaveLength(1_365_336);
    const { response, messages, report } = await handled(records({ data }, good));
    expect(response.status).toBe(200);
    expect(messages[0]).toMatch(/^x{900000,}… \[cut by kubehose: \d+ bytes are missing\]$/);
    expect(report?.counts).toMatchObject({ delivered: 2, cut: 1 });
  });

  test('logs that unpack to more than is held at once all arrive', async () => {
    const lines = Array.from(
      { length: 10_000 },
      (_, index) => `{"n":${index},"message":"${'y'.repeat(700)}"}`,
    );
    const data = gzipSync(lines.join('\n')).toString('base64');
    const { response, datadog, report } = await handled(records({ data }, { data }, { data }, { data }));
    expect(response.status).toBe(200);
    expect(report?.counts).toMatchObject({ logs: 40_000, delivered: 40_000 });
    expect(datadog.accepted).toHaveLength(40_000);
  });
});

describe('a log that Datadog refuses', () => {
  const refusing = () =>
    fakeDatadog((logs) => (logs.some((log) => log.includes('poison')) ? status(400) : accept));

  test('is parked alone, and the rest of its record delivered', async () => {
    const world = harness({ datadog: refusing() });
    const answer = await world.handle(
      requestOf(['{"message":"a"}\n{"message":"poison"}\n{"message":"b"}\n', '{"message":"c"}']),
    );
    expect(answer.response.status).toBe(200);
    expect(acceptedLogs(world.datadog).map(({ message }) => message)).toEqual(['a', 'b', 'c']);
    const [line] = world.parked[0]?.lines ?? [];
    expect(line).toMatchObject({
      errorCode: 'Intake.RefusedByDatadog',
      errorMessage: 'Datadog answered 400 to this log alone',
    });
    expect(JSON.parse(Buffer.from(String(line?.['rawData']), 'base64').toString())).toMatchObject({
      message: 'poison',
    });
  });

  test('without a place to park: not acknowledged', async () => {
    const world = harness({ datadog: refusing(), park: 'none' });
    const answer = await world.handle(requestOf(['{"message":"poison"}', '{"message":"a"}']));
    expect(answer.response.status).toBe(500);
    expect(answer.response.body).toContain('INTAKE_PARK_BUCKET');
    expect(acceptedLogs(world.datadog)).toHaveLength(1);
  });

  test('and a bucket that fails: not acknowledged; next time it is parked and nothing else is sent', async () => {
    let isDown = true;
    const kept: string[] = [];
    const park = (_name: string, lines: readonly string[]) => {
      if (isDown) return Promise.reject(new Error('AccessDenied'));
      kept.push(...lines);
      return Promise.resolve();
    };
    const world = harness({ datadog: refusing(), park });
    const content = ['{"message":"poison"}', '{"message":"a"}'];
    expect((await world.handle(requestOf(content))).response.status).toBe(503);
    expect(world.errors).toHaveLength(1);
    isDown = false;
    expect((await world.handle(requestOf(content))).response.status).toBe(200);
    expect(kept).toHaveLength(1);
    expect(acceptedLogs(world.datadog)).toHaveLength(1);
  });

  test('has a name and lines that do not depend on the order of the refusals, nor on the time of the request', async () => {
    const seen = await Promise.all(
      [true, false].map(async (firstIsSlow) => {
        const refuse = refusing();
        const api: typeof refuse.api = async (body, entries, timeoutMs) => {
          const isFirst = Buffer.from(body).includes('poison-1');
          if (isFirst === firstIsSlow) await new Promise((resolve) => setTimeout(resolve, 30));
          return refuse.api(body, entries, timeoutMs);
        };
        const world = harness({ datadog: { ...refuse, api } });
        const texts = Array.from({ length: 1_001 }, (_, index) => `{"message":"m${index}"}`);
        texts[0] = '{"message":"poison-1"}';
        texts[1_000] = '{"message":"poison-2"}';
        await world.handle(requestOf(texts));
        return world.parked.map(({ name, lines }) => [name, lines.map(({ rawData }) => rawData)]);
      }),
    );
    expect(seen[0]).toHaveLength(1);
    expect(seen[1]).toEqual(seen[0]);
  });

  test('is parked under the same name when the answer of the store got lost, although the hour is another', async () => {
    const names: string[] = [];
    const park = (name: string) => {
      names.push(name);
      return names.length === 1 ? Promise.reject(new Error('timeout')) : Promise.resolve();
    };
    const world = harness({ datadog: refusing(), park });
    const at = (hours: number) => ({
      requestId,
      timestamp: timestamp + hours * 3_600_000,
      records: [{ data: base64('{"log":"poison"}') }],
    });
    expect((await world.handle(request(at(0)))).response.status).toBe(503);
    expect((await world.handle(request(at(1)))).response.status).toBe(200);
    expect(names[1]).toBe(names[0]);
  });

  test('waits for the store no longer than the request has time', async () => {
    const times: number[] = [];
    const park = (_name: string, _lines: readonly string[], timeoutMs: number) =>
      Promise.resolve(void times.push(timeoutMs));
    for (const leftMs of [60_000, 5_000, 500])
      await harness({ datadog: refusing(), park }).handle(requestOf(['{"message":"poison"}']), leftMs);
    expect(times).toEqual([8_000, 5_000, 1_000]);
  });

  test('has a name that is the same when it is parked again', async () => {
    const names = await Promise.all(
      [1, 2].map(async () => {
        const world = harness({ datadog: refusing() });
        await world.handle(requestOf(['{"message":"poison"}']));
        return world.parked[0]?.name;
      }),
    );
    expect(names[0]).toMatch(/^2026\/01\/02\/03\/shop-logs-intake-[0-9a-f]{32}$/);
    expect(names[1]).toBe(names[0]);
  });
});
