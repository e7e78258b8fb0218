import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteWriter } from '../../src/codec/byte-writer.ts';
import { runs } from '../support/property.ts';

test('what was written in parts is there as a whole, plain and as base64', () => {
  const writer = new ByteWriter();
  const parts = fc.array(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 4 })));
  fc.assert(
    fc.property(parts, fc.nat(9), fc.nat(9), (list, before, behind) => {
      writer.reset();
      for (const part of list) {
        const around = Buffer.concat([Buffer.alloc(before), part, Buffer.alloc(behind)]);
        writer.write(around, before, before + part.length);
      }
      const expected = Buffer.concat(list);
      expect(writer.toBase64()).toBe(expected.toString('base64'));
      expect(writer.toBuffer()).toEqual(expected);
      const around = Buffer.concat([Buffer.alloc(before), expected, Buffer.alloc(behind, 1)]);
      expect(writer.holds(around, before, before + expected.length)).toBe(true);
      expect(writer.holds(around, before, before + expected.length + 1)).toBe(false);
      if (expected.length === 0) return;
      around[before + expected.length - 1]! ^= 1;
      expect(writer.holds(around, before, before + expected.length)).toBe(false);
    }),
    runs(),
  );
});
