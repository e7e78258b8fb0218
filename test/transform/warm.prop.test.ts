import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import { environments, lines } from '../support/lines.ts';
import { runs } from '../support/property.ts';

test('a line of a pod that was met becomes what it becomes in a function that has met none, byte for byte', () => {
  const record = { arrivalTimeMs: 1_674_838_500_000, streamArn: undefined };
  fc.assert(
    fc.property(lines, lines, environments, (line, other, environment) => {
      const config = parseTransformConfig(environment);
      const data = Buffer.from(`${line}\n`);
      const warm = createRecordTransform(config);
      warm.transform({ ...record, data });
      warm.transform({ ...record, data: Buffer.from(other) });
      expect(warm.transform({ ...record, data })).toEqual(
        createRecordTransform(config).transform({ ...record, data }),
      );
    }),
    runs(),
  );
});
