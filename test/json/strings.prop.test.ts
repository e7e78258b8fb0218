import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KeyTable } from '../../src/json/key-table.ts';
import {
  decodeNestedString,
  decodeString,
  decodeText,
  encodeString,
  memberText,
  parseNestedValue,
  parseValue,
} from '../../src/json/strings.ts';
import { unescapeInto } from '../../src/json/unescape.ts';
import { runs } from '../support/property.ts';

/** Pieces of a string literal's content, each in the spellings that JSON has for it; some are halves of surrogate pairs. */
const piece = fc.oneof(
  fc.constantFrom('\\b', '\\t', '\\n', '\\f', '\\r', '\\"', '\\\\', '\\/', 'a', 'u', '0', '', 'é', '€', '😀'),
  fc.constantFrom('\\u0000', '\\u007f', '\\u0080', '\\u07FF', '\\u0800', '\\uFFFF', '\\ud83d\\ude00'),
  fc.constantFrom('\\ud800', '\\udbff', '\\udc00', '\\udfff', '\\ud7ff', '\\ue000', '\\ud800\\udc00'),
  fc.nat(0xffff).map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`),
);
const contents = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
const textOf = (content: string): string => JSON.parse(`"${content}"`);

/** Half a pair, and then what only looks like its other half. */
const noPairs = ['\\ud800xudc00', '\\ud800\\ndc00', '\\ud800\\u0041', '\\ud800\\\\udc00'];

describe('the content of a string literal', () => {
  test('means what JSON.parse says, wherever it stands', () => {
    fc.assert(
      fc.property(contents, fc.string(), (content, before) => {
        const start = Buffer.byteLength(before);
        const bytes = Buffer.from(`${before}"${content}"after`);
        const end = start + 2 + Buffer.byteLength(content);
        expect(decodeString(bytes, start, end)).toBe(textOf(content));
        expect(decodeText(bytes, start + 1, end - 1)).toBe(textOf(content));
        expect(parseValue(bytes, start, end)).toBe(textOf(content));
        const nested = JSON.stringify(`"${content}"`).slice(1, -1);
        expect(decodeNestedString(Buffer.from(nested), 0, Buffer.byteLength(nested))).toBe(textOf(content));
        expect(parseNestedValue(Buffer.from(nested), 0, Buffer.byteLength(nested))).toBe(textOf(content));
      }),
      runs(),
    );
  });

  test('inside a string it is any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, isEscaped) => {
        const text = JSON.stringify(JSON.stringify(value)).slice(1, -1);
        const bytes = Buffer.from(isEscaped ? text.replaceAll('\\"', String.raw`\u0022`) : text);
        expect(parseNestedValue(bytes, 0, bytes.length)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      runs(),
    );
  });

  test('is written as UTF-8, as much of it as there is room for', () => {
    fc.assert(
      fc.property(contents, fc.nat(40), (content, room) => {
        const bytes = Buffer.from(`xx${content}\\ude00`);
        const target = Buffer.alloc(room, 0xee);
        const length = unescapeInto(bytes, 2, bytes.length - 6, target);
        const expected = Buffer.from(textOf(content)).subarray(0, room);
        expect(target.subarray(0, length)).toEqual(expected);
      }),
      { ...runs<[string, number]>(), examples: noPairs.map((content): [string, number] => [content, 40]) },
    );
  });

  test('comes back from what is written', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff)), fc.string(), (units, key) => {
        const text = String.fromCharCode(...units);
        const literal = encodeString(text);
        expect(decodeString(literal, 0, literal.length)).toBe(text);
        expect(JSON.parse(`{${memberText(key, text)}}`)).toEqual({ [key]: text });
      }),
      runs(),
    );
  });
});

test.each(['1', '-0.5e3', 'true', 'null', '[1,"a"]', '{"a":{}}', '"a"', '"\\n"'])(
  '%s is its value',
  (text) => {
    const bytes = Buffer.from(`"${text}"`);
    expect(parseValue(bytes, 1, bytes.length - 1)).toEqual(JSON.parse(text));
  },
);

describe('a table of keys', () => {
  const slots = new Map([
    ['kubernetes', 0],
    ['log', 1],
    ['message', 1],
    ['é', 2],
    ['a"b', 4],
    ['', 5],
    ['\\', 6],
    ['\\n', 7],
  ]);
  const table = new KeyTable(slots);
  const shortest = (unit: string) => JSON.stringify(unit).slice(1, -1);
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  // The line end reads in JSON like the name of two characters above; the last one falls into the same bucket as `log`.
  const others = ['lag', 'lof', 'logs', 'massage', 'nothing', '__proto__', '\n', `log${'x'.repeat(256)}`];
  const named = [...slots.keys(), ...others];

  function expectSlot(key: string, content: string): void {
    const slot = slots.get(key) ?? -1;
    const plain = Buffer.from(`{"${content}":1}`);
    const keyEnd = plain.length - 3;
    expect(table.slotAt(plain, 1, keyEnd, 'plain')).toBe(slot);
    const member = { keyStart: 1, keyEnd, valueStart: keyEnd + 1, valueEnd: keyEnd + 2 };
    expect(table.slotOf(plain, member, 'plain')).toBe(slot);
    const nested = Buffer.from(JSON.stringify(`"${content}"`).slice(1, -1));
    expect(table.slotAt(nested, 0, nested.length, 'nested')).toBe(slot);
  }

  test.each(named)('finds the slot of %j, or none', (key) => {
    for (const spell of [shortest, escaped]) expectSlot(key, Array.from(key, spell).join(''));
  });

  test('finds the slot of a key in any spelling, plain or inside a string', () => {
    const keys = fc.oneof(fc.constantFrom(...named), fc.string({ maxLength: 4 }));
    // Every character may be escaped.
    const spelled = keys.chain((key) =>
      fc.tuple(
        fc.constant(key),
        fc.tuple(...Array.from(key, (unit) => fc.constantFrom(shortest(unit), escaped(unit)))),
      ),
    );
    fc.assert(
      fc.property(spelled, ([key, units]) => expectSlot(key, units.join(''))),
      runs(),
    );
  });
});
