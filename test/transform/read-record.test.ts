import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { parseProcessing } from '../../src/config/processing.ts';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { noLines } from '../../src/transform/outcome.ts';
import { countLines, maxRecordLines, ReadingRoom } from '../../src/transform/read-record.ts';
import { maxUnpackedBytes } from '../../src/transform/unpack-record.ts';
import { createTransform, type Transform } from '../../src/transform/transform.ts';
import { kubernetes } from '../support/transformed.ts';
import { cri } from './process/events.ts';

const plainProcessing = await parseProcessing({});
const damaged = Buffer.from([0x1f, 0x8b, 8, 0, 1]);
const one = `${JSON.stringify({ log: 'x', kubernetes })}\n`;

describe('the work of one invocation', () => {
  const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
  const large = base64(gzipSync(`{"log":"${'x'.repeat(maxUnpackedBytes - 100)}"}\n`));
  const event = (list: readonly string[]) => ({
    records: list.map((data, index) => ({ recordId: String(index), data })),
  });

  async function masking(pattern: string): Promise<Transform> {
    const rules = JSON.stringify([{ type: 'mask_sequences', name: 'm', pattern, replace_placeholder: '-' }]);
    const processing = await parseProcessing({ DD_LOGS_CONFIG_PROCESSING_RULES: rules });
    return createTransform(parseTransformConfig({}), processing);
  }

  test('64 MB are unpacked in all; what is packed beyond them passes as it came', async () => {
    const transform = createTransform(parseTransformConfig({ TAGS_AS: 'ddtags' }));
    const { response, report } = await transform(event([...Array(10).fill(large), base64(one)]));
    expect(report.lines.untouched).toEqual({ decompression_cap: 2 });
    expect(response.records.slice(8, 10)).toMatchObject([{ data: large }, { data: large }]);
    expect(report).toMatchObject({
      lines: { enriched: 1 },
      records: { failed: { put_back_unavailable: 8 } },
    });
  });

  test('bombs that are given up count, too', async () => {
    const transform = createTransform(parseTransformConfig({}));
    const bomb = base64(gzipSync(Buffer.alloc(maxUnpackedBytes + 1, 'a')));
    const { report } = await transform(event([...Array(9).fill(bomb), large]));
    expect(report.lines.untouched).toEqual({ decompression_cap: 10 });
  });

  test('small ones that are damaged leave room for what can be read', async () => {
    const transform = createTransform(parseTransformConfig({}));
    const { report } = await transform(event([...Array(20).fill(base64(damaged)), base64(gzipSync(one))]));
    expect(report.lines).toEqual({ ...noLines(), enriched: 1, untouched: { damaged_compression: 20 } });
  });

  test('as many lines are kept as there is room for', () => {
    const room = new ReadingRoom(3);
    expect([2, 2, 1, 1].map((count) => room.takeLines(count))).toEqual([true, false, true, false]);
  });

  test('lines are counted up to the end of the record, which may be within a buffer', () => {
    expect(countLines(Buffer.from('{}\n\n  {}\n'), 0, 6)).toBe(1);
  });

  test.each([false, true])('a record without data fails, late or not: %p', async (isLate) => {
    const transform = createTransform(parseTransformConfig({}));
    const { response, report } = await transform({ records: [{ recordId: 'a' }] }, undefined, () => isLate);
    expect(response.records).toEqual([{ recordId: 'a', result: 'ProcessingFailed' }]);
    expect(report).toMatchObject({ records: { failed: { no_data: 1 } }, lines: noLines() });
  });

  test.each([
    ['without processing', undefined],
    ['with nothing to join', plainProcessing],
  ])('what is left when a third of the time is left passes as it came, %s', async (_title, processing) => {
    const transform = createTransform(parseTransformConfig({}), processing);
    let asked = 0;
    const { response, report } = await transform(
      event([one, one, one].map(base64)),
      undefined,
      () => asked++ > 0,
    );
    expect(report).toMatchObject({
      records: { delivered: 3, untouched: 2 },
      lines: { untouched: { out_of_time: 2 } },
    });
    expect(response.records[2]).toEqual({ recordId: '2', result: 'Ok', data: base64(one) });
  });

  test.each([
    ['a line of many that is masked', [`${one}${one.replace('"x"', '"secret"')}`], 2, 1],
    ['a line that is joined', [cri('java.lang.Error: x'), cri('\tat a.B.c(B.java:1)', { ns: 1 })], 3, 2],
    ['more lines than are kept', [one.repeat(60_000)], 0, 1],
    ['nothing of that', [one.repeat(2)], 2, 0],
  ])('with rules what is left fails where there is %s', async (_, list, asks, failed) => {
    const transform = await masking('secret');
    // Late once the lines of the event were processed.
    let asked = 0;
    const done = await transform(event(list.map(base64)), undefined, () => asked++ >= asks);
    expect(done.report.records.failed).toEqual(failed === 0 ? {} : { out_of_time: failed });
  });

  test('with rules it fails instead where it holds, or may hold, what a rule masks', async () => {
    const transform = await masking('x');
    const late = await transform(event([base64(one)]), undefined, () => true);
    expect(late.response.records).toEqual([{ recordId: '0', result: 'ProcessingFailed' }]);
    expect(late.report).toMatchObject({
      records: { failed: { out_of_time: 1 } },
      lines: { enriched: 0, untouched: {} },
    });
    let asked = 0;
    const clean = one.replace('"x"', '"y"');
    const known = await transform(event([clean, one, clean].map(base64)), undefined, () => asked++ > 2);
    expect(known.response.records.map(({ result }) => result)).toEqual(['Ok', 'ProcessingFailed', 'Ok']);
    expect(known.report).toMatchObject({
      records: { untouched: 2, failed: { out_of_time: 1 } },
      lines: { untouched: { out_of_time: 2 } },
    });
    asked = 0;
    const half = await transform(event([one, one].map(base64)), undefined, () => asked++ === 1);
    expect(half.report.records.failed).toEqual({ out_of_time: 2 });
  });

  test.each([
    ['too many lines', '{}\n'.repeat(maxRecordLines + 1)],
    ['what takes too much room unpacked', gzipSync(Buffer.alloc(maxUnpackedBytes + 1))],
  ])('%s: with rules it fails, since they may want something of it', async (_, data) => {
    const transform = await masking('x');
    const { response, report } = await transform(event([base64(data)]));
    expect(response.records).toEqual([{ recordId: '0', result: 'ProcessingFailed' }]);
    expect(report.records.failed).toEqual({ not_processed: 1 });
  });

  test('what comes packed is counted, as far as it can be read', async () => {
    const transform = createTransform(parseTransformConfig({}));
    const { report } = await transform({
      records: [
        ...event([gzipSync(one), gzipSync('text'), one, 'text', damaged].map(base64)).records,
        { recordId: 'no base64', data: '?' },
        { recordId: 'no data' },
      ],
    });
    expect(report.records).toMatchObject({ in: 7, packed: 2 });
  });

  test('what cannot be read does not load the engine for rules', async () => {
    const processing = await parseProcessing({});
    const transform = createTransform(parseTransformConfig({}), processing);
    await transform({ records: [{ recordId: '0', data: '?' }, { recordId: '1' }] });
    expect(processing.isLoaded).toBe(false);
  });
});
