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

describe('the content of a string literal', () => {
  test('means what JSON.parse says, wherever it stands', () => {
    fc.assert(
      fc.property(contents, fc.string(), (content, before) => {
        const start = Buffer.byteLength(before);
        const bytes = Buffer.from(`${before}"${content}"after`);
        const end = start + 2 + Buffer.byteLength(content);
        expect(decodeString(bytes, start, end)).toBe(textOf(content));
        expect(decodeText(bytes, start + 1, end - 1)).toBe(textOf(content));
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
      runs(),
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

describe('a table of keys', () => {
  const slots = new Map([
    ['kubernetes', 0],
    ['log', 1],
    ['message', 1],
    ['é', 2],
    ['a"b', 4],
  ]);
  const table = new KeyTable(slots);
  /** Every character may be escaped. */
  const spelling = (key: string) =>
    fc
      .tuple(...Array.from(key, (unit) => fc.constantFrom(JSON.stringify(unit).slice(1, -1), escaped(unit))))
      .map((units) => units.join(''));
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const keys = fc.oneof(
    fc.constantFrom(...slots.keys(), 'lag', 'lof', 'logs', 'massage', 'nothing', '__proto__'),
    fc.string({ maxLength: 4 }),
  );

  test('finds the slot of a key in any spelling, plain or inside a string', () => {
    fc.assert(
      fc.property(
        keys.chain((key) => fc.tuple(fc.constant(key), spelling(key))),
        ([key, content]) => {
          const slot = slots.get(key) ?? -1;
          const plain = Buffer.from(`{"${content}":1}`);
          const keyEnd = plain.length - 3;
          expect(table.slotAt(plain, 1, keyEnd, 'plain')).toBe(slot);
          const member = { keyStart: 1, keyEnd, valueStart: keyEnd + 1, valueEnd: keyEnd + 2 };
          expect(table.slotOf(plain, member as Parameters<KeyTable['slotOf']>[1], 'plain')).toBe(slot);
          const nested = Buffer.from(JSON.stringify(`"${content}"`).slice(1, -1));
          expect(table.slotAt(nested, 0, nested.length, 'nested')).toBe(slot);
        },
      ),
      runs(),
    );
  });
});
