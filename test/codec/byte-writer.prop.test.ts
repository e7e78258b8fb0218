import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteWriter } from '../../src/codec/byte-writer.ts';
import { RepeatedBytes } from '../../src/codec/repeated-bytes.ts';
import { runs } from '../support/property.ts';

test('base64 of plain and repeated bytes in any order is the base64 of all of them', () => {
  const repeated = [200, 201, 202, 350].map((length) =>
    RepeatedBytes.announce(Buffer.alloc(length, `${length}`)),
  );
  const writer = new ByteWriter();
  const parts = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(...repeated),
      fc.uint8Array({ maxLength: 4 }),
    ),
  );
  fc.assert(
    fc.property(parts, (list) => {
      writer.reset();
      for (const part of list) writer.write(part, 0, part.length);
      const expected = Buffer.concat(list);
      expect(writer.toBase64()).toBe(expected.toString('base64'));
      expect(writer.toBuffer()).toEqual(expected);
      expect(writer.holds(expected, expected.length)).toBe(true);
      expect(writer.holds(Buffer.concat([expected, Buffer.from('x')]), expected.length + 1)).toBe(false);
    }),
    runs(),
  );
});
