import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { compress } from 'snappyjs';
import { ByteWriter } from '../../src/codec/byte-writer.ts';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { noLines } from '../../src/transform/outcome.ts';
import { maxRecordLines } from '../../src/transform/read-record.ts';
import { createRecordTransform, type RecordInput, type RecordOutput } from '../../src/transform/record.ts';
import { maxUnpackedBytes } from '../../src/transform/unpack-record.ts';
import { createTransform } from '../../src/transform/transform.ts';
import {
  arrivalTimeMs,
  enriched,
  kubernetes,
  streamArn,
  textOf,
  transformed,
  type Environment,
} from '../support/transformed.ts';
import { cri, processingOf } from './process/events.ts';

const one = `${JSON.stringify({ log: 'x', kubernetes })}\n`;

describe('records', () => {
  const three = `${one}no JSON\n\n${one}\n`;

  test.each<[string, (text: string) => Buffer]>([
    ['gzip', (text) => gzipSync(text)],
    ['two gzip members', (text) => Buffer.concat([gzipSync(text.slice(0, 20)), gzipSync(text.slice(20))])],
    ['zstd', (text) => zstdCompressSync(text)],
    [
      'two zstd frames',
      (text) => Buffer.concat([zstdCompressSync(text.slice(0, 20)), zstdCompressSync(text.slice(20))]),
    ],
    ['snappy', (text) => Buffer.from(compress(Buffer.from(text)))],
  ])('%s comes back plain and enriched', (_, pack) => {
    expect(textOf(pack(three))).toBe(textOf(three));
    expect(textOf(pack(one))).toBe(textOf(one));
  });

  test('many lines: each by itself, text and blank lines where they were', () => {
    const tagged = textOf(one);
    expect(textOf(three)).toBe(`${tagged}no JSON\n\n${tagged}\n`);
    expect(transformed(three).lines).toEqual({ ...noLines(), enriched: 2, untouched: { not_json: 1 } });
    expect(textOf(`\n${three}`)).toBe(`\n${textOf(three)}`);
  });

  test('a pretty-printed object is one line', () => {
    const pretty = `${JSON.stringify({ log: 'x', kubernetes }, null, 2)}\n`;
    expect(transformed(pretty).lines.enriched).toBe(1);
    expect(JSON.parse(textOf(pretty))).toEqual(JSON.parse(textOf(one)));
    expect(textOf(gzipSync(pretty))).toBe(textOf(pretty));
    expect(textOf(pretty)).toMatch(/^\{\n {2}"message": "x",\n.*"kubernetes": \{\n/su);
  });

  test('as many blank lines as there may be lines are none of them', () => {
    expect(transformed(`${one}${'\n'.repeat(maxRecordLines)}${one}`).lines.enriched).toBe(2);
  });

  const envelope = '{"messageType":"DATA_MESSAGE","owner":"1","logEvents":[]}';
  const bomb = gzipSync(Buffer.alloc(maxUnpackedBytes + 1));
  test.each<[string, Buffer | string, string]>([
    ['empty', '', 'empty'],
    ['white space', ' \n\n', 'empty'],
    ['text', 'plain text\n', 'not_json'],
    ['a scalar', '123\n', 'not_an_object'],
    ['an array', '[{"a":1}]', 'not_an_object'],
    ['an array over many lines', '[\n1\n]\n', 'not_an_object'],
    ['cut-off JSON', '{"log":"x","kubernetes":{"pod_na', 'not_json'],
    ['what the Go plugin truncated', `{"log":"${'x'.repeat(100)}[Truncated...]`, 'not_json'],
    ['text behind a scalar', '123 abc', 'not_json'],
    ['a byte order mark', '\ufeff{"log":"x"}', 'byte_order_mark'],
    ['two bytes of one and another', '\ufefe{"log":"x"}', 'not_json'],
    ['its first and its last', '\uff3f{"log":"x"}', 'not_json'],
    ['another and its last two', '\uceff{"log":"x"}', 'not_json'],
    ['a CloudWatch Logs envelope', envelope, 'cloudwatch_envelope'],
    ['a packed envelope', gzipSync(envelope), 'cloudwatch_envelope'],
    [
      'one with white space in it',
      gzipSync(` \n{ "messageType" : ${envelope.slice(15)}`),
      'cloudwatch_envelope',
    ],
    ['a gzip header without gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'damaged_compression'],
    ['gzip with garbage behind it', Buffer.concat([gzipSync(one), Buffer.from('x')]), 'damaged_compression'],
    ['truncated zstd', zstdCompressSync(one).subarray(0, 40), 'damaged_compression'],
    ['more than the cap', bomb, 'decompression_cap'],
    ['more lines than are worked on', '{}\n'.repeat(maxRecordLines + 1), 'too_many_lines'],
    ['the same behind a blank line', `\n${'{}\n'.repeat(maxRecordLines + 1)}`, 'too_many_lines'],
    ['the same, packed', gzipSync('{}\n'.repeat(maxRecordLines + 1)), 'too_many_lines'],
    ['a snappy block that begins with text', Buffer.from(compress(Buffer.from(`text\n${one}`))), 'not_json'],
  ])('%s: delivered as it came, and counted', (_, data, reason) => {
    const output = transformed(data);
    expect([output.kind, output.changed]).toEqual(['written', false]);
    expect(Buffer.from(output.data).equals(Buffer.from(data))).toBe(true);
    expect(output.lines).toEqual({ ...noLines(), untouched: { [reason]: 1 } });
  });

  test('packed text comes back plain', () => {
    for (const text of ['plain text\n', 'see {"messageType":"x"}\n'])
      expect(textOf(gzipSync(text))).toBe(text);
  });

  test('a packed envelope beside a log comes back plain, so that the log is enriched', () => {
    expect(textOf(gzipSync(`${envelope}\n${one}`))).toBe(`${envelope}\n${textOf(one)}`);
  });

  test('a record that grows beyond its limit is not worked out: its size is estimated', () => {
    const bytes = Buffer.from('{"a":1}\n'.repeat(10_000));
    const record = { bytes, end: bytes.length, arrivalTimeMs, streamArn };
    const [all, few] = [noLines(), noLines()];
    const records = createRecordTransform(parseTransformConfig({}));
    const { enrichedBytes } = records.pass(record, new ByteWriter(), all);
    const written = records.pass({ ...record, maxEnrichedBytes: 10_000 }, new ByteWriter(), few);
    expect(written).toMatchObject({ kind: 'written', changed: true, hasObject: true, enrichedBytes });
    expect(all.enriched).toBe(10_000);
    expect(few.enriched).toBeLessThan(1_000);
  });

  test('an application’s own messageType is no envelope', () => {
    expect(enriched({ messageType: 'DATA_MESSAGE', kubernetes })['pod_name']).toBe(kubernetes.pod_name);
    expect(enriched({ messageType: 'invoice' })['ddtags']).toBeDefined();
  });

  test('10,000 labels, __proto__ as a key, and a document 100,000 deep', () => {
    const labels = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`l${n}`, 'v']));
    expect(
      enriched(
        { kubernetes: { ...kubernetes, labels } },
        { DD_KUBERNETES_POD_LABELS_AS_TAGS: '{"*":"%%label%%"}' },
      )['pod_name'],
    ).toBe(kubernetes.pod_name);
    const odd =
      '{"__proto__":{"a":1},"kubernetes":{"__proto__":"x","pod_name":"p","labels":{"__proto__":"y"}}}';
    expect(textOf(odd)).toMatch(
      /^\{"__proto__":\{"a":1\},.*"kubernetes":\{"__proto__":"x",.*"ddtags":"pod_name:p,/u,
    );
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"kubernetes":{"pod_name":"p"}}`;
    expect(textOf(deep)).toContain('"pod_name:p,');
    const deepMap = `{"kubernetes":{"pod_name":"p","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    expect(textOf(deepMap)).toContain('"pod_name:p,');
  });
});

describe('base64', () => {
  const transform = createTransform(parseTransformConfig({}));
  test.each(['not base64', 'e30', 'e30=e30=', 'e3==0', '{"a":1}', '"\\\u0000'])(
    '%j is passed on as it is',
    async (data) => {
      const { response, report } = await transform({ records: [{ recordId: '1', data }] });
      expect(response.records).toEqual([{ recordId: '1', result: 'Ok', data }]);
      expect(report.lines.untouched).toEqual({ invalid_base64: 1 });
    },
  );
});

describe('records with processing, without an event', () => {
  const rules = JSON.stringify([{ type: 'exclude_at_match', name: 'health', pattern: 'healthz' }]);
  const environment: Environment = { DD_LOGS_CONFIG_PROCESSING_RULES: rules };
  const trace = [cri('java.lang.Error: x', { ns: 1 }), cri('\tat a.B.c(B.java:1)', { ns: 2 })];
  const inputOf = (data: string): RecordInput => ({ data: Buffer.from(data), arrivalTimeMs, streamArn });
  const messageOf = ({ data }: RecordOutput): unknown => JSON.parse(Buffer.from(data).toString()).message;
  const joined = { ...noLines(), enriched: 1 };

  async function recordsOf() {
    return createRecordTransform(parseTransformConfig({}), await processingOf(environment));
  }

  test('the engine for rules must be there, for pods may bring some', async () => {
    const processing = await processingOf();
    const create = () => createRecordTransform(parseTransformConfig({}), processing);
    expect(create).toThrow('load the engine for rules first');
    await processing.load();
    expect(create().transform(inputOf('{"a":1}')).kind).toBe('written');
  });

  test('lines of one are joined and dropped; one that loses all of them is empty', async () => {
    const records = await recordsOf();
    const output = records.transform(inputOf(`${trace.join('\n')}\n${cri('GET /healthz')}\n`));
    expect(messageOf(output)).toBe('java.lang.Error: x\n\tat a.B.c(B.java:1)');
    const excluded = new Map([['health', 1]]);
    expect(output.lines).toEqual({ ...joined, joined: new Map([['throwable', 1]]), excluded });
    expect(records.transform(inputOf(cri('GET /healthz')))).toEqual({
      kind: 'empty',
      data: new Uint8Array(0),
      changed: true,
      lines: { ...noLines(), excluded },
    });
  });

  test('lines of several are joined where they come together', async () => {
    const records = await recordsOf();
    const [log, empty] = await records.together(trace.map(inputOf));
    expect([log!.kind, messageOf(log!)]).toEqual(['written', 'java.lang.Error: x\n\tat a.B.c(B.java:1)']);
    expect([empty!.kind, empty!.data.length, empty!.lines.joined]).toEqual([
      'empty',
      0,
      new Map([['throwable', 1]]),
    ]);
    expect(await records.together([])).toEqual([]);
  });

  test('without processing each comes out as it does alone', async () => {
    const records = createRecordTransform(parseTransformConfig({}));
    const inputs = [...trace, '{"a":1}', 'text'].map(inputOf);
    expect(await records.together(inputs)).toEqual(inputs.map(records.transform));
  });
});
