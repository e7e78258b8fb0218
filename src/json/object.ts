import { byteAt, malformed, skipColon, skipSpace, skipString, skipValue, type Nesting } from './scan.ts';

/** Byte positions of one member: the key with its quotes, and the value. Ends are exclusive. */
export interface Member {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** A JSON object found in bytes: where its braces stand, and its members in order, duplicates included. */
export interface JsonObject {
  readonly open: number;
  readonly close: number;
  readonly members: readonly Member[];
}

/**
 * Where a value is known to end without scanning it, or `malformed` when it is not known. It lets a caller that has met the same
 * bytes before skip them by comparison. It must only ever answer for bytes that are one complete, valid value.
 */
export type KnownValue = (keyStart: number, keyEnd: number, valueStart: number) => number;

/**
 * The members of the JSON object that `bytes[start, end)` holds, with nothing but white space around it; `undefined` for
 * anything else. Accepts exactly what `JSON.parse` accepts as an object, except that it does not judge UTF-8.
 */
export function findMembers(
  bytes: Uint8Array,
  start: number,
  end: number,
  knownValue?: KnownValue,
): JsonObject | undefined {
  const object = findObject(bytes, start, end, 'plain', knownValue);
  return object && skipSpace(bytes, object.close + 1, end) === end ? object : undefined;
}

/**
 * The members of a JSON object that stands inside a JSON string, as positions in the outer text: `start` is in the string, and
 * after the object comes nothing but white space and the closing quote. The bytes up to that quote are then a sound string too.
 */
export function findNestedMembers(bytes: Uint8Array, start: number, end: number): JsonObject | undefined {
  const object = findObject(bytes, start, end, 'nested');
  if (object === undefined) return undefined;
  return byteAt(bytes, nestedEnd(bytes, object, end), end) === 0x22 ? object : undefined;
}

/** Position of the closing quote of the string that `findNestedMembers` found an object in. */
export function nestedEnd(bytes: Uint8Array, object: JsonObject, end: number): number {
  return skipSpace(bytes, object.close + 1, end, 'nested');
}

/** The members of the JSON object that begins `bytes[start, end)`, whatever comes after it. */
export function findObject(
  bytes: Uint8Array,
  start: number,
  end: number,
  nesting: Nesting,
  knownValue?: KnownValue,
): JsonObject | undefined {
  const open = skipSpace(bytes, start, end, nesting);
  if (byteAt(bytes, open, end) !== 0x7b) return undefined;
  const members: Member[] = [];
  let at = skipSpace(bytes, open + 1, end, nesting);
  while (byteAt(bytes, at, end) !== 0x7d) {
    const keyEnd = skipString(bytes, at, end, nesting);
    if (keyEnd === malformed) return undefined;
    const valueStart = skipColon(bytes, keyEnd, end, nesting);
    if (valueStart === malformed) return undefined;
    const known = knownValue === undefined ? malformed : knownValue(at, keyEnd, valueStart);
    const valueEnd = known === malformed ? skipValue(bytes, valueStart, end, nesting) : known;
    if (valueEnd === malformed) return undefined;
    members.push({ keyStart: at, keyEnd, valueStart, valueEnd });
    at = afterComma(bytes, valueEnd, end, nesting);
    if (at === malformed) return undefined;
  }
  return { open, close: at, members };
}

/** Position of the next key, or of the closing brace, or `malformed`. */
function afterComma(bytes: Uint8Array, position: number, end: number, nesting: Nesting): number {
  const at = skipSpace(bytes, position, end, nesting);
  const next = byteAt(bytes, at, end);
  if (next === 0x7d) return at;
  if (next !== 0x2c) return malformed;
  const key = skipSpace(bytes, at + 1, end, nesting);
  // Not the closing brace: a comma has to be followed by a member.
  return byteAt(bytes, key, end) === 0x7d ? malformed : key;
}
