import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteWriter } from '../../src/codec/byte-writer.ts';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { noLines } from '../../src/transform/outcome.ts';
import { ReadingRoom, UnpackingRoom } from '../../src/transform/read-record.ts';
import { createStages } from '../../src/transform/record.ts';
import { recordBytes } from '../support/lines.ts';
import { runs } from '../support/property.ts';
import { workload, workloadNames } from '../support/work/workloads.ts';

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

test('law 13: an event unpacks no more than there is room for, and keeps no more lines', () => {
  const { reader } = createStages(parseTransformConfig({}));
  fc.assert(
    fc.property(workloadNames, fc.nat(40_000), fc.nat(100), (names, bytes, lines) => {
      const room = new ReadingRoom(lines, new UnpackingRoom(bytes));
      let unpacked = 0;
      let kept = 0;
      for (const data of workload(names, 60)) {
        const view = reader.read(data, 0, data.length, room);
        if (view.kind !== 'lines') continue;
        if (view.isPacked) unpacked += view.bytes.length;
        if (!view.isOneLine) kept += view.lines?.length ?? 0;
      }
      expect(unpacked).toBeLessThanOrEqual(bytes);
      expect(kept).toBeLessThanOrEqual(lines);
    }),
    runs(0.3),
  );
});
