import { expect, test } from '@jest/globals';
import { decodeContent, encodeContent } from '../../../src/transform/process/content.ts';

test.each([
  ['', ''],
  ['plain é€', 'plain é€'],
  ['a\\n\\"b\\"\\\\', 'a\n"b"\\'],
  ['\\u0001\\t', '\u0001\t'],
  ['half a pair \\ud83d', 'half a pair \ud83d'],
])('the content %j stands for %j', (content, text) => {
  const bytes = Buffer.from(`x${content}x`);
  const decoded = decodeContent(bytes, 1, bytes.length - 1);
  expect(decoded).toEqual({ text, hasRawBytes: false });
  expect(encodeContent(decoded).toString()).toBe(content);
});

test('bytes that are no UTF-8 come back as they were, between what is escaped', () => {
  const content = Buffer.from('a\\n\xff\\"\\\\\\u0001\xe2\x82é', 'latin1');
  const decoded = decodeContent(content, 0, content.length);
  expect(decoded.hasRawBytes).toBe(true);
  expect(decoded.text.startsWith('a\n')).toBe(true);
  expect(decoded.text).toContain('"\\\u0001');
  expect(encodeContent(decoded)).toEqual(content);
});
