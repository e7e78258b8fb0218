import { skipNestedObject, skipNestedSpace } from './nested-scan.ts';
import { byteAt, malformed, skipContainer, skipSpace, type KnownValue, type Member } from './scan.ts';

export type { KnownValue, Member } from './scan.ts';

/** Whether an object is plain JSON, or stands inside a JSON string, where a quote reads `\"`. */
export type Nesting = 'plain' | 'nested';

/** A JSON object found in bytes: where its braces stand, and its members in order, duplicates included. */
export interface JsonObject {
  readonly open: number;
  readonly close: number;
  readonly members: readonly Member[];
}

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
  return skipNestedSpace(bytes, object.close + 1, end);
}

/** The members of the JSON object that begins `bytes[start, end)`, whatever comes after it. */
export function findObject(
  bytes: Uint8Array,
  start: number,
  end: number,
  nesting: Nesting,
  knownValue?: KnownValue,
): JsonObject | undefined {
  const isPlain = nesting === 'plain';
  const open = isPlain ? skipSpace(bytes, start, end) : skipNestedSpace(bytes, start, end);
  if (byteAt(bytes, open, end) !== 0x7b) return undefined;
  const members: Member[] = [];
  const after = isPlain
    ? skipContainer(bytes, open, end, members, knownValue)
    : skipNestedObject(bytes, open, end, members);
  return after === malformed ? undefined : { open, close: after - 1, members };
}
