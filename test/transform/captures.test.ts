import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import { capturedRecords, captureNames } from '../support/captures.ts';
import {
  captureArrivalMs,
  goldenNames,
  goldenText,
  readGolden,
  transformedCapture,
} from '../support/golden.ts';

const records = createRecordTransform(parseTransformConfig({ DD_CLUSTER_NAME: 'main' }));
const streamArn = 'arn:aws:firehose:us-east-2:111122223333:deliverystream/logs';

/** The lines of some records, whatever record each is in, in an order of their own. */
function linesOf(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== '')).toSorted();
}

describe('every captured record comes out as its golden file says', () => {
  test.each(goldenNames)('%s', (name) => {
    const output = goldenText(transformedCapture(name)).split('\n');
    const golden = readGolden(name).split('\n');
    expect(output).toHaveLength(golden.length);
    for (const [index, line] of output.entries()) {
      // Compared first, because printing the difference of all the lines takes minutes.
      if (line !== golden[index]) expect({ index, line }).toEqual({ index, line: golden[index] });
    }
  });

  test('there is one golden file for each capture that repeats no other', () => {
    const files = readdirSync(join(import.meta.dirname, 'golden')).filter((file) => file.endsWith('.txt'));
    expect(files.toSorted()).toEqual(goldenNames.map((name) => `${name}.txt`).toSorted());
    expect(captureNames).toHaveLength(23);
    expect(goldenNames).toHaveLength(17);
  });
});

describe('what comes out of the captures', () => {
  test.each(captureNames)('%s: a second pass changes nothing', (name) => {
    for (const [index, text] of transformedCapture(name).entries()) {
      const data = Buffer.from(text, 'latin1');
      const again = records.transform({ data, arrivalTimeMs: captureArrivalMs, streamArn });
      expect({ index, changed: again.changed }).toEqual({ index, changed: false });
    }
  });

  test.each(['out-gzip', 'out-zstd', 'out-snappy'])(
    '%s: packed records come out as the plain ones',
    (name) => {
      expect(linesOf(transformedCapture(name))).toEqual(linesOf(transformedCapture('guide-default')));
    },
  );

  test.each(['out-simple-aggregation', 'out-simple-aggregation-gzip'])(
    '%s: aggregated lines come out as single ones, and the empty line at the end stays',
    (name) => {
      const output = transformedCapture(name);
      expect(linesOf(output)).toEqual(linesOf(transformedCapture('guide-default')));
      expect(output.every((text) => text.endsWith('}\n\n'))).toBe(true);
    },
  );

  test('1,300 lines in one record come out as 1,300 records do', () => {
    expect(transformedCapture('many-1300-aggregation')).toEqual([
      `${transformedCapture('many-1300').join('')}\n`,
    ]);
  });

  const numbers =
    '"max_safe":9007199254740991,"unsafe":9007199254740993,"i64max":9223372036854775807,"u64max":18446744073709551615,';
  test.each([
    ['64-bit integers, merged', 'docs-crio-keeplog-off', numbers],
    ['64-bit integers in a message', 'guide-default', numbers.replaceAll('"', '\\"')],
    ['documents 60 deep', 'docs-crio-keeplog-off', `${'{"d":'.repeat(59)}{"d":1}${'}'.repeat(59)}`],
    [
      'surrogates as escapes',
      'guide-default',
      '\\"lone_hi\\":\\"\\\\ud800\\",\\"lone_lo\\":\\"\\\\udc00x\\"',
    ],
    ['NUL and DEL', 'guide-default', 'nul[\\u0000] bell[\\u0007] esc[\\u001b] del[\\u007f]"'],
  ])('%s survive', (_, name, text) => {
    const holds = (texts: readonly string[]): number => texts.filter((item) => item.includes(text)).length;
    expect(holds(transformedCapture(name))).toBe(1);
    expect(holds(capturedRecords(name).map((data) => data.toString('latin1')))).toBe(1);
  });
});
