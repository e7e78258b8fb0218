import { expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../../src/config/transform.ts';
import { createRecordTransform, type RecordTransform } from '../../../src/transform/record.ts';
import { arrivalTimeMs, kubernetes, streamArn } from '../../support/transformed.ts';

const config = parseTransformConfig({});

function output(records: RecordTransform, line: string): string {
  return Buffer.from(
    records.transform({ data: Buffer.from(line), arrivalTimeMs, streamArn }).data,
  ).toString();
}

test('a function that has met more pods than it remembers', () => {
  const records = createRecordTransform(config);
  const pods = Array.from(
    { length: 60 },
    (_, index) =>
      `${JSON.stringify({ log: 'x', kubernetes: { ...kubernetes, pod_name: `web-${index}`, annotations: { notes: 'x'.repeat(300_000) } } })}\n`,
  );
  for (const line of [...pods, ...pods.slice(0, 3), ...pods.slice(-3)]) {
    expect(output(records, line) === output(createRecordTransform(config), line)).toBe(true);
  }
});
