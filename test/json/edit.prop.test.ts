import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteWriter } from '../../src/codec/byte-writer.ts';
import { restructure, sortEdits, writeEdited, type Edit } from '../../src/json/edit.ts';
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
        const isCut = (index: number): boolean => cuts[index] === true;
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

  test('edits at random places do what splicing an array does', () => {
    const pieces = fc.array(
      fc.tuple(fc.uint8Array({ maxLength: 9 }), fc.option(fc.uint8Array({ maxLength: 9 }))),
    );
    fc.assert(
      fc.property(pieces, fc.uint8Array(), (parts, tail) => {
        const edits: Edit[] = [];
        const input: number[] = [];
        const expected: number[] = [];
        for (const [kept, insert] of parts) {
          expected.push(...kept, ...(insert ?? []));
          input.push(...kept);
          const start = input.length;
          if (insert !== null) input.push(7, 7);
          if (insert !== null) edits.push({ start, end: input.length, insert });
        }
        const bytes = Buffer.from([...input, ...tail]);
        expect([...edited(bytes, edits.toReversed())]).toEqual([...expected, ...tail]);
      }),
      runs(),
    );
  });
});
