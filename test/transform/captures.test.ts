import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { dateOrders, type DateOrder } from '../../src/datadog/reading/date-attributes.ts';
import { readLog } from '../../src/datadog/reading/read-log.ts';
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
  return inOrder(texts).toSorted();
}

function inOrder(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
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

type Log = Record<string, unknown>;

const orders = Object.keys(dateOrders) as DateOrder[];
const cri = /^(\d{4}-\d\d-\d\dT\S+) (?:stdout|stderr) [FP](?::\S*)?(?: |$)/u;
/** Names of dates, of which a line or its JSON message may have one of its own. */
const ownDate = /timestamp|"(?:date|eventTime|published_date|time|ts|syslog)\\?"/iu;

function parsed(text: string): Log | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Log) : undefined;
  } catch {
    return undefined;
  }
}

/** Each line that went in, beside the line that came out. */
function pairs(name: string): [string, string][] {
  const input = inOrder(capturedRecords(name).map((data) => data.toString('latin1')));
  const output = inOrder(transformedCapture(name));
  expect(output).toHaveLength(input.length);
  return input.map((line, index) => [line, output[index]!]);
}

describe('every line of every capture, as Datadog reads it', () => {
  test.each(goldenNames)('%s', (name) => {
    for (const [before, after] of pairs(name)) {
      const log = parsed(after);
      if (log === undefined) {
        expect(after).toBe(before);
        continue;
      }
      const reads = orders.map((order) => readLog(log, captureArrivalMs, order)!);
      for (const { date } of reads) expect([date.kind, before]).toEqual(['date', before]);
      const input = parsed(before);
      const written = typeof input?.['log'] === 'string' ? input['log'] : input === undefined ? before : '';
      const timeMs = Date.parse(cri.exec(written)?.[1] ?? '');
      if (!Number.isNaN(timeMs) && !ownDate.test(before.replace(written, written.slice(30))))
        for (const { date } of reads) expect(date).toMatchObject({ ms: timeMs });
      const map = input?.['kubernetes'] as Record<string, string> | undefined;
      if (map?.['docker_id'] === undefined) continue;
      expect(reads[0]!.tags).toEqual(
        expect.arrayContaining([
          `kube_container_name:${map['container_name']}`,
          `kube_namespace:${map['namespace_name']}`,
          `pod_name:${map['pod_name']}`,
          `container_id:${map['docker_id']}`,
        ]),
      );
    }
  });
});
