import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../src/config/transform.ts';
import type { PutResult } from '../../src/delivery/put-records.ts';
import { maxRecordBytes } from '../../src/firehose/put-record-batch.ts';
import { maxResponseBytes } from '../../src/firehose/transformation.ts';
import { ResponseBudget } from '../../src/transform/fit.ts';
import { hopsBytes, maxHops } from '../../src/transform/hops.ts';
import { putBackRecords, type PutBack } from '../../src/transform/put-back.ts';
import { createTransform, type TransformResult } from '../../src/transform/transform.ts';

const deliveryStreamArn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs';
const transform = createTransform(parseTransformConfig({}));

interface SentRecord {
  readonly recordId: string;
  readonly data: string;
}

function record(recordId: string, data: Buffer | string): SentRecord {
  return { recordId, data: Buffer.from(data).toString('base64') };
}

const line = (text: string, more = {}): string =>
  `${JSON.stringify({ log: text, ...more, kubernetes: { pod_name: 'web', namespace_name: 'shop' } })}\n`;

/** Eight records of 700 kB: their answers would take 7.5 MB. */
const tooMuch = Array.from({ length: 8 }, (_, n) => record(String(n), line(`${n}`.repeat(700_000))));

/** A port that keeps what it is given, and answers as told. */
function stream(
  answer: (index: number) => PutResult = () => ({ kind: 'put' }),
): PutBack & { kept: Buffer[] } {
  const kept: Buffer[] = [];
  const put: PutBack = (streamArn, pieces) => {
    expect(streamArn).toBe(deliveryStreamArn);
    const results = pieces.map((_, index) => answer(index));
    kept.push(...pieces.filter((_, index) => results[index]!.kind === 'put'));
    return Promise.resolve(results);
  };
  return Object.assign(put, { kept });
}

function resultCounts({ response }: TransformResult): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { result } of response.records) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
}

async function run(records: readonly SentRecord[], putBack?: PutBack, more = {}): Promise<TransformResult> {
  return transform({ deliveryStreamArn, records, ...more }, putBack);
}

describe('a response that would be too large', () => {
  test('the last records go back on the stream as they came, with a count of hops, and are answered Dropped', async () => {
    const port = stream();
    const done = await run(tooMuch, port);
    expect(resultCounts(done)).toEqual({ Ok: 6, Dropped: 2 });
    expect(done.report.records).toMatchObject({ in: 8, delivered: 6, reingested: 2, failed: {} });
    expect(done.report.lines.enriched).toBe(6);
    const originals = port.kept.map((piece) => JSON.parse(piece.toString()) as Record<string, unknown>);
    expect(originals.map(({ _kubehose_hops: hops }) => hops)).toEqual([1, 1]);
    expect(originals.map(({ log }) => (log as string)[0])).toEqual(['6', '7']);
    expect(port.kept[0]!.toString()).toBe(
      line('6'.repeat(700_000)).replace('}}\n', '},"_kubehose_hops":1}\n'),
    );
  });

  test('what comes back is delivered like any other, without the count', async () => {
    const port = stream();
    await run(tooMuch, port);
    const { response } = await run(port.kept.map((piece, index) => record(String(index), piece)));
    const fresh = await run([record('0', line('6'.repeat(700_000)))]);
    expect(response.records[0]).toEqual(fresh.response.records[0]);
  });

  test(`a record goes back ${maxHops} times at most, then it fails`, async () => {
    let records: readonly SentRecord[] = tooMuch;
    for (let hop = 1; hop <= maxHops; hop++) {
      const port = stream();
      await run(records, port);
      const text = port.kept.at(-1)!;
      expect(JSON.parse(text.toString())).toMatchObject({ _kubehose_hops: hop });
      records = Array.from({ length: 8 }, (_, n) => record(String(n), text));
    }
    const port = stream();
    const done = await run(records, port);
    expect(resultCounts(done)).toEqual({ Ok: 6, ProcessingFailed: 2 });
    expect(done.report.records.failed).toEqual({ hops_used_up: 2 });
    expect(port.kept).toEqual([]);
  });

  test('a count that is not ours is neither trusted nor removed', async () => {
    for (const hops of [0, 4, -1, 12, '1', null]) {
      const { response } = await run([record('0', line('x', { _kubehose_hops: hops }))]);
      const [answer] = response.records;
      const output = answer?.result === 'Ok' ? Buffer.from(answer.data, 'base64').toString() : '';
      expect(JSON.parse(output)).toHaveProperty('_kubehose_hops', hops);
    }
  });
});

describe('a packed aggregate that is too large by itself', () => {
  const lines = Array.from({ length: 9_000 }, (_, n) => line(`line ${n} ${'y'.repeat(700)}`));
  const packed = record('packed', gzipSync(lines.join('')));

  test('goes back as several plain records, every line in one of them, each within the record limit', async () => {
    const port = stream();
    const done = await run([record('small', line('hello')), packed], port);
    expect(done.response.records.map(({ result }) => result)).toEqual(['Ok', 'Dropped']);
    expect(port.kept.length).toBeGreaterThan(1);
    expect(Math.max(...port.kept.map(({ length }) => length))).toBeLessThanOrEqual(maxRecordBytes);
    const back = port.kept.map(String).join('').replaceAll(',"_kubehose_hops":1', '');
    expect(back).toBe(lines.join(''));
    for (const piece of port.kept) expect(piece.toString().split('\n')[0]).toContain('"_kubehose_hops":1');
    const again = await run(port.kept.slice(0, 3).map((piece, index) => record(String(index), piece)));
    expect(resultCounts(again)).toEqual({ Ok: 3 });
  });

  test('small lines that grow tenfold go back in pieces that the next pass can answer, three at a time', async () => {
    const short = '{"stream":"stderr","a":1}\n'.repeat(60_000);
    const port = stream();
    const done = await run([record('short', gzipSync(short))], port);
    expect(resultCounts(done)).toEqual({ Dropped: 1 });
    const again = await run(port.kept.slice(0, 3).map((piece, index) => record(`${index}`, piece)));
    expect(resultCounts(again)).toEqual({ Ok: 3 });
    expect(again.report.lines.enriched).toBeGreaterThan(1_000);
  });

  test('fails as a whole when one of its pieces cannot be put back: better twice than never', async () => {
    const port = stream((index) => (index === 1 ? { kind: 'failed', reason: 'slow' } : { kind: 'put' }));
    const done = await run([packed], port);
    expect(resultCounts(done)).toEqual({ ProcessingFailed: 1 });
    expect(done.report.records.failed).toEqual({ put_back_failed: 1 });
  });

  test('a small one that would grow a thousandfold is not worked out, and its sibling is delivered', async () => {
    const bomb = record('bomb', gzipSync('{}\n'.repeat(200_000)));
    const done = await run([bomb, record('small', line('hello'))], stream());
    expect(done.response.records.map(({ result }) => result)).toEqual(['Dropped', 'Ok']);
    expect(done.report.lines.enriched).toBe(1);
  });

  test('one line that no record can hold fails, and nothing beside it goes back', async () => {
    const port = stream();
    const done = await run([record('0', gzipSync(line('hello') + line('z'.repeat(6_000_000))))], port);
    expect(done.report.records.failed).toEqual({ too_large: 1 });
    expect(port.kept).toEqual([]);
  });

  test('text has no place for a count: it is passed on packed, as it came', async () => {
    const text = record('text', gzipSync(`${'no JSON '.repeat(6)}\n`.repeat(150_000)));
    const done = await run([text], stream());
    expect(done.response.records).toEqual([{ recordId: 'text', result: 'Ok', data: text.data }]);
  });
});

describe('what goes on the stream', () => {
  /** The pieces of a record that would be so long enriched. */
  async function pieces(text: string, enrichedLength = 1_000): Promise<string[]> {
    const budget = new ResponseBudget(0);
    const original = Buffer.from(text).toString('base64');
    budget.addEnriched('0', original, 'put_back', enrichedLength, () => '');
    const port = stream();
    await putBackRecords(budget, deliveryStreamArn, port);
    return port.kept.map(String);
  }

  test.each([
    ['{"retries":3}', '{"retries":3,"_kubehose_hops":1}'],
    ['{"_kubehose_hopt":3}', '{"_kubehose_hopt":3,"_kubehose_hops":1}'],
    ['{"a":1,"_kubehose_hops":12}', '{"a":1,"_kubehose_hops":1}'],
    ['{\n  "a": 1\n}\n', '{\n  "a": 1,"_kubehose_hops":1\n}\n'],
  ])('%j goes back as %j', async (text, expected) => {
    expect(await pieces(text)).toEqual([expected]);
  });

  const lineOf = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 9)}"}\n`;
  const most = maxRecordBytes - hopsBytes;
  const long = maxResponseBytes - 1_024;
  test.each<[string, readonly number[], number, readonly number[]]>([
    ['as much as a record can hold with its count', [most], 1_000, [most]],
    ['a little more', [1_000, most - 1_000, 10], 1_000, [most, 10]],
    ['what a response has just room for', Array(8).fill(1_000), long - 1, [8_000]],
    ['what no response has room for', Array(8).fill(1_000), long, [2_000, 2_000, 2_000, 2_000]],
    ['a line that is longer than a quarter', [5_000, 1_000], long, [5_000, 1_000]],
  ])('%s: lines of %j in a response of %d in pieces of %j', async (_, lines, enrichedLength, sizes) => {
    const sent = await pieces(lines.map(lineOf).join(''), enrichedLength);
    expect(sent.map(({ length }) => length)).toEqual(sizes.map((size) => size + hopsBytes));
  });

  test('each record by itself: one that is taken does not come twice for one that is not', async () => {
    const port = stream((index) => (index === 1 ? { kind: 'failed', reason: 'slow' } : { kind: 'put' }));
    const done = await run(tooMuch, port);
    expect(done.report.records).toMatchObject({ reingested: 1, failed: { put_back_failed: 1 } });
  });

  test('where nothing goes back the stream is not asked', async () => {
    let asked = 0;
    await putBackRecords(new ResponseBudget(), deliveryStreamArn, () => {
      asked += 1;
      return Promise.resolve([]);
    });
    expect(asked).toBe(0);
  });
});

test('a stream whose Kinesis source is null has none', async () => {
  const done = await run(tooMuch, stream(), { sourceKinesisStreamArn: null });
  expect(resultCounts(done)).toEqual({ Ok: 6, Dropped: 2 });
});

describe('where putting back is not possible the records fail, and Firehose keeps them', () => {
  const refuse: PutBack = () => Promise.reject(new Error('AccessDeniedException'));
  test.each<[string, PutBack | undefined, object, string]>([
    ['there is nobody to do it', undefined, {}, 'put_back_unavailable'],
    ['the stream is unknown', stream(), { deliveryStreamArn: 7 }, 'put_back_unavailable'],
    [
      'the stream reads from Kinesis',
      stream(),
      { sourceKinesisStreamArn: 'arn:aws:kinesis' },
      'put_back_unavailable',
    ],
    ['permission is missing', refuse, {}, 'put_back_failed'],
    ['the answer is short', () => Promise.resolve([{ kind: 'put' }]), {}, 'put_back_failed'],
    ['the stream is throttled', stream(() => ({ kind: 'failed', reason: 'slow' })), {}, 'put_back_failed'],
  ])('%s', async (_, putBack, more, reason) => {
    const done = await run(tooMuch, putBack, more);
    const { Ok = 0, Dropped = 0, ProcessingFailed = 0 } = resultCounts(done);
    expect(Ok).toBe(6);
    expect(Dropped + ProcessingFailed).toBe(2);
    expect(done.report.records.failed).toEqual({ [reason]: ProcessingFailed });
    expect(ProcessingFailed).toBeGreaterThan(0);
  });
});
