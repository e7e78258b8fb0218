import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteWriter } from '../../src/codec/byte-writer.ts';
import { editedBytes, restructure, sortEdits, writeEdited, type Edit } from '../../src/json/edit.ts';
import { findMembers } from '../../src/json/object.ts';
import { runs } from '../support/property.ts';
import { documents, respaced } from '../support/json-documents.ts';

function edited(bytes: Buffer, edits: Edit[]): Buffer {
  const writer = new ByteWriter();
  writeEdited(bytes, 0, bytes.length, sortEdits(edits), writer);
  return writer.toBuffer();
}

describe('editing', () => {
  test('cutting any members and appending others leaves exactly the kept ones, byte for byte, and then the new ones', () => {
    const appended = fc.array(fc.tuple(fc.stringMatching(/^new\d+$/u), fc.nat()), { maxLength: 3 });
    fc.assert(
      fc.property(respaced(documents()), fc.array(fc.boolean()), appended, (text, cuts, added) => {
        const bytes = Buffer.from(text);
        const object = findMembers(bytes, 0, bytes.length)!;
        const isCut = (index: number): boolean => {
          expect(object.members[index]).toBeDefined();
          return cuts[index] === true;
        };
        const edits: Edit[] = [];
        const texts = added.map(([key, value]) => Buffer.from(`"${key}":${value}`));
        restructure(object, isCut, texts, edits);
        const output = edited(bytes, edits);

        const again = findMembers(output, 0, output.length)!;
        const memberText = (from: Buffer, { members }: typeof again): string[] =>
          members.map(({ keyStart, valueEnd }) => from.toString('latin1', keyStart, valueEnd));
        const kept = memberText(bytes, object).filter((_, index) => !isCut(index));
        expect(memberText(output, again)).toEqual([...kept, ...texts.map(String)]);
        expect(() => JSON.parse(output.toString()) as unknown).not.toThrow();
      }),
      runs(),
    );
  });

  test('no edit changes nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(edited(Buffer.from(bytes), [])).toEqual(Buffer.from(bytes));
      }),
      runs(),
    );
  });

  test('edits at random places, pushed in any order, do what they say', () => {
    // Many pieces: few edits are sorted by hand, and more by the runtime. An empty piece makes two edits at one place.
    const piece = fc.record({
      kept: fc.uint8Array({ maxLength: 2 }),
      cut: fc.nat(2),
      insert: fc.option(fc.uint8Array({ maxLength: 2 }), { nil: undefined }),
    });
    const pieces = fc
      .constantFrom([0, 5], [16, 18], [30, 40])
      .chain(([minLength, maxLength]) => fc.array(fc.tuple(piece, fc.nat()), { minLength, maxLength }));
    fc.assert(
      fc.property(pieces, fc.nat(3), fc.nat(3), (list, before, after) => {
        const input: number[] = new Array<number>(before).fill(1);
        const pushed: { edit: Edit; rank: number }[] = [];
        for (const [{ kept, cut, insert }, rank] of list) {
          input.push(...kept);
          const start = input.length;
          for (let index = 0; index < cut; index++) input.push(7);
          pushed.push({ edit: { start, end: input.length, ...(insert && { insert }) }, rank });
        }
        const edits = pushed.toSorted((one, other) => one.rank - other.rank).map(({ edit }) => edit);
        const bytes = Buffer.from([...input, ...new Array<number>(after).fill(2)]);
        const expected = spliced(bytes, edits);
        expect(edited(bytes, [...edits])).toEqual(expected);
        // Of a part of the bytes, the rest is not looked at.
        expect(editedBytes(bytes, before, input.length, sortEdits(edits))).toEqual(
          expected.subarray(before, expected.length - after),
        );
      }),
      runs(),
    );
  });
});

/** What stays, and at each place what was inserted there, in the order of the edits; a replacement comes behind insertions. */
function spliced(bytes: Buffer, edits: readonly Edit[]): Buffer {
  const parts: Uint8Array[] = [];
  for (let at = 0; at <= bytes.length; at++) {
    const here = edits.filter(({ start }) => start === at);
    for (const { start, end, insert } of here) if (start === end && insert) parts.push(insert);
    for (const { start, end, insert } of here) if (start < end && insert) parts.push(insert);
    if (!edits.some(({ start, end }) => start <= at && at < end)) parts.push(bytes.subarray(at, at + 1));
  }
  return Buffer.concat(parts);
}
