import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  findMembers,
  findNestedMembers,
  findObject,
  nestedEnd,
  type JsonObject,
} from '../../src/json/object.ts';
import { malformed } from '../../src/json/scan.ts';
import { runs } from '../support/property.ts';
import { documents, respaced } from '../support/json-documents.ts';

/** JSON.parse on the bytes as Latin-1: it judges everything but UTF-8, which is what `findMembers` promises. */
function oracle(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('latin1'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The members by key, later ones over earlier ones, parsed from the very bytes that were found. */
function read(bytes: Buffer, object: JsonObject): Record<string, unknown> {
  const entries = object.members.map(({ keyStart, keyEnd, valueStart, valueEnd }) => {
    const key = JSON.parse(bytes.toString('latin1', keyStart, keyEnd)) as string;
    return [key, JSON.parse(bytes.toString('latin1', valueStart, valueEnd)) as unknown] as const;
  });
  return Object.fromEntries(entries);
}

/** The same for an object inside a JSON string. */
function readNested(bytes: Buffer, object: JsonObject): Record<string, unknown> {
  const unescape = (from: number, to: number): unknown =>
    JSON.parse(JSON.parse(`"${bytes.toString('utf8', from, to)}"`) as string);
  const entries = object.members.map(({ keyStart, keyEnd, valueStart, valueEnd }) => {
    return [unescape(keyStart, keyEnd) as string, unescape(valueStart, valueEnd)] as const;
  });
  return Object.fromEntries(entries);
}

/** Compared as text: matchers take an own `__proto__` for the prototype. */
function agrees(bytes: Buffer): void {
  const expected = oracle(bytes);
  const found = findMembers(bytes, 0, bytes.length);
  if (expected === undefined) expect(found).toBeUndefined();
  else expect(JSON.stringify(read(bytes, found!))).toBe(JSON.stringify(expected));
}

describe('members of an object, with JSON.parse as oracle', () => {
  test('valid documents, in any spacing', () => {
    fc.assert(
      fc.property(respaced(documents()), (text) => agrees(Buffer.from(text))),
      runs(),
    );
  });

  test('every prefix of a document', () => {
    fc.assert(
      fc.property(documents(), fc.nat(), (text, cut) => {
        const bytes = Buffer.from(text);
        agrees(bytes.subarray(0, cut % (bytes.length + 1)));
      }),
      runs(),
    );
  });

  test('one byte changed, removed or added anywhere', () => {
    const change = fc.tuple(fc.constantFrom('set', 'remove', 'add'), fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(documents(), change, (text, [how, where, byte]) => {
        const bytes = Buffer.from(text);
        const at = where % (how === 'add' ? bytes.length + 1 : bytes.length);
        const kept = how === 'add' ? at : at + 1;
        const put = how === 'remove' ? [] : [byte];
        agrees(Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(kept)]));
      }),
      runs(),
    );
  });

  test('any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => agrees(Buffer.from(bytes))),
      runs(),
    );
  });

  test('bytes around the range are never looked at', () => {
    fc.assert(
      fc.property(documents(), fc.uint8Array(), fc.uint8Array(), (text, before, after) => {
        const bytes = Buffer.concat([before, Buffer.from(text), after]);
        const end = bytes.length - after.length;
        const alone = findMembers(Buffer.from(text), 0, Buffer.byteLength(text));
        expect(findMembers(bytes, before.length, end)?.members.length).toBe(alone?.members.length);
      }),
      runs(),
    );
  });

  test('whatever comes after it, and nothing where it is cut', () => {
    const behind = fc.oneof(
      fc.uint8Array(),
      fc.constantFrom('"', '}', ']', '0', 'e', ',', ' ').map(Buffer.from),
    );
    fc.assert(
      fc.property(respaced(documents()), fc.nat(), behind, (text, where, more) => {
        const bytes = Buffer.from(text);
        const object = findMembers(bytes, 0, bytes.length)!;
        const end = where % (bytes.length + 1);
        for (const tail of [more, Buffer.concat([bytes.subarray(end), more])]) {
          const found = findObject(Buffer.concat([bytes.subarray(0, end), tail]), 0, end, 'plain');
          expect(found).toEqual(end > object.close ? object : undefined);
        }
      }),
      runs(),
    );
  });

  test('with values whose end somebody knows: they are asked about in order, and not read', () => {
    fc.assert(
      fc.property(respaced(documents()), fc.infiniteStream(fc.boolean()), (text, isKnown) => {
        const bytes = Buffer.from(text);
        const object = findMembers(bytes, 0, bytes.length)!;
        const asked: number[][] = [];
        const found = findMembers(bytes, 0, bytes.length, (...positions) => {
          const { valueEnd } = object.members[asked.length]!;
          asked.push(positions);
          if (isKnown.next().value !== true) return malformed;
          bytes.fill(0, positions[2], valueEnd);
          return valueEnd;
        });
        expect(found).toEqual(object);
        expect(asked).toEqual(
          object.members.map(({ keyStart, keyEnd, valueStart }) => [keyStart, keyEnd, valueStart]),
        );
      }),
      runs(),
    );
  });
});

describe('members of an object inside a JSON string, with JSON.parse twice as oracle', () => {
  const inString = (text: string): Buffer => Buffer.from(`${JSON.stringify(text)},"next":1}`);

  test('valid documents', () => {
    fc.assert(
      fc.property(respaced(documents()), (text) => {
        const bytes = inString(text);
        const object = findNestedMembers(bytes, 1, bytes.length)!;
        const end = nestedEnd(bytes, object, bytes.length);
        expect(JSON.parse(bytes.toString('utf8', 0, end + 1))).toBe(text);
        expect(JSON.stringify(readNested(bytes, object))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      runs(),
    );
  });

  test('whatever is found is an object for JSON.parse, and the string a string', () => {
    const bytesThatMatter = fc.constantFrom(...Buffer.from(' \t\n\r\0"\\{}[],:u0n'));
    const change = fc.tuple(fc.nat(), fc.oneof(fc.nat(255), bytesThatMatter));
    fc.assert(
      fc.property(respaced(documents()), change, (text, [where, byte]) => {
        const bytes = inString(text);
        bytes[1 + (where % (bytes.length - 1))] = byte;
        const object = findNestedMembers(bytes, 1, bytes.length);
        if (object === undefined) return;
        const end = nestedEnd(bytes, object, bytes.length);
        const inner = JSON.parse(bytes.toString('latin1', 0, end + 1)) as string;
        expect(Object.keys(JSON.parse(inner) as object).length).toBeLessThanOrEqual(object.members.length);
      }),
      runs(),
    );
  });

  test('bytes behind the range decide nothing', () => {
    const behind = fc.oneof(
      fc.uint8Array(),
      fc.constantFrom(...'\\"|"}|}"|,1}"|\\":1}"|:1}"'.split('|')).map(Buffer.from),
    );
    fc.assert(
      fc.property(respaced(documents()), fc.nat(), behind, (text, where, more) => {
        const bytes = inString(text);
        const end = 1 + (where % bytes.length);
        const alone = findNestedMembers(bytes.subarray(0, end), 1, end);
        const object = findNestedMembers(bytes, 1, bytes.length)!;
        for (const tail of [more, Buffer.concat([bytes.subarray(end), more])]) {
          const longer = Buffer.concat([bytes.subarray(0, end), tail]);
          expect(findNestedMembers(longer, 1, end)).toEqual(alone);
          expect(findObject(longer, 1, end, 'nested')).toEqual(end > object.close ? object : undefined);
        }
      }),
      runs(),
    );
  });

  test('escapes of the outer string hide an object or leave it as it is, never change it', () => {
    let found = 0;
    fc.assert(
      fc.property(documents(), fc.infiniteStream(fc.nat(6)), (text, chances) => {
        const units = Array.from({ length: text.length }, (_, index) => text[index]!);
        const content = units.map((unit) => {
          const isEscaped = chances.next().value === 0 && /[^"{}[\],:\\]/u.test(unit);
          if (!isEscaped) return JSON.stringify(unit).slice(1, -1);
          return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
        });
        const bytes = Buffer.from(`"${content.join('')}","next":1}`);
        const object = findNestedMembers(bytes, 1, bytes.length);
        if (object === undefined) return;
        found += 1;
        expect(JSON.stringify(readNested(bytes, object))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      runs(),
    );
    expect(found).toBeGreaterThan(0);
  });
});
