import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import { environments, lines } from '../support/lines.ts';
import { runs } from '../support/property.ts';

test('the short cut for the guide’s own line writes what the general way writes, byte for byte', () => {
  const record = { arrivalTimeMs: 1_767_323_045_000, streamArn: undefined };
  fc.assert(
    fc.property(lines, environments, (line, environment) => {
      const config = parseTransformConfig(environment);
      const withShortCut = createRecordTransform(config);
      // A row that reads the line itself, and finds nothing, rules the short cut out.
      const tagMapping = [...config.tagMapping, { path: 'never.there', tagKey: 'never_there' }];
      const general = createRecordTransform({ ...config, tagMapping });
      const data = Buffer.from(`${line}\n`);
      // The second time the pod is known, which the short cut needs.
      withShortCut.transform({ ...record, data });
      expect(withShortCut.transform({ ...record, data })).toEqual(general.transform({ ...record, data }));
    }),
    runs(),
  );
});
