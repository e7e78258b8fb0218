import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { dateOrders, type DateOrder } from '../../src/datadog/reading/date-attributes.ts';
import { readLog } from '../../src/datadog/reading/read-log.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import { arrivalMs, datedLogs, times } from '../datadog/reading/dated-logs.ts';
import { runs } from '../support/property.ts';

const records = createRecordTransform(parseTransformConfig({}));

test('law 11: whatever dates a line has, Datadog takes it, at a time that it can use or with original_timestamp', () => {
  fc.assert(
    fc.property(datedLogs, fc.option(times), fc.boolean(), ({ outer, inner }, criMs, isNested) => {
      const text = inner === undefined ? 'x' : JSON.stringify(inner);
      const prefix = criMs === null ? '' : `${new Date(criMs).toISOString()} stderr F `;
      const line = { ...outer, ...(isNested ? { message: text } : { log: `${prefix}${text}` }) };
      const data = Buffer.from(JSON.stringify(line));
      const output = records.transform({ data, arrivalTimeMs: arrivalMs, streamArn: undefined });
      const after: unknown = JSON.parse(Buffer.from(output.data).toString());
      for (const order of Object.keys(dateOrders) as DateOrder[]) {
        const read = readLog(after, arrivalMs, order)!;
        expect(['date', 'arrival']).toContain(read.date.kind);
        if (read.date.kind === 'arrival') expect(read.attributes).toHaveProperty('original_timestamp');
      }
    }),
    runs(),
  );
});
