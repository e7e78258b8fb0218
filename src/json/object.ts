import { byteAt, malformed, skipColon, skipSpace, skipString, skipValue } from './scan.ts';

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
  const open = skipSpace(bytes, start, end);
  if (byteAt(bytes, open, end) !== 0x7b) return undefined;
  const members: Member[] = [];
  let at = skipSpace(bytes, open + 1, end);
  if (byteAt(bytes, at, end) !== 0x7d) {
    at = collectMembers(bytes, at, end, members, knownValue);
    if (at === malformed) return undefined;
  }
  return skipSpace(bytes, at + 1, end) === end ? { open, close: at, members } : undefined;
}

/** Fills `members` from the first key at `position`; returns the position of the closing brace or `malformed`. */
function collectMembers(
  bytes: Uint8Array,
  position: number,
  end: number,
  members: Member[],
  knownValue: KnownValue | undefined,
): number {
  let at = position;
  for (;;) {
    const keyStart = at;
    const keyEnd = skipString(bytes, at, end);
    if (keyEnd === malformed) return malformed;
    const valueStart = skipColon(bytes, keyEnd, end);
    if (valueStart === malformed) return malformed;
    let valueEnd = knownValue === undefined ? malformed : knownValue(keyStart, keyEnd, valueStart);
    if (valueEnd === malformed) valueEnd = skipValue(bytes, valueStart, end);
    if (valueEnd === malformed) return malformed;
    members.push({ keyStart, keyEnd, valueStart, valueEnd });
    at = skipSpace(bytes, valueEnd, end);
    const next = byteAt(bytes, at, end);
    if (next === 0x7d) return at;
    if (next !== 0x2c) return malformed;
    at = skipSpace(bytes, at + 1, end);
  }
}
