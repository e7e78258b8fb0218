import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseBody } from '../../src/intake/body.ts';
import { findRecords, parsedRecords } from '../../src/intake/records.ts';
import { runs } from '../support/property.ts';

const texts = fc.oneof(
  fc.base64String(),
  fc.string(),
  fc.constantFrom('', 'YQ==', 'a"b', 'a\\b', ']}', '"records":[', '{"data":"'),
);
const elements = fc.oneof(
  { weight: 8, arbitrary: fc.record({ data: texts }) },
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.record({ data: texts, more: fc.jsonValue() }) },
);
const heads = fc.oneof(
  { weight: 4, arbitrary: fc.record({ requestId: fc.string(), timestamp: fc.integer() }) },
  {
    weight: 1,
    arbitrary: fc.constant({ requestId: '"records":[{"data":"eA=="}]}', x: { records: [{ data: 'eA==' }] } }),
  },
  { weight: 1, arbitrary: fc.constant({}) },
);
const tails = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ z: fc.jsonValue() }) },
);
const bodies = fc
  .tuple(heads, fc.array(elements, { maxLength: 5 }), tails, fc.constantFrom(0, 0, 0, 1))
  .map(([head, records, tail, indent]) => JSON.stringify({ ...head, records, ...tail }, null, indent));

test('records that are found without parsing are those that parsing gives', () => {
  let found = 0;
  fc.assert(
    fc.property(bodies, (text) => {
      const body = Buffer.from(text);
      const expected = parsedRecords(JSON.parse(body.toString('latin1')).records);
      const decoded = parseBody(body);
      if (decoded.kind !== 'decoded') throw new Error(decoded.failure);
      expect([...decoded.value.records]).toEqual([...expected]);
      expect(decoded.value.records.count).toBe(expected.count);
      if (findRecords(body) !== undefined) found += 1;
    }),
    runs(),
  );
  // The usual body takes the short way.
  expect(found).toBeGreaterThan(100);
});

test('a body that is cut or changed anywhere is read as parsing reads it, or is refused', () => {
  const json = '{"requestId":"r","timestamp":1767323045599,"records":[{"data":"YQ=="},{"data":""}]}';
  const isJson = (text: string): boolean => {
    try {
      return typeof JSON.parse(text) === 'object';
    } catch {
      return false;
    }
  };
  for (let at = 0; at < json.length; at++) {
    for (const text of [
      json.slice(0, at),
      json.slice(at + 1),
      `${json.slice(0, at)}${json.slice(at + 1)}`,
      `${json.slice(0, at)}\n${json.slice(at)}`,
    ]) {
      const decoded = parseBody(Buffer.from(text));
      // A line break inside of data makes it no base64, and is told with the record.
      if (decoded.kind === 'decoded' && !/"data":"[^"]*\n/.test(text))
        expect({ at, text, isJson: isJson(text) }).toEqual({ at, text, isJson: true });
      if (isJson(text)) expect(decoded.kind === 'decoded' || decoded.failure !== 'notJson').toBe(true);
    }
  }
});

test('the fingerprint is that of the records, whatever the time of the request', () => {
  const print = (timestamp: number, data: string): string => {
    const decoded = parseBody(
      Buffer.from(JSON.stringify({ requestId: 'r', timestamp, records: [{ data }] })),
    );
    return decoded.kind === 'decoded' ? decoded.value.fingerprint : 'none';
  };
  expect(print(1, 'YQ==')).toBe(print(2, 'YQ=='));
  expect(print(1, 'YQ==')).not.toBe(print(1, 'Yg=='));
  expect(print(1, 'YQ==')).not.toBe('none');
});
