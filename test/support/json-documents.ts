import fc from 'fast-check';

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '"', '\\', '\u0000', '\u2028', '\ud800', '🐨', 'a"b\\c/d', '__proto__', '\n\t'),
);
// V8 takes an escaped key for a key that it met before and that holds a backslash: it compares the text of the one with the other
// (Node 24.21: after {"\\":0}, the key "\u0022" of a like object is read as a backslash). The oracle would be wrong.
const keys = texts.filter((text) => !text.includes('\\'));
const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '0',
    '-0',
    '18446744073709551615',
    '1e400',
    '1E+2',
    '0.10',
    '123456789012345678901234567890',
  ),
);
const scalars = fc.oneof(texts.map(literal), numbers, fc.constantFrom('true', 'false', 'null'));

/** JSON objects as text, with duplicate keys, escapes of every kind and numbers that a double cannot hold. */
export function documents(): fc.Arbitrary<string> {
  const { object } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
    value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalars, tie('object'), tie('array')),
    array: fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.join(',')}]`),
    object: fc
      .array(fc.tuple(keys.map(literal), tie('value')), { maxLength: 5 })
      .map((members) => `{${members.map(([key, value]) => `${key}:${value}`).join(',')}}`),
  }));
  return object;
}

/** The same documents with white space between their tokens. */
export function respaced(from: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(from, fc.constantFrom('', ' ', '\n', '\t\r\n ')).map(([text, space]) => {
    const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"\s]+/gsu) ?? [];
    return space + tokens.join(space) + space;
  });
}

/** A string literal, sometimes with every character escaped as \uXXXX. */
function literal(text: string): string {
  if (text.length % 3 !== 1) return JSON.stringify(text);
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}
