import { describe, expect, test } from '@jest/globals';
import { parseRfc3339Ms, rfc3339Ms } from '../../src/fluent-bit/rfc3339.ts';

const times: readonly [string, string][] = [
  ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ['1969-12-31T23:59:59.999999999Z', '1969-12-31T23:59:59.999Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['0000-02-29T00:00:00Z', '0000-02-29T00:00:00.000Z'],
  ['2000-02-29T12:00:00Z', '2000-02-29T12:00:00.000Z'],
  ['2024-02-29T12:00:00.1Z', '2024-02-29T12:00:00.100Z'],
  ['2024-12-31T23:59:59.12Z', '2024-12-31T23:59:59.120Z'],
  ['9999-12-31T23:59:59.9999Z', '9999-12-31T23:59:59.999Z'],
  ['2024-03-01T00:00:00+00:00', '2024-03-01T00:00:00.000Z'],
  ['2024-03-01T00:00:00-00:00', '2024-03-01T00:00:00.000Z'],
  ['2024-03-01T00:30:00+01:00', '2024-02-29T23:30:00.000Z'],
  ['2024-02-29T23:30:00.5-23:59', '2024-03-01T23:29:00.500Z'],
  ['2024-03-01t00:00:00z', '2024-03-01T00:00:00.000Z'],
];

const notTimes: readonly string[] = [
  '',
  '2024-03-01',
  '2024-03-01T00:00Z',
  '2024-03-01T00:00:00',
  '2024-03-01T00:00:00.Z',
  '2024-03-01T00:00:00,1Z',
  '2024-03-01T00:00:00.0000000000Z',
  '2024-03-01T00:00:00ZZ',
  '2024-03-01T00:00:00Z ',
  '2024-03-01T00:00:00+0100',
  '2024-03-01T00:00:00+24:00',
  '2024-03-01T00:00:00+01:60',
  '2024-03-01T00:00:00 01:00',
  '2024-00-01T00:00:00Z',
  '2024-13-01T00:00:00Z',
  '2024-04-31T00:00:00Z',
  '2024-03-00T00:00:00Z',
  '2023-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2024-03-01T24:00:00Z',
  '2024-03-01T00:60:00Z',
  '2016-12-31T23:59:60Z',
  '2024/03/01T00:00:00Z',
  '2024-03-01 00:00:00Z',
  '+2024-03-01T00:00:00Z',
  '２024-03-01T00:00:00Z',
  '2024-03-01T00:00:00\u017a',
  '202\u0134-03-01T00:00:00Z',
  ' '.repeat(30),
];

describe('rfc3339Ms', () => {
  test.each(times)('%s', (text, same) => expect(rfc3339Ms(text)).toBe(Date.parse(same)));

  test.each(notTimes)('not a time: %j', (text) => expect(rfc3339Ms(text)).toBeUndefined());

  test('agrees with Date for every day of four centuries', () => {
    const wrong: string[] = [];
    for (let day = Date.UTC(1800, 0, 1); day < Date.UTC(2201, 0, 1); day += 86_400_000) {
      const text = new Date(day).toISOString();
      if (rfc3339Ms(text) !== day) wrong.push(text);
    }
    expect(wrong).toEqual([]);
  });
});

describe('parseRfc3339Ms', () => {
  test('the whole range has to match', () => {
    const text = new TextEncoder().encode('x2024-03-01T00:00:00Zx');
    expect(parseRfc3339Ms(text, 1, 21)).toBe(Date.parse('2024-03-01T00:00:00Z'));
    expect(parseRfc3339Ms(text, 1, 22)).toBeUndefined();
    expect(parseRfc3339Ms(text, 0, 21)).toBeUndefined();
  });
});
