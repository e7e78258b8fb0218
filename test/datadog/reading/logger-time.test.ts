import { Buffer } from 'node:buffer';
import { describe, expect, test } from '@jest/globals';
import { AttributeKeys } from '../../../src/transform/line/attributes.ts';
import { findMembers } from '../../../src/json/object.ts';
import { isCriTime, mayBeTime } from '../../../src/datadog/reading/logger-time.ts';

describe('whether a member called time may be the log’s time', () => {
  const pino = ['level', 'time', 'pid', 'hostname', 'msg'];
  const cloudEvent = ['stream', 'logtag', 'specversion', 'type', 'source', 'id', 'time'];
  test.each<[string, string[], boolean, boolean]>([
    ['pino’s', pino, false, true],
    ['zap’s', ['level', 'ts', 'caller', 'msg'], false, true],
    ['one beside a text of Fluent Bit', ['log', 'stream', 'kubernetes', 'time'], false, true],
    ['one in the CRI format', ['stream', 'logtag', 'order', 'time'], true, true],
    ['a reminder’s', ['stream', 'logtag', 'reminder', 'time'], false, false],
    ['a CloudEvent’s', cloudEvent, false, false],
    ['a CloudEvent’s in the CRI format', cloudEvent, true, false],
  ])('%s', (_name, keys, isCri, expected) => expect(mayBeTime(attributesOf(keys), isCri)).toBe(expected));
});

function attributesOf(keys: readonly string[]) {
  const bytes = Buffer.from(JSON.stringify(Object.fromEntries(keys.map((key) => [key, 1]))));
  return new AttributeKeys().read(bytes, findMembers(bytes, 0, bytes.length)!, 'plain');
}

test.each([
  ['"2026-11-28T10:00:00.123456789Z"', true],
  ['"2026-11-28T10:00:00.123456789+02:00"', true],
  ['"2026-11-28T10:00:00.123456Z"', false],
  ['"2026-11-28T10:00:00Z"', false],
  ['"2026-11-28T10:00:00.12345678"', false],
  ['1795860000123', false],
  ['null', false],
])('%s is in the CRI format: %s', (json, expected) => {
  const bytes = Buffer.from(json);
  expect(isCriTime(bytes, 0, bytes.length)).toBe(expected);
});
