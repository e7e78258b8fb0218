import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteWriter } from '../../src/codec/byte-writer.ts';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { noLines } from '../../src/transform/outcome.ts';
import { ReadingRoom } from '../../src/transform/read-record.ts';
import { createStages } from '../../src/transform/record.ts';
import { recordBytes } from '../support/lines.ts';
import { runs } from '../support/property.ts';

test('a record is answered alike, be there room to keep what was read of it or not', () => {
  const stages = createStages(parseTransformConfig({}));
  const options = { arrivalTimeMs: 0, maxEnrichedBytes: Infinity };
  const answer = (data: Buffer, room: ReadingRoom): unknown => {
    const writer = new ByteWriter();
    const counts = noLines();
    const view = stages.reader.read(data, 0, data.length, room);
    const written = stages.writer.write(view, options, writer, counts);
    return { written, counts, text: writer.toBuffer().toString('latin1') };
  };
  fc.assert(
    fc.property(recordBytes, fc.nat(3), (data, lines) => {
      expect(answer(data, new ReadingRoom(lines))).toEqual(answer(data, new ReadingRoom()));
    }),
    runs(),
  );
});
