import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { sourceRecords } from '../../../src/replay/read/records.ts';
import { failedRecord } from '../model/backup.ts';
import { memoryStore, type Bucket } from '../model/memory-store.ts';
import { nowMs, logs as reader } from '../model/job.ts';

interface Read {
  readonly logNumber: number;
  readonly logs: readonly string[] | string;
}

async function read(bytes: Buffer | string, raw = false): Promise<Read[]> {
  const bucket: Bucket = new Map([['errors/1', { bytes: Buffer.from(bytes), lastModifiedMs: nowMs }]]);
  const store = memoryStore(bucket, { now: () => nowMs, chunkBytes: 70_000 });
  const object = (await store.find('errors/1'))!;
  const found: Read[] = [];
  for await (const records of sourceRecords(object, { store, logs: reader, raw })) {
    for (const { firstLogNumber, content } of records) {
      const logs =
        content.kind === 'logs' ? Array.from(content.logs, ({ log }) => log.toString()) : content.reason;
      found.push({ logNumber: firstLogNumber, logs });
    }
  }
  return found;
}

const messagesOf = (found: readonly Read[]) =>
  found.map(({ logs }) => (typeof logs === 'string' ? logs : logs.map((log) => JSON.parse(log).message)));

describe('failed records', () => {
  test('logs are numbered through the object, and what has none counts as one', async () => {
    const lines = [
      failedRecord(Buffer.from('{"a":1}\n{"a":2}\n')),
      'damaged',
      failedRecord(Buffer.from('{"a":3}')),
      '{"x":1}',
    ];
    expect(
      (await read(lines.join('\n'))).map(({ logNumber, logs }) => [
        logNumber,
        logs.length > 2 ? logs : logs.length,
      ]),
    ).toEqual([
      [0, 2],
      [2, 'damaged_line'],
      [3, 1],
      [4, 'not_a_failed_record'],
    ]);
  });

  test('text becomes the message of a log, byte for byte', async () => {
    const text = Buffer.from('one "quoted" \\ \xff\ttab\r\ntwo\n', 'latin1');
    const [record] = await read(failedRecord(text));
    expect(record?.logs).toHaveLength(2);
    const bucket = Buffer.from(String(record?.logs[0]));
    expect(bucket.toString()).toContain('\ufffd');
    expect(JSON.parse(String(record?.logs[0])).message).toBe('one "quoted" \\ \ufffd\ttab');
    expect(JSON.parse(String(record?.logs[1]))).toMatchObject({
      message: 'two',
      timestamp: nowMs - 3_600_000,
    });
  });

  test('a JSON document over several lines is one log', async () => {
    expect(messagesOf(await read(failedRecord(Buffer.from('{\n "message": "a"\n}\n'))))).toEqual([['a']]);
  });

  test('a subscription message of CloudWatch Logs is taken apart, as the Firehose intake does it', async () => {
    const message = {
      messageType: 'DATA_MESSAGE',
      owner: '111122223333',
      logGroup: '/aws/lambda/f',
      logStream: 's',
      subscriptionFilters: ['x'],
      logEvents: [
        { id: '1', timestamp: nowMs, message: 'a' },
        { id: '2', timestamp: nowMs, message: 'b' },
      ],
    };
    for (const bytes of [Buffer.from(JSON.stringify(message)), gzipSync(JSON.stringify(message))]) {
      const [record] = await read(failedRecord(bytes));
      expect(record?.logs).toHaveLength(2);
      expect(JSON.parse(String(record?.logs[0]))).toMatchObject({
        id: '1',
        timestamp: nowMs,
        message: 'a',
        host: '/aws/lambda/f',
        aws: { awslogs: { logGroup: '/aws/lambda/f', logStream: 's', owner: '111122223333' } },
      });
    }
  });

  test('packed data that is damaged is told', async () => {
    const packed = gzipSync('{"a":1}');
    expect(await read(failedRecord(packed.subarray(0, -4)))).toEqual([
      { logNumber: 0, logs: 'damaged_compression' },
    ]);
  });

  test('a line of 1.4 MB', async () => {
    const data = Buffer.from(`{"message":"${'x'.repeat(1_023_900)}"}\n`);
    const line = failedRecord(data);
    expect(line.length).toBeGreaterThan(1_365_000);
    const [record] = await read(`${line}\n`);
    expect(String(record?.logs[0]).length).toBeGreaterThan(1_023_900);
  });

  test('a line that was parked because it was damaged is read again where it can be by now', async () => {
    const line = failedRecord(Buffer.from('{"message":"a"}'));
    const parked = (bytes: string) =>
      JSON.stringify({
        errorCode: 'unknown',
        rawLine: Buffer.from(bytes).toString('base64'),
        parkedReason: 'damaged_line',
      });
    expect(messagesOf(await read(`${parked(line)}\n${parked('{"raw')}\n${parked(parked(line))}`))).toEqual([
      ['a'],
      'damaged_line',
      'damaged_line',
    ]);
  });
});

describe('objects that hold the records themselves (--raw)', () => {
  test.each([
    ['lines', '{"message":"a"}\n{"message":"b"}\n', [['a'], ['b']]],
    ['without a delimiter', '{"message":"a"}{"message":"b"} {"message":"c"}\n', [['a'], ['b'], ['c']]],
    ['text', 'one\ntwo', [['one'], ['two']]],
    ['text after an object', '{"message":"a"}text\n', [['{"message":"a"}text']]],
  ])('%s', async (_, text, expected) => {
    expect(messagesOf(await read(text, true))).toEqual(expected);
  });

  test('records that Fluent Bit has packed, one behind the other', async () => {
    const packed = ['a', 'b'].map((message) => gzipSync(`{"message":"${message}"}\n`));
    expect(messagesOf(await read(Buffer.concat(packed), true))).toEqual([['a'], ['b']]);
  });

  test('the same in an object that Firehose has packed once more', async () => {
    const packed = ['a', 'b'].map((message) => gzipSync(`{"message":"${message}\\n"}\n`.repeat(50)));
    const found = await read(gzipSync(Buffer.concat(packed)), true);
    expect(messagesOf(found).flat()).toEqual([
      ...Array.from({ length: 50 }, () => 'a\n'),
      ...Array.from({ length: 50 }, () => 'b\n'),
    ]);
  });

  test('without --raw they are left alone', async () => {
    await expect(read('{"message":"a"}\n')).rejects.toThrow(/errors\/1 is left as it is/);
  });
});
