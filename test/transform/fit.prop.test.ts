import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { maxResponseBytes } from '../../src/firehose/transformation.ts';
import { ResponseBudget, type Fate, type WayOut } from '../../src/transform/fit.ts';
import { createTransform } from '../../src/transform/transform.ts';
import { runs } from '../support/property.ts';

const ids = fc.oneof(
  fc.stringMatching(/^\d{0,40}$/u),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('"\\\u0000é🐨', 7, true),
);
const answers = fc.record({
  recordId: ids,
  kind: fc.constantFrom('enriched', 'enriched', 'untouched'),
  original: fc.oneof(fc.base64String({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 20 })),
  length: fc.oneof({ weight: 9, arbitrary: fc.nat(90) }, fc.nat(2_000)),
  wayOut: fc.constantFrom<WayOut>('put_back', 'as_it_came', 'failed'),
});

/** The smallest response that still answers all: every record failed. */
function floorOf(list: readonly { readonly recordId: unknown }[]): number {
  const records = list.map(({ recordId }) => ({ recordId, result: 'ProcessingFailed' }));
  return Buffer.byteLength(JSON.stringify({ records }));
}

describe('law 4: the response fits', () => {
  test('any mix of answers under any limit, byte for byte', () => {
    fc.assert(
      fc.property(
        fc.array(answers, { maxLength: 20 }),
        fc.integer({ min: 14, max: 3_000 }),
        (list, limit) => {
          const budget = new ResponseBudget(limit);
          for (const { recordId, kind, original, length, wayOut } of list) {
            if (kind === 'untouched') budget.add(recordId, { kind, data: original });
            else budget.addEnriched(recordId, original, wayOut, length, () => 'x'.repeat(length));
          }
          budget.fit();
          const written = Buffer.byteLength(JSON.stringify(budget.response()));
          if (floorOf(list) <= limit) expect(written).toBeLessThanOrEqual(limit);
          expect(budget.response().records.map(({ recordId }) => recordId)).toEqual(
            list.map(({ recordId }) => recordId),
          );
        },
      ),
      runs(),
    );
  });

  test('records give way last first, and no more of them than must', () => {
    const sizes = fc.array(fc.integer({ min: 60, max: 200 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 300, max: 3_000 }), (lengths, limit) => {
        const budget = new ResponseBudget(limit);
        const list = lengths.map((_, index) => ({ recordId: String(index) }));
        for (const [index, length] of lengths.entries()) {
          budget.addEnriched(String(index), 'AAAA', 'put_back', length, () => 'x'.repeat(length));
        }
        budget.fit();
        const kinds = budget.fates.map(({ kind }) => kind);
        const kept = kinds.lastIndexOf('enriched') + 1;
        expect(kinds.slice(0, kept).every((kind) => kind === 'enriched')).toBe(true);
        if (kept === kinds.length || floorOf(list) > limit) return;
        const failed = '{"recordId":"","result":"ProcessingFailed"}'.length;
        const next = '{"recordId":"","result":"Ok","data":""}'.length + lengths[kept]!;
        expect(budget.bytes + next - failed).toBeGreaterThan(limit);
      }),
      runs(),
    );
  });

  test('real batches up to and past 6 MB, small records and large, growing by long tags', async () => {
    const transform = createTransform(
      parseTransformConfig({ DD_KUBERNETES_POD_LABELS_AS_TAGS: '{"*":"a_long_prefix_for_%%label%%"}' }),
    );
    const batches = fc.record({
      count: fc.constantFrom(3, 40, 900, 9_000),
      megabytes: fc.integer({ min: 1, max: 7 }),
      labels: fc.nat(60),
      tail: fc.constantFrom('', '\n'),
    });
    await fc.assert(
      fc.asyncProperty(batches, async ({ count, megabytes, labels, tail }) => {
        const map = {
          pod_name: 'p',
          labels: Object.fromEntries(Array.from({ length: labels }, (_, n) => [`l${n}`, 'v'])),
        };
        const text = 'x'.repeat(Math.floor((megabytes * 750_000) / count));
        const data = Buffer.from(JSON.stringify({ log: text, kubernetes: map }) + tail).toString('base64');
        const records = Array.from({ length: count }, (_, n) => ({
          recordId: String(n).padStart(160, '0'),
          data,
        }));
        const { response, report } = await transform({ records });
        const written = Buffer.byteLength(JSON.stringify(response));
        expect(written).toBeLessThanOrEqual(maxResponseBytes);
        expect(report.responseBytes).toBe(written);
        expect(response.records).toHaveLength(count);
      }),
      runs(0.02),
    );
  });
});

describe('at the edge of the limit', () => {
  const sizeOf = (response: object): number => Buffer.byteLength(JSON.stringify(response));
  const data = 'x'.repeat(100);
  const ok = (recordId: string) => ({ recordId, result: 'Ok', data });
  const roomFor = (count: number): number =>
    sizeOf({ records: Array.from({ length: count }, (_, index) => ok(String(index))) });

  test.each<[string, number, readonly Fate['kind'][]]>([
    ['for one', roomFor(1), ['enriched', 'displaced', 'displaced']],
    ['for two', roomFor(2), ['enriched', 'enriched', 'displaced']],
    ['for two but for a byte', roomFor(2) - 1, ['enriched', 'displaced', 'displaced']],
  ])('room %s is used, and what gives way is not encoded', (_, room, kinds) => {
    const budget = new ResponseBudget(room);
    let encoded = 0;
    const encode = (): string => {
      encoded += 1;
      return data;
    };
    for (const index of kinds.keys()) budget.addEnriched(String(index), 'AAAA', 'put_back', 100, encode);
    expect(budget.fates.map(({ kind }) => kind)).toEqual(kinds);
    expect(encoded).toBe(kinds.filter((kind) => kind === 'enriched').length);
  });

  const gaveWay = (recordId: string) => ({ recordId, result: 'ProcessingFailed' });
  const dropped = (recordId: string) => ({ recordId, result: 'Dropped' });
  test.each<[string, object[]]>([
    ['nothing', [ok('0'), ok('1'), ok('2'), dropped('3')]],
    ['what is enriched', [gaveWay('0'), ok('1'), ok('2'), dropped('3')]],
    ['the last of the others, too', [gaveWay('0'), ok('1'), gaveWay('2'), dropped('3')]],
    ['all of them', [gaveWay('0'), gaveWay('1'), gaveWay('2'), dropped('3')]],
  ])('%s gives way, to the byte', (_, records) => {
    const budget = new ResponseBudget(sizeOf({ records }));
    budget.add('0', { kind: 'enriched', data, original: 'AAAA', wayOut: 'failed' });
    budget.add('1', { kind: 'untouched', data });
    budget.add('2', { kind: 'untouched', data });
    budget.add('3', { kind: 'dropped' });
    budget.fit();
    expect(budget.response()).toEqual({ records });
    expect(budget.bytes).toBe(sizeOf({ records }));
    for (const fate of budget.fates) if (fate.kind === 'failed') expect(fate.reason).toBe('too_large');
  });

  test('a record that came as it goes out fails where there is no room for it, be it the first', () => {
    const budget = new ResponseBudget(roomFor(1) - 1);
    budget.add('0', { kind: 'untouched', data });
    budget.fit();
    expect(budget.fates).toEqual([{ kind: 'failed', reason: 'too_large' }]);
  });

  test.each<[WayOut, Fate]>([
    ['put_back', { kind: 'displaced', original: 'AAAA', enrichedLength: 100 }],
    ['as_it_came', { kind: 'untouched', data: 'AAAA' }],
    ['failed', { kind: 'failed', reason: 'too_large' }],
  ])('%s is the way out of a record that is enriched, and of one that never was', (wayOut, fate) => {
    const budget = new ResponseBudget(roomFor(1) - 1);
    budget.addEnriched('0', 'AAAA', wayOut, 100, () => data);
    budget.add('1', { kind: 'enriched', data, original: 'AAAA', wayOut });
    budget.fit();
    expect(budget.fates).toEqual([fate, fate]);
  });
});
