import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseBody } from '../../src/intake/body.ts';
import { findRecords } from '../../src/intake/records.ts';
import { runs } from '../support/property.ts';

const texts = fc.oneof(
  fc.base64String(),
  fc.string(),
  fc.constantFrom('', 'YQ==', 'a"b', 'a\\b', ']}', '"records":[', '{"data":"', 'YQ==\n'),
);
const elements = fc.oneof(
  { weight: 8, arbitrary: fc.record({ data: texts }) },
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.record({ data: texts, more: fc.jsonValue() }) },
);
const lists = fc.array(elements, { maxLength: 5 });

/** Keys that are `records`, and those that look like it. */
const keys = fc.oneof(
  { weight: 6, arbitrary: fc.constant('"records"') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      String.raw`"\u0072ecords"`,
      String.raw`"b\"records"`,
      String.raw`"records\\"`,
      '"Records"',
      '"requestId"',
    ),
  },
);
const spaces = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom(' ', '\n', '\t\r\n') },
);

/** Members as text, so that keys come twice, in any spelling, at any depth, with white space around them. */
const members = fc
  .tuple(
    keys,
    fc.oneof(
      { weight: 5, arbitrary: lists.map((list) => JSON.stringify(list)) },
      { weight: 1, arbitrary: lists.map((list) => JSON.stringify(list, null, 1)) },
      { weight: 1, arbitrary: lists.map((records) => JSON.stringify({ records })) },
      { weight: 2, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
    ),
    fc.array(spaces, { minLength: 3, maxLength: 3 }),
  )
  .map(([key, value, [before, between, behind]]) => `${before}${key}${between}:${value}${behind}`);
const heads = fc.constantFrom('"requestId":"r","timestamp":1767323045599', '"n":18446744073709551615');
const bodies = fc
  .tuple(fc.array(heads, { maxLength: 1 }), fc.array(members, { minLength: 1, maxLength: 3 }))
  .map(([head, rest]) => `{${[...head, ...rest].join(',')}}`);

/** What the body says by JSON.parse alone; of an element without data its value. */
function byParsing(body: Buffer): readonly unknown[] | undefined {
  const { records }: { readonly records?: unknown } = JSON.parse(body.toString('latin1'));
  if (!Array.isArray(records)) return undefined;
  return records.map((element: { readonly data?: unknown } | null) =>
    typeof element?.data === 'string'
      ? { data: element.data }
      : { data: undefined, element: JSON.parse(Buffer.from(JSON.stringify(element), 'latin1').toString()) },
  );
}

test('records that are found without parsing are those that parsing gives', () => {
  const seen = { short: 0, long: 0, none: 0 };
  fc.assert(
    fc.property(bodies, (text) => {
      const body = Buffer.from(text);
      const expected = byParsing(body);
      const decoded = parseBody(body);
      if (decoded.kind !== 'decoded') {
        expect([decoded.failure, expected]).toEqual(['noRecords', undefined]);
        seen.none += 1;
        return;
      }
      const { records } = decoded.value;
      const given = [...records].map(({ data, element }) =>
        data === undefined ? { data, element: JSON.parse(element!) } : { data },
      );
      expect(given).toEqual(expected);
      expect(records.count).toBe(given.length);
      seen[findRecords(body) === undefined ? 'long' : 'short'] += 1;
    }),
    runs(),
  );
  // The usual body takes the short way, and both ways are met. The rarest comes about 36 times: chance does not go below 5.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(5);
});

test.each([
  [String.raw`{"records" :[{"data":"eA=="}],"b\"records":[{"data":"YQ=="}]}`, ['eA==']],
  [String.raw`{"\u0072ecords":[{"data":"eA=="}]}`, ['eA==']],
  ['{"records":[{"data":"eA=="}],"records":[{"data":"YQ=="}]}', ['YQ==']],
  [String.raw`{"records":[{"data":"\u0059Q=="},{"d\u0061ta":"ab\/+"}]}`, ['YQ==', 'ab/+']],
  ['{"x":{"records":[{"data":"eA=="}]},"records":[{"data":"YQ=="}]}', ['YQ==']],
  ['{"records":[{"data":"YQ=="}],"x":{"records":[{"data":"eA=="}]}}', ['YQ==']],
])('%s', (text, expected) => {
  const decoded = parseBody(Buffer.from(text));
  expect(decoded.kind === 'decoded' && [...decoded.value.records].map(({ data }) => data)).toEqual(expected);
});

test.each([
  ['numbers of 64 bits', '{"n":18446744073709551615, "n":1}'],
  ['a million levels', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`],
  ['UTF-8', '{"é":"日本"}'],
])('an element without data is kept as it came: %s', (_what, element) => {
  const decoded = parseBody(Buffer.from(`{"records":[ {"data":"YQ=="} , ${element} ,{"data":"Yg=="}]}`));
  if (decoded.kind !== 'decoded') throw new Error(decoded.failure);
  const [first, second, third] = decoded.value.records;
  expect([first, third]).toEqual([{ data: 'YQ==' }, { data: 'Yg==' }]);
  // Compared by itself: a difference of a million brackets could not be shown.
  expect(second?.element === element).toBe(true);
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
