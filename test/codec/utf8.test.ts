import { isUtf8 } from 'node:buffer';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toValidUtf8 } from '../../src/codec/utf8.ts';
import { runs } from '../support/property.ts';

/** U+FFFD for each bad byte. Source: Datadog Agent, Go's `[]rune` of bytes. */
test.each([
  ['61', 'a'],
  ['61 ff 62', 'a\u{FFFD}b'],
  ['61 e2 82 62', 'a\u{FFFD}\u{FFFD}b'],
  ['e2 82 ac', '€'],
  ['c0 80', '\u{FFFD}\u{FFFD}'],
  ['ed a0 80', '\u{FFFD}\u{FFFD}\u{FFFD}'],
  ['f0 9f 98 80', '😀'],
  ['f0 9f 98', '\u{FFFD}\u{FFFD}\u{FFFD}'],
  ['f4 90 80 80', '\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}'],
])('%s', (hex, text) => {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  expect(Buffer.from(toValidUtf8(bytes)).toString()).toBe(text);
});

test('is always valid, and keeps what was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.uint8Array({ maxLength: 6 }), fc.string({ unit: 'binary' }))),
      (parts) => {
        const bytes = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
        const valid = toValidUtf8(bytes);
        expect(isUtf8(valid)).toBe(true);
        if (isUtf8(bytes)) expect(valid).toBe(bytes);
        expect(toValidUtf8(valid)).toBe(valid);
      },
    ),
    runs(),
  );
});
