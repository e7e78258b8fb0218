import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compress, uncompress } from 'snappyjs';
import { ByteWriter } from '../../src/codec/byte-writer.ts';
import { parseTransformConfig } from '../../src/config/transform.ts';
import type { PutResult } from '../../src/delivery/put-records.ts';
import { maxResponseBytes, type TransformationResponse } from '../../src/firehose/transformation.ts';
import { ResponseBudget } from '../../src/transform/fit.ts';
import { noLines } from '../../src/transform/outcome.ts';
import { putBackRecords, type PutBack } from '../../src/transform/put-back.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import { createTransform } from '../../src/transform/transform.ts';
import { runs } from '../support/property.ts';

const streamArn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs';
const records = createRecordTransform(parseTransformConfig({ DD_TAGS: 'team:shop' }));

const packings = [
  { pack: (text: Buffer) => text, unpack: (data: Buffer) => data },
  { pack: (text: Buffer) => gzipSync(text), unpack: (data: Buffer) => gunzipSync(data) },
  { pack: (text: Buffer) => zstdCompressSync(text), unpack: (data: Buffer) => zstdDecompressSync(data) },
  {
    pack: (text: Buffer) => Buffer.from(compress(text)),
    unpack: (data: Buffer) => Buffer.from(uncompress(data)),
  },
];

interface Line {
  readonly isText: boolean;
  readonly size: number;
  readonly hops: number;
}
interface Sent {
  readonly lines: readonly Line[];
  readonly packing: (typeof packings)[number];
}

const line: fc.Arbitrary<Line> = fc.record({
  isText: fc.boolean(),
  size: fc.nat(200),
  hops: fc.constantFrom(0, 0, 0, 1, 2, 3),
});
const sent: fc.Arbitrary<Sent> = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  packing: fc.constantFrom(...packings),
});

/** What the port answers: one outcome for each piece in turn, fewer than asked for, or a rejection. */
const ports = fc.record({
  fails: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  kind: fc.constantFrom('complete', 'complete', 'complete', 'short', 'rejects', 'missing'),
});

interface KeepingPort {
  readonly putBack: PutBack | undefined;
  /** What the stream took. */
  readonly kept: string[];
}

function portOf({ fails, kind }: { fails: readonly boolean[]; kind: string }): KeepingPort {
  const kept: string[] = [];
  const putBack: PutBack = (_, pieces) => {
    if (kind === 'rejects') return Promise.reject(new Error('AccessDeniedException'));
    const results = pieces.map((piece, index): PutResult => {
      if (fails[index % fails.length]) return { kind: 'failed', reason: 'ServiceUnavailableException' };
      kept.push(piece.toString());
      return { kind: 'put' };
    });
    return Promise.resolve(kind === 'short' ? results.slice(0, -1) : results);
  };
  return { putBack: kind === 'missing' ? undefined : putBack, kept };
}

/** A record whose lines can be told apart: each holds `<record/line>` once. */
function textOf(recordIndex: number, list: readonly Line[]): Buffer {
  const lines = list.map(({ isText, size, hops }, index) => {
    const text = `<${recordIndex}/${index}>${'x'.repeat(size)}`;
    const count = hops > 0 ? { _kubehose_hops: hops } : {};
    return isText ? text : JSON.stringify({ log: text, kubernetes: { pod_name: 'web' }, ...count });
  });
  return Buffer.from(lines.map((item) => `${item}\n`).join(''));
}

function occurrences(texts: readonly string[], wanted: string): number {
  return texts.reduce((sum, text) => sum + text.split(wanted).length - 1, 0);
}

/** The lines of an answer, which holds them plain, or packed where that is how they came. */
function answered(data: string, packed: Buffer, unpack: (data: Buffer) => Buffer): string {
  const bytes = Buffer.from(data, 'base64');
  return (bytes.equals(packed) ? unpack(bytes) : bytes).toString();
}

describe('law 2, line by line', () => {
  test('every line is in the response, on the stream or in a failed record, under any limit and with any port', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sent, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 300, max: 3_000 }),
        ports,
        async (list, limit, portKind) => {
          const budget = new ResponseBudget(limit);
          const writer = new ByteWriter();
          const packed = list.map(({ lines, packing }, index) => packing.pack(textOf(index, lines)));
          for (const [index, data] of packed.entries()) {
            const record = { bytes: data, end: data.length, arrivalTimeMs: 0, streamArn };
            const { changed, hasObject } = records.pass(record, writer, noLines());
            const original = data.toString('base64');
            const encode = (): string => writer.toBase64();
            if (changed)
              budget.addEnriched(
                `${index}`,
                original,
                hasObject ? 'put_back' : 'as_it_came',
                Math.ceil(writer.length / 3) * 4,
                encode,
              );
            else budget.add(`${index}`, { kind: 'untouched', data: original });
          }
          budget.fit();
          const { putBack, kept } = portOf(portKind);
          await putBackRecords(budget, streamArn, putBack);
          const response = budget.response();
          expect(response.records.map(({ recordId }) => recordId)).toEqual(
            list.map((_, index) => `${index}`),
          );
          expect(Buffer.byteLength(JSON.stringify(response))).toBe(budget.bytes);
          for (const [index, answer] of response.records.entries()) {
            const { lines, packing } = list[index]!;
            const places =
              answer.result === 'Ok'
                ? [answered(answer.data, packed[index]!, packing.unpack)]
                : answer.result === 'Dropped'
                  ? kept
                  : undefined;
            for (const number of lines.keys()) {
              if (places !== undefined) expect(occurrences(places, `<${index}/${number}>`)).toBe(1);
            }
          }
          checkHops(budget, list, kept);
        },
      ),
      runs(),
    );
  });

  test('what goes back is what came, but for the count', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 4 }), async (lines) => {
        fc.pre(lines.some(({ isText }) => !isText) && lines.every(({ hops }) => hops < 3));
        const text = textOf(0, lines);
        const budget = new ResponseBudget(100);
        budget.addEnriched('0', text.toString('base64'), 'put_back', 1_000, () => '');
        const { putBack, kept } = portOf({ fails: [false], kind: 'complete' });
        await putBackRecords(budget, streamArn, putBack);
        expect(kept).toHaveLength(1);
        const isCounted = kept[0]!.replace(/,"_kubehose_hops":\d/u, '');
        const first = text
          .toString()
          .split('\n')
          .findIndex((item) => item.startsWith('{'));
        const expected = text
          .toString()
          .split('\n')
          .map((item, index) => (index === first ? item.replace(/,"_kubehose_hops":\d/u, '') : item));
        expect(isCounted).toBe(expected.join('\n'));
      }),
      runs(),
    );
  });
});

/** A record that was put back thrice is not put back again, and each time counts. */
function checkHops(budget: ResponseBudget, list: readonly Sent[], kept: readonly string[]): void {
  for (const [index, fate] of budget.fates.entries()) {
    const lines = list[index]!.lines;
    const hops = Math.max(...lines.map((item) => (item.isText ? 0 : item.hops)));
    if (fate.kind === 'reingested') {
      expect(hops).toBeLessThan(3);
      const piece = kept.find((text) => text.includes(`<${index}/0>`))!;
      expect(piece).toContain(`"_kubehose_hops":${hops + 1}`);
    }
    if (fate.kind === 'failed' && fate.reason === 'hops_used_up') expect(hops).toBe(3);
    expect(fate.kind).not.toBe('displaced');
  }
}

describe('law 2 at the real limit', () => {
  const transform = createTransform(parseTransformConfig({}));
  const batches = fc.record({
    count: fc.integer({ min: 6, max: 14 }),
    size: fc.integer({ min: 300_000, max: 900_000 }),
  });

  test('the counts of the report are those of the response', async () => {
    let gaveWay = 0;
    await fc.assert(
      fc.asyncProperty(batches, ports, async ({ count, size }, portKind) => {
        const data = Buffer.from(JSON.stringify({ log: 'x'.repeat(size) })).toString('base64');
        const list = Array.from({ length: count }, (_, index) => ({ recordId: `${index}`, data }));
        const { putBack, kept } = portOf(portKind);
        const { response, report } = await transform(
          { deliveryStreamArn: streamArn, records: list },
          putBack,
        );
        const failed = Object.values(report.records.failed).reduce((sum, value) => sum + value, 0);
        expect(report.records.in).toBe(count);
        expect(numberOf(response, 'Ok')).toBe(report.records.delivered);
        expect(numberOf(response, 'Dropped')).toBe(report.records.reingested);
        expect(numberOf(response, 'ProcessingFailed')).toBe(failed);
        expect(report.records.reingested).toBeLessThanOrEqual(kept.length);
        expect(Buffer.byteLength(JSON.stringify(response))).toBeLessThanOrEqual(maxResponseBytes);
        gaveWay += report.records.reingested + failed;
      }),
      runs(0.02),
    );
    expect(gaveWay).toBeGreaterThan(0);
  });
});

function numberOf({ records: answers }: TransformationResponse, result: string): number {
  return answers.filter((answer) => answer.result === result).length;
}
