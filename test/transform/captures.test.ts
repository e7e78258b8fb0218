import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import { capturedRecords, captureNames } from '../support/captures.ts';
import { readGolden, transformedCapture } from '../support/golden.ts';

const records = createRecordTransform(parseTransformConfig({ DD_CLUSTER_NAME: 'main' }));
const streamArn = 'arn:aws:firehose:us-east-2:111122223333:deliverystream/logs';

/** The lines of some records, whatever record each is in, in an order of their own. */
function linesOf(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== '')).toSorted();
}

describe('every captured record comes out as its golden file says', () => {
  test.each(captureNames)('%s', (name) => {
    const output = transformedCapture(name);
    const golden = readGolden(name);
    expect(output).toHaveLength(golden.length);
    for (const [index, text] of output.entries()) {
      // Compared first, because printing the difference of two records of 1 MB takes minutes.
      if (text !== golden[index]) expect({ index, text }).toEqual({ index, text: golden[index] });
    }
  });

  test('there is one golden file for each capture', () => {
    const files = readdirSync(join(import.meta.dirname, 'golden')).filter((file) => file.endsWith('.gz'));
    expect(files.toSorted()).toEqual(captureNames.map((name) => `${name}.jsonl.gz`).toSorted());
    expect(captureNames).toHaveLength(23);
  });
});

describe('what the golden files say', () => {
  test.each(captureNames)('%s: a second pass changes nothing', (name) => {
    for (const [index, text] of readGolden(name).entries()) {
      const data = Buffer.from(text, 'latin1');
      const again = records.transform({ data, arrivalTimeMs: 0, streamArn });
      expect({ index, changed: again.changed }).toEqual({ index, changed: false });
    }
  });

  test.each(['out-gzip', 'out-zstd', 'out-snappy'])(
    '%s: packed records come out as the plain ones',
    (name) => {
      expect(linesOf(readGolden(name))).toEqual(linesOf(readGolden('guide-default')));
    },
  );

  test.each(['out-simple-aggregation', 'out-simple-aggregation-gzip'])(
    '%s: aggregated lines come out as single ones, and the empty line at the end stays',
    (name) => {
      const golden = readGolden(name);
      expect(linesOf(golden)).toEqual(linesOf(readGolden('guide-default')));
      expect(golden.every((text) => text.endsWith('}\n\n'))).toBe(true);
    },
  );

  test('1,300 lines in one record come out as 1,300 records do', () => {
    expect(readGolden('many-1300-aggregation')).toEqual([`${readGolden('many-1300').join('')}\n`]);
  });

  test.each(['out-log-key', 'out-log-key-map'])('%s: what is no JSON is the very same bytes', (name) => {
    expect(readGolden(name)).toEqual(capturedRecords(name).map((data) => data.toString('latin1')));
  });

  test('every line that is a JSON object has tags and a time, of its own or ours', () => {
    const dates = /"(?:@timestamp|timestamp|date)\\?":/u;
    for (const name of captureNames.filter((capture) => !capture.startsWith('out-log-key'))) {
      for (const line of linesOf(readGolden(name))) {
        expect(line).toMatch(/"ddtags":"(?:[^"]+,)?kube_cluster_name:main,kube_distribution:eks[,"]/u);
        expect(line).toMatch(dates);
      }
    }
  });

  test('Datadog’s four tags are on every line with a pod', () => {
    const podNames = new Set<string>();
    for (const line of linesOf(readGolden('guide-default'))) {
      const { kubernetes, ddtags } = JSON.parse(line) as {
        kubernetes?: Record<string, string>;
        ddtags: string;
      };
      if (kubernetes === undefined) continue;
      podNames.add(kubernetes['pod_name']!);
      expect(ddtags.split(',')).toEqual(
        expect.arrayContaining([
          `kube_container_name:${kubernetes['container_name']}`,
          `kube_namespace:${kubernetes['namespace_name']}`,
          `pod_name:${kubernetes['pod_name']}`,
          `container_id:${kubernetes['docker_id']}`,
        ]),
      );
    }
    expect(podNames.size).toBeGreaterThan(10);
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
    expect(holds(readGolden(name))).toBe(1);
    expect(holds(capturedRecords(name).map((data) => data.toString('latin1')))).toBe(1);
  });
});
