import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classify } from '../../../src/processing/join/classify/classify.ts';
import { runs } from '../../support/property.ts';

const directory = join(import.meta.dirname, 'traces');
const known = readdirSync(directory).flatMap((name) =>
  readFileSync(join(directory, name), 'utf8').split('\n'),
);
const lines = fc
  .tuple(
    fc.oneof(fc.constantFrom(...known, '{', '{ ', '2026-01-02 03:04:05', 'at ', 'ERROR'), fc.string()),
    fc.nat(40),
  )
  .map(([line, cut]) => line.slice(0, Math.max(0, line.length - (cut > 20 ? 0 : cut))));

test('what stands around a text in JSON does not change what it is', () => {
  fc.assert(
    fc.property(lines, fc.constantFrom('"', '" }', '","a":1'), (line, behind) => {
      const alone = Buffer.from(line);
      const inside = Buffer.from(`${behind}${line}${behind}`);
      const start = Buffer.byteLength(behind);
      expect([line, classify(inside, start, start + alone.length)]).toEqual([
        line,
        classify(alone, 0, alone.length),
      ]);
    }),
    runs(20),
  );
});
