import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LineJoiner } from '../../../src/processing/join/joiner.ts';
import type { Joins } from '../../../src/processing/join/joined-log.ts';
import { runs } from '../../support/property.ts';
import { joinable, type TestLine } from './batches.ts';

const directory = join(import.meta.dirname, 'traces');
const traceLines = readdirSync(directory).flatMap((name) =>
  readFileSync(join(directory, name), 'latin1').split('\n'),
);

const text = fc.oneof(
  fc.constantFrom(...traceLines),
  fc.constantFrom('', ' ', 'plain', '2024-03-28 13:45:30 INFO x', '{"a":1}', 'ERROR x', '   ^', '}'),
  fc.string({ maxLength: 30 }),
);

const line: fc.Arbitrary<TestLine> = fc.record(
  {
    text,
    key: fc.constantFrom('a', 'a', 'b', undefined),
    time: fc.bigInt({ min: 1_700_000_000_000_000_000n, max: 1_700_000_003_000_000_000n }),
    isPartial: fc.boolean(),
    isObject: fc.boolean(),
    detects: fc.boolean(),
  },
  { requiredKeys: ['text'] },
);

function joinsOf(
  lines: readonly TestLine[],
  maxBytes: number,
  joiner = new LineJoiner({ maxBytes }),
): Joins | undefined {
  for (const one of lines) joiner.add(joinable(joiner, one));
  return joiner.join();
}

describe('line conservation', () => {
  test('every line is in exactly one log, and lines = logs + joined', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 60 }),
        fc.integer({ min: 5, max: 2_000 }),
        (lines, maxBytes) => {
          const joins = joinsOf(lines, maxBytes);
          if (joins === undefined) return;
          const parts = joins.logs.flatMap((log) => log.parts.map((part) => part.line));
          expect(new Set(parts).size).toBe(parts.length);
          const alone = lines.filter((_, index) => joins.logOf[index] === -1).length;
          expect(alone + parts.length).toBe(lines.length);
          expect(alone + joins.logs.length + joins.joinedLines).toBe(lines.length);
          for (const [index, log] of joins.logs.entries())
            for (const part of log.parts) expect(joins.logOf[part.line]).toBe(index);
        },
      ),
      runs(),
    );
  });

  test('a log holds lines of one container and stream, in order of time or arrival', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        for (const { parts } of joinsOf(lines, 900_000)?.logs ?? []) {
          const of = parts.map((part) => lines[part.line]!);
          expect(new Set(of.map(keyOf)).size).toBe(1);
          const source = lines.filter((one) => keyOf(one) === keyOf(of[0]!));
          const hasTimes = source.every(({ time }) => time !== undefined);
          const order = parts.map((part) => (hasTimes ? lines[part.line]!.time! : BigInt(part.line)));
          expect(order).toEqual(order.toSorted((one, other) => Number(one - other)));
        }
      }),
      runs(),
    );
  });

  test('other containers change nothing', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const ofA = lines.flatMap((one, index) => (keyOf(one) === 'a' ? [index] : []));
        const alone =
          joinsOf(
            ofA.map((index) => lines[index]!),
            900_000,
          )?.logs ?? [];
        const together = joinsOf(lines, 900_000)?.logs ?? [];
        const texts = alone.map((log) => log.parts.map((part) => ofA[part.line]));
        const found = together.map((log) => log.parts.map((part) => part.line));
        expect(found.filter(([first]) => ofA.includes(first!))).toEqual(texts);
      }),
      runs(),
    );
  });

  test('a joiner that is used again gives what a new one gives', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.array(line, { maxLength: 30 }), (first, second) => {
        const joiner = new LineJoiner();
        joinsOf(first, 0, joiner);
        joiner.reset();
        expect(joinsOf(second, 0, joiner)).toEqual(joinsOf(second, 0, new LineJoiner()));
      }),
      runs(),
    );
  });
});

function keyOf(one: TestLine): string | undefined {
  return 'key' in one ? one.key : 'a';
}
