import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import {
  isSafeBuffer,
  largestEventBytes,
  largestSafeBufferMiB,
  maxLambdaRequestBytes,
  type ContentEncoding,
} from '../../src/firehose/buffer-sizes.ts';

const mebibyte = 1_048_576;

/** Records of `bufferBytes` in all, none of which repeats anything, and one more of the largest size. */
function body(bufferBytes: number, records: number): Buffer {
  const bytes = Math.floor(bufferBytes / (records - 1));
  const list = Array.from({ length: records - 1 }, () => ({ data: randomBytes(bytes).toString('base64') }));
  list.push({ data: randomBytes(1_024_000).toString('base64') });
  return Buffer.from(
    JSON.stringify({
      requestId: 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f',
      timestamp: 1_767_323_045_599,
      records: list,
    }),
  );
}

/** The event of a Function URL, with headers as large as they come. */
function eventBytes(content: Buffer, encoding: ContentEncoding, level = 6): number {
  const packed = encoding === 'GZIP' ? gzipSync(content, { level }).toString('base64') : content.toString();
  const attributes = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [String(index).padEnd(256, '"'), '"'.repeat(1_024)]),
  );
  return Buffer.byteLength(
    JSON.stringify({
      version: '2.0',
      headers: {
        'x-amz-firehose-access-key': 'k'.repeat(4_096),
        'x-amz-firehose-common-attributes': JSON.stringify({ commonAttributes: attributes }),
      },
      requestContext: { domainName: 'd'.repeat(200), http: { method: 'POST', path: '/' } },
      body: packed,
      isBase64Encoded: encoding === 'GZIP',
    }),
  );
}

describe('the largest event of a buffer', () => {
  test.each([
    ['NONE', 10_000, 6],
    ['NONE', 5, 6],
    ['GZIP', 10_000, 6],
    ['GZIP', 5, 6],
    ['GZIP', 5, 1],
  ] as const)(
    '%s, %i records, gzip level %i: fits Lambda and is below what is computed',
    (encoding, records, level) => {
      const size = largestSafeBufferMiB(encoding);
      const bytes = eventBytes(body(size * mebibyte, records), encoding, level);
      expect(bytes).toBeLessThanOrEqual(largestEventBytes(size * mebibyte, encoding));
      expect(bytes).toBeLessThanOrEqual(maxLambdaRequestBytes);
    },
  );

  test('is not computed far too large, so that the limit means something', () => {
    const bytes = eventBytes(body(3 * mebibyte, 10_000), 'NONE');
    expect(bytes / largestEventBytes(3 * mebibyte, 'NONE')).toBeGreaterThan(0.95);
  });
});

describe('safe buffers', () => {
  test.each(['NONE', 'GZIP'] as const)('%s: 3 MiB at most', (encoding) => {
    expect(largestSafeBufferMiB(encoding)).toBe(3);
    expect([1, 2, 3, 4].map((size) => isSafeBuffer(size, encoding))).toEqual([true, true, true, false]);
  });

  test("Datadog's own 4 MiB really do not fit", () => {
    expect(eventBytes(body(4 * mebibyte, 10_000), 'NONE')).toBeGreaterThan(maxLambdaRequestBytes);
  });
});
