import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createLogReader, type RecordLogs } from '../../src/logs/record-logs.ts';
import { maxRecordLines } from '../../src/transform/read-record.ts';
import { arrivalTimeMs, criTime, kubernetes, streamArn } from '../support/transformed.ts';

type Log = Readonly<Record<string, unknown>>;

const reader = createLogReader(parseTransformConfig({}));

function read(data: string | Buffer): RecordLogs {
  const bytes = Buffer.from(data);
  return reader.read({ bytes, end: bytes.length, arrivalTimeMs, streamArn });
}

function logsOf(data: string | Buffer): Log[] {
  const found = read(data);
  if (found.kind !== 'logs') throw new Error(found.reason);
  const logs = Array.from(found.logs, ({ log }) => JSON.parse(log.toString()) as Log);
  expect(logs).toHaveLength(found.count);
  return logs;
}

const envelope = {
  messageType: 'DATA_MESSAGE',
  owner: '111122223333',
  logGroup: '/prod/payments',
  logStream: 's',
  logEvents: [
    { id: '1', timestamp: arrivalTimeMs, message: 'a' },
    { id: '2', timestamp: arrivalTimeMs, message: 'b' },
  ],
};

const reversed = Object.fromEntries(Object.entries(envelope).toReversed());

describe('text', () => {
  test.each([
    ['without a prefix', 'plain text', { message: 'plain text', timestamp: arrivalTimeMs }],
    ['indented', '\tat a.b(C.java:1)\r\n', { message: '\tat a.b(C.java:1)' }],
    [
      'with the prefix of the runtime',
      `${criTime} stderr F boom`,
      { message: 'boom', status: 'error', stream: 'stderr', timestamp: 1_674_838_423_110 },
    ],
    ['that is cut off JSON', '{"a":1,"b', { message: '{"a":1,"b' }],
    ['that is a JSON value of another kind', '[1, 2]', { message: '[1, 2]' }],
  ])('%s becomes the message of a log', (_, text, expected) => {
    for (const data of [text, gzipSync(text), `${text}\n\n${text}\n`])
      for (const log of logsOf(data)) expect(log).toMatchObject(expected);
  });
});

describe('a message of CloudWatch Logs', () => {
  test.each([
    ['alone', JSON.stringify(envelope), 2],
    ['packed', gzipSync(JSON.stringify(envelope)), 2],
    ['with other lines', `${JSON.stringify(envelope)}\n{"log":"x"}\n`, 3],
    ['with its members in another order', JSON.stringify(reversed), 2],
  ])('is taken apart, %s', (_, data, count) => {
    const logs = logsOf(data);
    expect(logs).toHaveLength(count);
    expect(logs.slice(0, 2)).toMatchObject([
      { id: '1', message: 'a', host: '/prod/payments', ddsource: 'cloudwatch' },
      { id: '2', message: 'b', aws: { awslogs: { logStream: 's' } } },
    ]);
  });

  test.each([
    ['a map of a pod', { kubernetes }],
    ['the prefix of the runtime', { log: '2026-11-28T10:00:00.123Z stdout F hello' }],
    ['tags', { ddtags: 'kube_namespace:shop' }],
    ['a namespace', { kubernetes_namespace: { name: 'shop' } }],
  ])('is a log like any other where %s stands beside it, for a pod can write anything', (_, beside) => {
    for (const log of [
      { ...envelope, ...beside },
      { ...beside, ...envelope },
    ]) {
      const line = JSON.stringify(log);
      for (const data of [line, `${line}\nplain text`, zstdCompressSync(line)]) {
        const [first, ...rest] = logsOf(data);
        expect(rest.length).toBeLessThanOrEqual(1);
        expect(first).toMatchObject({ logGroup: '/prod/payments', logEvents: envelope.logEvents });
        expect(first).not.toHaveProperty('aws');
        expect(first).not.toHaveProperty('host');
      }
    }
  });

  test('without events, or of another type, is one log', () => {
    expect(logsOf(JSON.stringify({ ...envelope, logEvents: [] }))).toHaveLength(1);
    expect(logsOf(JSON.stringify({ ...envelope, messageType: 'CONTROL_MESSAGE' }))).toHaveLength(1);
  });
});

describe('work is bounded by what comes out', () => {
  test.each([
    ['lines of text', 'a\n'.repeat(maxRecordLines), 'a\n'],
    ['objects', '{}\n'.repeat(maxRecordLines), '{}'],
    ['lines and an envelope', `{"messageType":1}\n${'a\n'.repeat(maxRecordLines - 1)}`, 'a\n'],
  ])('a record of too many %s is none', (_, most, more) => {
    expect(read(gzipSync(most))).toMatchObject({ kind: 'logs', count: maxRecordLines });
    expect(read(gzipSync(most + more))).toEqual({ kind: 'unreadable', reason: 'too_many_lines' });
  });

  test('a message of too many events is none', () => {
    const events = (count: number) =>
      `{"messageType":"DATA_MESSAGE","logEvents":[${'1,'.repeat(count - 1)}1]}`;
    expect(read(events(maxRecordLines))).toMatchObject({ count: maxRecordLines });
    expect(read(events(maxRecordLines + 1))).toEqual({ kind: 'unreadable', reason: 'too_many_lines' });
    const half = events(maxRecordLines / 2 + 1);
    expect(read(`${half}\n${half}`)).toEqual({ kind: 'unreadable', reason: 'too_many_lines' });
  });

  test('a log is made when it is asked for', () => {
    const bytes = Buffer.from('{"log":"a"}\n'.repeat(3));
    const found = reader.read({ bytes, end: bytes.length, arrivalTimeMs, streamArn });
    if (found.kind !== 'logs') throw new Error(found.reason);
    const messages: unknown[] = [];
    for (const { log } of found.logs) {
      messages.push(JSON.parse(log.toString()).message);
      // Seen only by logs that are made after this.
      bytes.write('b', bytes.lastIndexOf('a'));
    }
    expect(messages).toEqual(['a', 'a', 'b']);
  });
});

test.each([
  ['nothing', '', 'no_data'],
  ['white space', ' \n\t\n', 'no_data'],
  ['packed white space', gzipSync(' \n \n'), 'no_data'],
  ['damaged gzip', gzipSync('{"a":1}').subarray(0, -4), 'damaged_compression'],
])('%s is no log', (_, data, reason) => {
  expect(read(data)).toEqual({ kind: 'unreadable', reason });
});

test('streams keep their tags apart', () => {
  const other = streamArn.replace('eu-west-1', 'us-east-1');
  const bytes = Buffer.from(JSON.stringify({ log: 'x', kubernetes }));
  for (const arn of [streamArn, other, undefined, streamArn, other]) {
    const found = reader.read({ bytes, end: bytes.length, arrivalTimeMs, streamArn: arn });
    const [first] = found.kind === 'logs' ? found.logs : [];
    const tags = String(JSON.parse(String(first?.log)).ddtags).split(',');
    expect(tags.includes('region:eu-west-1')).toBe(arn === streamArn);
    expect(tags.includes('region:us-east-1')).toBe(arn === other);
  }
});
