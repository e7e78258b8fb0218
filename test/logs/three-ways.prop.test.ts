import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createLogReader } from '../../src/logs/record-logs.ts';
import { objectLines, recordBytes } from '../support/lines.ts';
import { runs } from '../support/property.ts';
import { arrivalTimeMs, streamArn, transformed } from '../support/transformed.ts';

function logsOf(bytes: Buffer): string[] {
  const reader = createLogReader(parseTransformConfig({}));
  const found = reader.read({ bytes, end: bytes.length, arrivalTimeMs, streamArn });
  return found.kind === 'logs'
    ? Array.from(found.logs, ({ log }) => (typeof log === 'string' ? log : log.toString('latin1')))
    : [];
}

const isObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

describe('three ways, one log', () => {
  test('a line that is a JSON object is the log that the transform makes of it, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(objectLines, { minLength: 1, maxLength: 5 }), (lines) => {
        const text = `${lines.map((line) => line.replaceAll(/[\r\n]/g, ' ')).join('\n')}\n`;
        const expected = Buffer.from(transformed(text).data).toString('latin1').split('\n');
        expect(logsOf(Buffer.from(text))).toEqual(expected.map((line) => line.trim()).filter(isObject));
      }),
      runs(0.5),
    );
  });

  test('what is replayed behind the transform gives the logs of what is replayed before it', () => {
    fc.assert(
      fc.property(recordBytes, (bytes) => {
        const record = Buffer.from(bytes);
        const before = logsOf(record);
        expect(logsOf(Buffer.from(transformed(record).data))).toEqual(before);
        for (const log of before) expect(isObject(log)).toBe(true);
      }),
      runs(0.5),
    );
  });
});
