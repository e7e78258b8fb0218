import { describe, expect, test } from '@jest/globals';
import { dateOrders, type DateOrder } from '../../src/datadog/reading/date-attributes.ts';
import { readLog } from '../../src/datadog/reading/read-log.ts';
import { capturedRecords } from '../support/captures.ts';
import { captureArrivalMs, goldenNames, transformedCapture } from '../support/golden.ts';

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

function linesOf(records: readonly string[]): string[] {
  return records.flatMap((text) => text.split('\n')).filter((line) => line !== '');
}

/** Each line that went in, beside the line that came out. */
function pairs(name: string): [string, string][] {
  const input = linesOf(capturedRecords(name).map((data) => data.toString('latin1')));
  const output = linesOf(transformedCapture(name));
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
