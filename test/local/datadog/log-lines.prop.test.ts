import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { logsOfPayload, logsOfRecord } from '../../../src/local/datadog/log-lines.ts';
import { runs } from '../../support/property.ts';

const object = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true, maxKeys: 4 });

test('the logs of a payload are its elements, in order', () => {
  fc.assert(
    fc.property(fc.array(object, { maxLength: 6 }), fc.integer({ min: 0, max: 3 }), (logs, indent) => {
      const found = logsOfPayload(Buffer.from(JSON.stringify(logs, null, indent)));
      expect(found?.map((log): unknown => JSON.parse(log.toString('utf8')))).toEqual(
        JSON.parse(JSON.stringify(logs)),
      );
    }),
    runs(),
  );
});

test('the logs of an aggregated record are its lines, byte for byte', () => {
  fc.assert(
    fc.property(fc.array(object, { maxLength: 6 }), (logs) => {
      const lines = logs.map((log) => JSON.stringify(log));
      const found = logsOfRecord(Buffer.from(lines.map((line) => `${line}\n`).join('')));
      expect(found.map((log) => log.toString('utf8'))).toEqual(lines);
    }),
    runs(),
  );
});
