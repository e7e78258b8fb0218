import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { gunzipSync, gzipSync } from 'node:zlib';
import { asOfNow } from '../../../src/local/samples/as-of-now.ts';
import { rfc3339Ms } from '../../../src/fluent-bit/rfc3339.ts';
import { runs } from '../../support/property.ts';

const nowMs = Date.parse('2026-11-28T18:00:00.123Z');
const shifted = (text: string) => asOfNow([Buffer.from(text)], nowMs)[0]!.toString();

describe('dates as if they were written now', () => {
  test.each([
    [
      'a CRI prefix, to the nanosecond',
      '2023-01-27T16:53:42.648148504Z stdout F x',
      '2026-11-28T18:00:00.123148504Z stdout F x',
    ],
    ['no fraction', '2023-01-27T16:53:42Z x', '2026-11-28T18:00:00Z x'],
    ['an offset', '2023-01-27T16:53:42.648+01:00 x', '2026-11-28T19:00:00.123+01:00 x'],
    ['a blank and a comma', '2023-01-27 16:53:42,648 INFO', '2026-11-28 18:00:00,123 INFO'],
    ['slashes', '2023/01/27 16:53:42 [notice]', '2026/11/28 18:00:00 [notice]'],
    [
      'a web server',
      '10.0.0.1 - - [27/Jan/2023:16:53:42 +0000]',
      '10.0.0.1 - - [28/Nov/2026:18:00:00 +0000]',
    ],
    [
      'others move with the first',
      '2023-01-27T16:53:42.000Z stdout F 2023-01-27 16:53:41 x',
      '2026-11-28T18:00:00.123Z stdout F 2026-11-28 17:59:59 x',
    ],
    [
      'epoch seconds, milliseconds and a fraction',
      '{"date":1674838422.5,"time":1674838422000}',
      '{"date":1795888800.5,"time":1795888800123}',
    ],
    [
      'inside a message that is JSON',
      String.raw`{"log":"{\"ts\":1674838422}"}`,
      String.raw`{"log":"{\"ts\":1795888800}"}`,
    ],
    ['no date', '{"log":"hello","count":1674838422}', '{"log":"hello","count":1674838422}'],
    ['no day of the calendar', '2023-13-45T16:53:42Z', '2023-13-45T16:53:42Z'],
    ['a longer number', '12023-01-27T16:53:42Z', '12023-01-27T16:53:42Z'],
  ])('%s', (_name, before, after) => {
    expect(shifted(before)).toBe(after);
  });

  test('gzip is packed again, damaged gzip and other bytes stay', () => {
    const packed = gzipSync('2023-01-27T16:53:42.000Z x');
    expect(gunzipSync(asOfNow([packed], nowMs)[0]!).toString()).toBe('2026-11-28T18:00:00.123Z x');
    const damaged = packed.subarray(0, 15);
    expect(asOfNow([damaged], nowMs)[0]).toEqual(damaged);
    const bytes = Buffer.from([0xff, 0xfe, 0x80, 0x0a]);
    expect(asOfNow([bytes], nowMs)[0]).toEqual(bytes);
  });

  test('records follow each other, the last one now', () => {
    const records = asOfNow(
      [Buffer.from('2023-01-27T16:53:42.648Z a'), Buffer.from('2020-01-01T00:00:00.000Z b')],
      nowMs,
    );
    expect(records.map(String)).toEqual(['2026-11-28T18:00:00.118Z a', '2026-11-28T18:00:00.123Z b']);
  });

  test('any instant becomes the present; nothing but its digits changes', () => {
    const instant = fc.date({
      min: new Date('1971-01-01'),
      max: new Date('2200-01-01'),
      noInvalidDate: true,
    });
    const rest = fc.string().filter((text) => !/\d/.test(text));
    fc.assert(
      fc.property(instant, rest, (date, text) => {
        const record = `${date.toISOString()} ${text}`;
        const out = shifted(record);
        expect(rfc3339Ms(out.slice(0, 24))).toBe(nowMs);
        expect(out.slice(24)).toBe(record.slice(24));
      }),
      runs(),
    );
  });
});
