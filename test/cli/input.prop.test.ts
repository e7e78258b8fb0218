import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readLines } from '../../src/cli/input.ts';
import { runs } from '../support/property.ts';

const line = fc.string({ unit: fc.constantFrom('a', 'é', '\r', ' '), maxLength: 5 });

test('lines do not depend on where the input was cut, and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.boolean(), fc.array(fc.nat(40)), async (lines, ends, cuts) => {
      const text = Buffer.from(lines.join('\n') + (ends ? '\n' : ''));
      const ordered = cuts.map((cut) => Math.min(cut, text.length)).sort((one, two) => one - two);
      const places = [0, ...ordered, text.length];
      const chunks = places.slice(1).map((end, index) => text.subarray(places[index], end));
      const found: string[] = [];
      for await (const bytes of readLines(iterate(chunks))) found.push(bytes.toString('utf8'));
      expect(found).toEqual(text.toString('utf8').match(/[^\n]*\n|[^\n]+$/g) ?? []);
    }),
    runs(),
  );
});

async function* iterate(chunks: readonly Buffer[]): AsyncGenerator<Buffer, void, undefined> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
