import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findNestedMembers, nestedEnd } from '../../src/json/object.ts';
import { runs } from '../support/property.ts';

/** Sound and unsound pieces of a string of the inner text. */
const innerPiece = fc.oneof(
  fc.constantFrom(
    '\\n',
    '\\/',
    '\\"',
    '\\\\',
    '\\u00e9',
    '\\u0022',
    '\\uD83D\\uDE00',
    'a',
    'é',
    '/',
    '',
    ' ',
  ),
  fc.constantFrom('\\x', '\\', '"', '\\u12', '\\u12g4', '\n', '\t'),
);
const innerString = fc.array(innerPiece, { maxLength: 4 }).map((pieces) => `"${pieces.join('')}"`);
const space = fc.constantFrom('', '', ' ', '\n', '\t', '\r');
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    innerString,
    fc.constantFrom('1', '-0.5e3', 'true', 'null', '01', '[}', '{]'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    members(tie('value')),
  ),
}));

function members(values: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const member = fc
    .tuple(space, innerString, space, space, values, space)
    .map(([a, key, b, c, each, d]) => `${a}${key}${b}:${c}${each}${d}`);
  return fc.tuple(fc.array(member, { maxLength: 3 }), space).map(([list, a]) => `{${a}${list.join(',')}}`);
}

/** The inner text as the content of a string; what is no syntax may be escaped there once more. */
const escapes: Readonly<Record<string, string>> = { '/': '\\/', é: '\\u00e9', a: '\\u0061' };
const outer = (text: string, isEscaped: readonly boolean[]) =>
  Array.from(text, (character, index) => {
    const escape = isEscaped[index % isEscaped.length] === true ? escapes[character] : undefined;
    return escape ?? JSON.stringify(character).slice(1, -1);
  }).join('');

const damage = fc.option(
  fc.tuple(
    fc.double({ min: 0, max: 0.999, noNaN: true }),
    fc.constantFrom('', '"', '\\', '\\"', '}', ' ', '\\u0041'),
  ),
  { freq: 2 },
);

test('a nested object is read exactly where reading the string and then its text gives an object', () => {
  let found = 0;
  fc.assert(
    fc.property(
      members(value),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
      damage,
      (text, isEscaped, damaged) => {
        let content = outer(text, isEscaped);
        if (damaged) {
          const at = Math.floor(damaged[0] * content.length);
          content = content.slice(0, at) + damaged[1] + content.slice(at + 1);
        }
        const bytes = Buffer.from(`"${content}"`);
        const object = findNestedMembers(bytes, 1, bytes.length);
        if (object !== undefined) expect(nestedEnd(bytes, object, bytes.length)).toBe(bytes.length - 1);
        // Only syntax that is spelled as \uXXXX is refused although JSON.parse takes it.
        if (!content.includes('\\u0041') || object !== undefined)
          expect([content, object !== undefined]).toEqual([
            content,
            isObject(parsed(parsed(`"${content}"`))),
          ]);
        if (object !== undefined) found += 1;
      },
    ),
    runs(),
  );
  expect(found).toBeGreaterThan(0);
});

/** Every text of up to `length` of these characters. */
function textsOf(characters: string, length: number): string[] {
  if (length === 0) return [''];
  const shorter = textsOf(characters, length - 1);
  return ['', ...Array.from(characters, (first) => shorter.map((rest) => first + rest)).flat()];
}

test.each([
  '{\\"a"":1}',
  '{\\"a\n":1}',
  '{"a\\":1}',
  '{\\"a\\":\\"b""}',
  '{\\"a\\":\\"b\n"}',
  '{\\"a\\":"b"}',
  '{\\"a\\":"b\\"}',
])('%j: a quote without its backslash is the end of the string', (content) => {
  const bytes = Buffer.from(`"${content}"`);
  expect(findNestedMembers(bytes, 1, bytes.length)).toBeUndefined();
});

const units =
  '0000 001f 0020 0021 0022 0023 005b 005c 005d 00e9 00E9 000g 0:00 d83d dead FFFF 12 12g4 '.split(' ');

test.each([
  ['a key', (text: string) => `{\\"${text}\\":1}`],
  ['a value', (text: string) => `{\\"a\\":\\"${text}\\"}`],
  ['a string inside', (text: string) => `{\\"a\\":[\\"${text}\\"]}`],
])('every short run of escapes in %s', (_place, around) => {
  const texts = [
    ...textsOf('\\"/nux', 5),
    ...units.flatMap((unit) => [`\\u${unit}`, `\\\\u${unit}`, `x\\u${unit}y`]),
  ];
  const wrong = texts.map(around).filter((content) => {
    const bytes = Buffer.from(`"${content}"`);
    return (
      (findNestedMembers(bytes, 1, bytes.length) !== undefined) !== isObject(parsed(parsed(bytes.toString())))
    );
  });
  expect(wrong).toEqual([]);
});

test('a nested object may be deeper than anybody expects', () => {
  const text = `{"a":${'['.repeat(2_000)}${']'.repeat(2_000)},"b":${'{"c":'.repeat(900)}1${'}'.repeat(900)}}`;
  const bytes = Buffer.from(JSON.stringify(text));
  expect(findNestedMembers(bytes, 1, bytes.length)?.members).toHaveLength(2);
  const wrong = Buffer.from(JSON.stringify(text.replace(']]', ']}')));
  expect(findNestedMembers(wrong, 1, wrong.length)).toBeUndefined();
});

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function isObject(read: unknown): boolean {
  return typeof read === 'object' && read !== null && !Array.isArray(read);
}
