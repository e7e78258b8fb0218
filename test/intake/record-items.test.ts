import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { maxRecordLines } from '../../src/transform/read-record.ts';
import { accept, acceptedLogs } from '../support/datadog.ts';
import { base64, harness, request, requestId, timestamp } from './harness.ts';

const records = (...list: readonly unknown[]) => ({ requestId, timestamp, records: list });

describe('what becomes a log', () => {
  const logsOf = async (...texts: readonly (string | Uint8Array)[]) => {
    const world = harness();
    await world.handle(request(records(...texts.map((text) => ({ data: base64(text) })))));
    return acceptedLogs(world.datadog);
  };

  test('every line of an aggregated record by itself, packed or not', async () => {
    const lines = '{"log":"one"}\n\n{"log":"two"}\nthree\n';
    for (const data of [lines, gzipSync(lines), zstdCompressSync(lines)]) {
      expect((await logsOf(data)).map(({ message }) => message)).toEqual(['one', 'two', 'three']);
    }
  });

  test('one JSON document over several lines is one', async () => {
    await expect(logsOf('{\n  "message": "a"\n}\n')).resolves.toMatchObject([{ message: 'a' }]);
  });

  test('text is read as Fluent Bit writes it, and is tagged, too', async () => {
    const [log] = await logsOf('2024-03-05T08:00:00.5Z stderr F it broke');
    expect(log).toMatchObject({
      message: 'it broke',
      status: 'error',
      original_timestamp: 1_709_625_600_500,
      service: 'aws',
      ddsource: 'aws',
      ddtags: expect.stringContaining('firehose_stream:shop-logs'),
    });
  });

  test.each(['[1,2]', '"text"', '17', '{"cut":', '\ufeff{"a":1}'])('%s becomes a message', async (text) => {
    await expect(logsOf(text)).resolves.toMatchObject([{ message: text }]);
  });

  test('each byte that is no UTF-8 becomes U+FFFD, for the Logs API refuses it', async () => {
    const world = harness();
    const bytes = Buffer.from([0x61, 0xff, 0xed, 0xa0, 0x80, 0x62]);
    await world.handle(request(records({ data: base64(bytes) })));
    expect(world.datadog.accepted[0]).toContain(
      Buffer.from('a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}b').toString('latin1'),
    );
  });

  test('the events of a CloudWatch Logs message, packed or not', async () => {
    const message = JSON.stringify({
      messageType: 'DATA_MESSAGE',
      owner: '111122223333',
      logGroup: '/aws/x',
      logStream: 's',
      logEvents: [
        { id: '1', timestamp: 1_767_323_000_000, message: 'first' },
        { id: '2', timestamp: 1_767_323_000_001, message: 'second' },
      ],
    });
    for (const data of [message, gzipSync(message)]) {
      const logs = await logsOf(data);
      expect(logs).toMatchObject([
        { message: 'first', timestamp: 1_767_323_000_000, ddsource: 'cloudwatch', host: '/aws/x' },
        { message: 'second', aws: { awslogs: { logStream: 's' } } },
      ]);
      expect(logs[0]?.['ddtags']).toContain('firehose_stream:shop-logs');
    }
  });

  test('a large number keeps its digits', async () => {
    const world = harness();
    const bytes = Buffer.from('{"message":"x","id":18446744073709551615}');
    let seen = '';
    const spy = harness({
      datadog: {
        ...world.datadog,
        api(body) {
          seen = Buffer.from(body).toString();
          return Promise.resolve(accept);
        },
      },
    });
    await spy.handle(request(records({ data: base64(bytes) })));
    expect(seen).toContain('"id":18446744073709551615');
  });
});

test('a request unpacks 128 MiB at most; what is beyond is parked unread', async () => {
  const packed = zstdCompressSync(Buffer.alloc(8_000_000, 'a\n')).toString('base64');
  const world = harness();
  const answer = await world.handle(
    request(records(...Array.from({ length: 300 }, () => ({ data: packed })))),
  );
  expect(answer.response.status).toBe(200);
  expect(answer.report?.counts).toMatchObject({ unreadable: 300, parked: 300, logs: 0 });
  const codes = world.parked.flatMap(({ lines }) => lines.map((line) => line['errorCode']));
  expect(codes.filter((code) => code === 'Intake.TooManyLines')).toHaveLength(16);
  expect(codes.filter((code) => code === 'Intake.DecompressionCap')).toHaveLength(284);
});

test('200,000 logs are made of a request; the records behind them are parked as they came', async () => {
  const full = gzipSync('{}\n'.repeat(maxRecordLines)).toString('base64');
  const world = harness();
  const { report } = await world.handle(request(records({ data: full }, { data: base64('one more') })));
  expect(report?.counts).toMatchObject({ logs: maxRecordLines, delivered: maxRecordLines, parked: 1 });
  expect(world.parked.flatMap(({ lines }) => lines)).toMatchObject([
    { errorCode: 'Intake.TooManyLines', rawData: base64('one more') },
  ]);
});
